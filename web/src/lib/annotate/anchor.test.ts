// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Selector } from '../api/types';
import { fromSelectors, markerPoint, toSelectors, type Anchor, type Shape } from './anchor';
import { pagePoint } from './geometry';

const shapes: [string, Shape][] = [
  ['point', { kind: 'point', at: pagePoint(0.46752, 0.194) }],
  ['region', { kind: 'region', rect: { x: 0.0625, y: 0.332, width: 0.3725, height: 0.056 } }],
  ['ellipse', { kind: 'ellipse', rect: { x: 0.25, y: 0.5, width: 0.25, height: 0.125 } }],
  ['arrow', { kind: 'arrow', from: pagePoint(0.1, 0.9), to: pagePoint(0.8, 0.2) }],
  ['path', { kind: 'path', points: [pagePoint(0.5, 0.5), pagePoint(0.51, 0.52), pagePoint(0.6, 0.4)] }],
];

describe('anchor', () => {
  it.each(shapes)('a %s survives the way to the server and back', (_, shape) => {
    for (const page of [null, 3]) {
      const anchor: Anchor = { page, shape, text: null };
      expect(fromSelectors(toSelectors(anchor))).toEqual(anchor);
    }
  });

  it('writes a point as an empty rectangle in per cent', () => {
    const anchor: Anchor = { page: null, shape: { kind: 'point', at: pagePoint(1 / 3, 0.5) }, text: null };
    expect(toSelectors(anchor)).toEqual([{ type: 'FragmentSelector', value: 'xywh=percent:33.333,50,0,0' }]);
  });

  it('keeps quote, position and page of a text stretch', () => {
    const anchor: Anchor = {
      page: 7,
      shape: null,
      text: { exact: 'before the departure', prefix: 'cancel ', suffix: ' receive', start: 210, end: 230 },
    };
    expect(fromSelectors(toSelectors(anchor))).toEqual(anchor);
  });

  it('keeps points of a drawing on the page', () => {
    const outside: Shape = { kind: 'path', points: [pagePoint(-0.2, 0.5), pagePoint(1.4, 0.5)] };
    const [, svg] = toSelectors({ page: null, shape: outside, text: null });
    expect(svg).toMatchObject({ points: [[0, 0.5], [1, 0.5]] });
  });

  it.each<[string, Selector[]]>([
    ['nothing', []],
    ['an unknown fragment', [{ type: 'FragmentSelector', value: 't=10,20' }]],
    ['a fragment in pixels', [{ type: 'FragmentSelector', value: 'xywh=pixel:1,2,3,4' }]],
    ['numbers that are none', [{ type: 'FragmentSelector', value: 'xywh=percent:1.2.3,2,3,4' }]],
    ['page zero', [{ type: 'FragmentSelector', value: 'page=0' }]],
    ['a path of one point', [{ type: 'SvgSelector', shape: 'path', points: [[0.5, 0.5]] }]],
  ])('does not guess from %s', (_, selectors) => {
    expect(fromSelectors(selectors)).toBeNull();
  });

  it('cuts a foreign rectangle at the edge of the page', () => {
    const anchor = fromSelectors([{ type: 'FragmentSelector', value: 'xywh=percent:90,90,50,50' }]);
    expect(anchor?.shape).toMatchObject({ kind: 'region', rect: { x: 0.9, y: 0.9 } });
    const rect = anchor?.shape?.kind === 'region' ? anchor.shape.rect : null;
    expect(rect?.width).toBeCloseTo(0.1);
  });

  it('sets the marker beside what it points at', () => {
    expect(markerPoint({ kind: 'region', rect: { x: 0.1, y: 0.2, width: 0.3, height: 0.1 } })).toEqual({ x: 0.4, y: 0.2 });
    expect(markerPoint({ kind: 'arrow', from: pagePoint(0.1, 0.9), to: pagePoint(0.8, 0.2) })).toEqual({ x: 0.1, y: 0.9 });
  });

  it('keep a quotation without a position as it was', () => {
    const quote = { type: 'TextQuoteSelector' as const, exact: 'delivery', prefix: '', suffix: '' };
    const anchor = fromSelectors([{ type: 'FragmentSelector', value: 'page=3' }, quote]);
    expect(anchor && toSelectors(anchor)).toEqual([{ type: 'FragmentSelector', value: 'page=3' }, quote]);
  });
});
