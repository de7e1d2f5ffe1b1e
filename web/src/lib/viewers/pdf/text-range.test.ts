import { afterEach, describe, expect, it } from 'vitest';
import { describe as describeText } from '../../annotate/text-anchor';
import { findStretch, layerText, rangeAt, selectedAnchors } from './text-range';

function page(number: number, ...lines: string[]): HTMLElement {
  const layer = document.createElement('div');
  layer.className = 'textLayer';
  layer.dataset['page'] = String(number);
  for (const line of lines) layer.append(Object.assign(document.createElement('span'), { textContent: line }), document.createElement('br'));
  document.body.append(layer);
  return layer;
}

afterEach(() => document.body.replaceChildren());

describe('text ranges', () => {
  it('cross the lines of a page', () => {
    const layer = page(1, 'Tickets may be', 'transferred');
    expect(layerText(layer)).toBe('Tickets may betransferred');
    expect(rangeAt(layer, 8, 19)?.toString()).toBe('may betrans');
    expect(rangeAt(layer, 20, 999)).toBeNull();
  });

  it('are found again after the lines were broken differently', () => {
    const stretch = describeText('Tickets may be transferred to another', 8, 26);
    const layer = page(1, 'Tickets', ' may be', 'transferred to', ' another');
    expect(stretch && findStretch(layer, stretch)?.toString()).toBe('may betransferred');
  });

  it('become one anchor per page they touch', () => {
    const first = page(1, 'Passengers who cancel');
    const second = page(2, 'receive a refund');
    const start = first.querySelector('span')?.firstChild;
    const end = second.querySelector('span')?.firstChild;
    if (!start || !end) throw new Error('no text');
    getSelection()?.setBaseAndExtent(start, 15, end, 7);
    const anchors = selectedAnchors(getSelection());
    expect(anchors.map((anchor) => [anchor.page, anchor.text?.exact])).toEqual([[1, 'cancel'], [2, 'receive']]);
  });

  it('need a selection', () => {
    expect(selectedAnchors(null)).toEqual([]);
  });
});
