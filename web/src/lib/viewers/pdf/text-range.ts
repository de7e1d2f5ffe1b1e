// Between the text of a page's text layer (characters counted through all its nodes) and DOM ranges.

import type { Anchor, TextStretch } from '../../annotate/anchor';
import { pagePoint, type PagePoint, type PageRect } from '../../annotate/geometry';
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

/** The lines a stretch covers, in page space; `box` is the page on the screen. */
export function stretchLines(range: Range, box: DOMRect): PageRect[] {
  if (box.width === 0 || box.height === 0) return [];
  const lines: { left: number; right: number; top: number; bottom: number }[] = [];
  for (const { left, right, top, bottom, width, height } of range.getClientRects()) {
    if (width <= 0.5) continue;
    const same = lines.find((line) => Math.abs(line.top - top) < height / 2);
    if (same) Object.assign(same, { left: Math.min(same.left, left), right: Math.max(same.right, right), bottom: Math.max(same.bottom, bottom) });
    else lines.push({ left, right, top, bottom });
  }
  return lines.map(({ left, right, top, bottom }) => ({
    x: (left - box.left) / box.width,
    y: (top - box.top) / box.height,
    width: (right - left) / box.width,
    height: (bottom - top) / box.height,
  }));
}

/** Where the marker of a stretch stands: at the end of its first line. */
export function stretchPoint([first]: readonly PageRect[]): PagePoint | null {
  return first ? pagePoint(first.x + first.width, first.y) : null;
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
