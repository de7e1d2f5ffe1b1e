// Finds the place of a comment again on another version: quotations by their words, places on a picture by how alike
// they look. Says how sure it is, in percent; 0 where nothing was found and the old place is kept.

import { boundsOfShape, type Anchor, type Shape, type TextStretch } from './anchor';
import { clamp, pagePoint, type PagePoint } from './geometry';
import { describe, locate } from './text-anchor';

export type Placed = { readonly anchor: Anchor; readonly sure: number };

/** From here on a changed quotation counts as found. */
const ALIKE = 0.6;
/** A changed quotation is never as sure as the same one. */
const CHANGED = 0.9;

/** The place of an anchor among the texts of all pages, from page 1; null when it quotes nothing. */
export function placeText(anchor: Anchor, texts: readonly string[]): Placed | null {
  const { text, page } = anchor;
  if (!text || page === null) return null;
  const pages = texts.map((_, at) => at + 1).toSorted((a, b) => Math.abs(a - page) - Math.abs(b - page) || a - b);
  const exact = best(pages.flatMap((candidate) => found(text, candidate, page, texts[candidate - 1] ?? '')));
  if (exact) return exact;
  return best(pages.flatMap((candidate) => changed(text, candidate, texts[candidate - 1] ?? ''))) ?? { anchor, sure: 0 };
}

/** A picture as grey values from 0 to 255, row by row. */
export type Grey = { readonly width: number; readonly height: number; readonly values: ArrayLike<number> };

/** How far a thing is looked for from its old place, as a share of the picture. */
const REACH = 0.25;
/** Something elsewhere must look this much more alike than the old place does. */
const BETTER = 10;

/** The place of a shape on another picture of the same size: where it was, or where what it lies on has moved to. */
export function placeShape(anchor: Anchor, before: Grey, after: Grey, around: number): Placed | null {
  const { shape } = anchor;
  if (!shape) return null;
  const area = areaAround(shape, before, around);
  const here = likeness(piece(before, area, 0, 0), piece(after, area, 0, 0));
  if (here >= 100 - BETTER) return { anchor, sure: here };
  const wanted = piece(before, area, 0, 0);
  const [far, high] = [Math.round(before.width * REACH), Math.round(before.height * REACH)];
  let top = { sure: 0, dx: 0, dy: 0 };
  for (let dy = Math.max(-high, -area.y); dy <= Math.min(high, after.height - area.y - area.height); dy += 1) {
    for (let dx = Math.max(-far, -area.x); dx <= Math.min(far, after.width - area.x - area.width); dx += 1) {
      const sure = likeness(wanted, piece(after, area, dx, dy));
      if (sure > top.sure) top = { sure, dx, dy };
    }
  }
  if (top.sure < here + BETTER) return { anchor, sure: here };
  return { anchor: { ...anchor, shape: moved(shape, top.dx / before.width, top.dy / before.height) }, sure: top.sure };
}

/** How alike two small grey pictures of the same size are, from 0 to 100, whatever their brightness. */
export function likeness(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squareA, squareB] = [0, 0, 0];
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const [left, right] = [(a[at] ?? 0) - meanA, (b[at] ?? 0) - meanB];
    both += left * right;
    squareA += left * left;
    squareB += right * right;
  }
  // Two even areas have nothing to compare but their brightness.
  const [evenA, evenB] = [squareA < a.length, squareB < b.length];
  if (evenA || evenB) return evenA && evenB ? Math.round(100 - (Math.abs(meanA - meanB) / 255) * 100) : 0;
  return Math.max(0, Math.round((both / Math.sqrt(squareA * squareB)) * 100));
}

/** The least sure of several places. */
export function together(sure: readonly number[]): number {
  return Math.min(100, ...sure);
}

function found(stretch: TextStretch, candidate: number, page: number, text: string): Placed[] {
  // Elsewhere the recorded position says nothing.
  const place = locate(text, candidate === page ? stretch : { ...stretch, start: -1, end: -1 });
  const here = place && describe(text, place.start, place.end);
  if (!here) return [];
  if (candidate === page && place.certain && here.prefix === stretch.prefix && here.suffix === stretch.suffix) return [{ anchor: at(candidate, here), sure: 100 }];
  const around = shared(here.prefix, stretch.prefix, 'end') + shared(here.suffix, stretch.suffix, 'start');
  const most = Math.max(1, stretch.prefix.length + stretch.suffix.length);
  // Long quotations are rare, so they need less around them.
  const rare = Math.min(1, stretch.exact.length / 40);
  return [{ anchor: at(candidate, here), sure: Math.round(60 + 20 * rare + (19 * around) / most) }];
}

/** A stretch with about the same words: a window slides over the page and counts what it shares. */
function changed(stretch: TextStretch, candidate: number, text: string): Placed[] {
  const wanted = words(stretch.exact);
  const there = words(text);
  if (wanted.length < 3 || there.length < wanted.length) return [];
  const need = new Map<string, number>();
  for (const { word } of wanted) need.set(word, (need.get(word) ?? 0) + 1);
  let shared_ = 0;
  let top = { from: -1, score: 0 };
  const take = (word: string | undefined, by: 1 | -1) => {
    if (word === undefined || !need.has(word)) return;
    const left = need.get(word) ?? 0;
    if (by === 1 ? left > 0 : left >= 0) shared_ += by;
    need.set(word, left - by);
  };
  for (let end = 0; end < there.length; end += 1) {
    take(there[end]?.word, 1);
    if (end >= wanted.length) take(there[end - wanted.length]?.word, -1);
    const score = shared_ / wanted.length;
    if (end >= wanted.length - 1 && score > top.score) top = { from: end - wanted.length + 1, score };
  }
  const [first, last] = [there[top.from], there[top.from + wanted.length - 1]];
  if (!first || !last || top.score < ALIKE) return [];
  const here = describe(text, first.start, last.end);
  return here ? [{ anchor: at(candidate, here), sure: Math.round(top.score * CHANGED * 100) }] : [];
}

function words(text: string): { word: string; start: number; end: number }[] {
  return [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((match) => ({ word: match[0].toLocaleLowerCase(), start: match.index, end: match.index + match[0].length }));
}

function best(places: readonly Placed[]): Placed | null {
  return places.reduce<Placed | null>((top, place) => (!top || place.sure > top.sure ? place : top), null);
}

function at(page: number, text: TextStretch): Anchor {
  return { page, shape: null, text };
}

function shared(a: string, b: string, from: 'start' | 'end'): number {
  let count = 0;
  const letter = (text: string) => (from === 'start' ? text[count] : text.at(-1 - count));
  while (count < Math.min(a.length, b.length) && letter(a) === letter(b)) count += 1;
  return count;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum / Math.max(1, values.length);
}

type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** What lies under and around a shape, in whole pixels inside the picture. */
function areaAround(shape: Shape, { width, height }: Grey, around: number): Area {
  const bounds = boundsOfShape(shape);
  const side = (from: number, size: number, pixels: number) => {
    const length = Math.min(pixels, Math.max(1, Math.round(Math.max(size, around) * pixels)));
    return { from: Math.max(0, Math.min(pixels - length, Math.round((from + size / 2) * pixels - length / 2))), length };
  };
  const [across, down] = [side(bounds.x, bounds.width, width), side(bounds.y, bounds.height, height)];
  return { x: across.from, y: down.from, width: across.length, height: down.length };
}

function piece({ width, values }: Grey, area: Area, dx: number, dy: number): Float32Array {
  const cut = new Float32Array(area.width * area.height);
  for (let row = 0; row < area.height; row += 1)
    for (let column = 0; column < area.width; column += 1) cut[row * area.width + column] = values[(area.y + dy + row) * width + area.x + dx + column] ?? 0;
  return cut;
}

function moved(shape: Shape, dx: number, dy: number): Shape {
  const point = ({ x, y }: PagePoint) => pagePoint(clamp(x + dx, 0, 1), clamp(y + dy, 0, 1));
  switch (shape.kind) {
    case 'point':
      return { ...shape, at: point(shape.at) };
    case 'arrow':
      return { ...shape, from: point(shape.from), to: point(shape.to) };
    case 'path':
      return { ...shape, points: shape.points.map(point) };
    case 'region':
    case 'ellipse': {
      const { x, y, width, height } = shape.rect;
      return { ...shape, rect: { ...shape.rect, x: clamp(x + dx, 0, 1 - width), y: clamp(y + dy, 0, 1 - height) } };
    }
  }
}
