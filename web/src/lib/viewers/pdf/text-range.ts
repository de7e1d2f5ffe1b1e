// Between the text of a page's text layer (characters counted through all its nodes) and DOM ranges.

import type { Anchor, TextStretch } from '../../annotate/anchor';
import { pagePoint, type PagePoint } from '../../annotate/geometry';
import { describe, locate } from '../../annotate/text-anchor';

/** The most pages one comment can mark. */
const MOST_PAGES = 20;

/** The text a page's stretches are counted in. */
export function layerText(layer: Node): string {
  return layer.textContent ?? '';
}

/** Range of the characters from `start` to `end`; null when the layer is shorter. */
export function rangeAt(layer: Node, start: number, end: number): Range | null {
  const range = document.createRange();
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  let passed = 0;
  let begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (!begun && start < passed + length) {
      range.setStart(node, start - passed);
      begun = true;
    }
    if (begun && end <= passed + length) {
      range.setEnd(node, end - passed);
      return range;
    }
    passed += length;
  }
  return null;
}

/** The range of a stretch, found again if the text differs a little. */
export function findStretch(layer: Node, stretch: TextStretch): Range | null {
  const found = locate(layerText(layer), stretch);
  return found && rangeAt(layer, found.start, found.end);
}

/** What is selected, as one anchor per page it touches. */
export function selectedAnchors(selection: Selection | null): Anchor[] {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return [];
  const range = selection.getRangeAt(0);
  const anchors: Anchor[] = [];
  for (const layer of document.querySelectorAll<HTMLElement>('.textLayer[data-page]')) {
    if (!range.intersectsNode(layer)) continue;
    const text = describe(layerText(layer), offsetIn(layer, range.startContainer, range.startOffset, 'start'), offsetIn(layer, range.endContainer, range.endOffset, 'end'));
    if (text) anchors.push({ page: Number(layer.dataset['page']), shape: null, text });
  }
  return anchors.toSorted((a, b) => (a.page ?? 0) - (b.page ?? 0)).slice(0, MOST_PAGES);
}

/** Where the marker of a stretch stands: at the end of its first line. */
export function stretchPoint(range: Range, box: DOMRect): PagePoint | null {
  const rects = [...range.getClientRects()].filter((rect) => rect.width > 0.5);
  const first = rects[0];
  if (!first || box.width === 0 || box.height === 0) return null;
  const line = rects.filter((rect) => Math.abs(rect.top - first.top) < first.height / 2);
  const right = Math.max(...line.map((rect) => rect.right));
  return pagePoint((right - box.left) / box.width, (first.top - box.top) / box.height);
}

export function covers(range: Range, x: number, y: number): boolean {
  return [...range.getClientRects()].some((rect) => x >= rect.left && x <= rect.right && y >= rect.top && y <= rect.bottom);
}

function offsetIn(layer: Node, node: Node, offset: number, side: 'start' | 'end'): number {
  if (!layer.contains(node)) return side === 'start' ? 0 : layerText(layer).length;
  const before = document.createRange();
  before.selectNodeContents(layer);
  before.setEnd(node, offset);
  return before.toString().length;
}
