// What a comment points at, and its form on the wire: W3C Web Annotation selectors in normalised page
// space. Selectors this version does not know are skipped, never guessed.

import type { Selector } from '../api/types';
import { boundsOf, clamp, pagePoint, round, type PagePoint, type PageRect } from './geometry';

export type Shape =
  | { readonly kind: 'point'; readonly at: PagePoint }
  | { readonly kind: 'region'; readonly rect: PageRect }
  | { readonly kind: 'ellipse'; readonly rect: PageRect }
  | { readonly kind: 'arrow'; readonly from: PagePoint; readonly to: PagePoint }
  | { readonly kind: 'path'; readonly points: readonly PagePoint[] };

/** A stretch of a page's text: characters counted in the page's text as the viewer joins it. */
export type TextStretch = {
  readonly exact: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly start: number;
  readonly end: number;
};

export type Anchor = {
  /** Page from 1, or null when the file has no pages. */
  readonly page: number | null;
  readonly shape: Shape | null;
  readonly text: TextStretch | null;
};

type Point = [number, number];

/** The selectors of an anchor; all of them are stored, so a reader may use the one it understands. */
export function toSelectors(anchor: Anchor): Selector[] {
  const selectors: Selector[] = [];
  if (anchor.page !== null) selectors.push({ type: 'FragmentSelector', value: `page=${anchor.page}` });
  if (anchor.text) {
    const { exact, prefix, suffix, start, end } = anchor.text;
    selectors.push({ type: 'TextQuoteSelector', exact, prefix, suffix });
    // A quotation can come without a position.
    if (start >= 0 && end > start) selectors.push({ type: 'TextPositionSelector', start, end });
  }
  if (anchor.shape) selectors.push(...shapeSelectors(anchor.shape, anchor.page));
  return selectors;
}

/** Reads selectors back; null when none of them says where the comment points. */
export function fromSelectors(selectors: readonly Selector[]): Anchor | null {
  let page: number | null = null;
  let box: Shape | null = null;
  let drawn: Shape | null = null;
  let quote: { exact: string; prefix: string; suffix: string } | null = null;
  let position: { start: number; end: number } | null = null;
  for (const selector of selectors) {
    if (selector.type === 'FragmentSelector') {
      page = pageOf(selector.value) ?? page;
      box = boxOf(selector.value) ?? box;
    } else if (selector.type === 'TextQuoteSelector') {
      quote = selector;
    } else if (selector.type === 'TextPositionSelector') {
      position = selector;
    } else if (selector.type === 'SvgSelector') {
      drawn = drawnShape(selector.shape, selector.points.map(([x, y]) => onPage(x, y)));
      page = selector.page ?? page;
    }
  }
  const text = quote && {
    exact: quote.exact,
    prefix: quote.prefix,
    suffix: quote.suffix,
    start: position?.start ?? -1,
    end: position?.end ?? -1,
  };
  const shape = drawn ?? box;
  return shape || text || page !== null ? { page, shape, text } : null;
}

/** The rectangle a shape covers. */
export function boundsOfShape(shape: Shape): PageRect {
  switch (shape.kind) {
    case 'point':
      return { x: shape.at.x, y: shape.at.y, width: 0, height: 0 };
    case 'region':
    case 'ellipse':
      return shape.rect;
    case 'arrow':
      return boundsOf([shape.from, shape.to]) ?? NOWHERE;
    case 'path':
      return boundsOf(shape.points) ?? NOWHERE;
  }
}

/** Where the numbered marker stands: beside the thing, so that it does not cover it. */
export function markerPoint(shape: Shape): PagePoint {
  if (shape.kind === 'point') return shape.at;
  if (shape.kind === 'arrow') return shape.from;
  const bounds = boundsOfShape(shape);
  return pagePoint(bounds.x + bounds.width, bounds.y);
}

const NOWHERE: PageRect = { x: 0, y: 0, width: 0, height: 0 };
const onPage = (x: number, y: number) => pagePoint(clamp(x, 0, 1), clamp(y, 0, 1));

function shapeSelectors(shape: Shape, page: number | null): Selector[] {
  const box: Selector = { type: 'FragmentSelector', value: fragment(boundsOfShape(shape)) };
  const paged = page === null ? {} : { page };
  switch (shape.kind) {
    case 'point':
    case 'region':
      return [box];
    case 'ellipse': {
      const { x, y, width, height } = shape.rect;
      return [box, { type: 'SvgSelector', shape: 'ellipse', points: [pair(pagePoint(x, y)), pair(pagePoint(x + width, y + height))], ...paged }];
    }
    case 'arrow':
      return [box, { type: 'SvgSelector', shape: 'arrow', points: [pair(shape.from), pair(shape.to)], ...paged }];
    case 'path':
      return [box, { type: 'SvgSelector', shape: 'path', points: shape.points.map(pair), ...paged }];
  }
}

function drawnShape(shape: 'rectangle' | 'ellipse' | 'arrow' | 'path', points: readonly PagePoint[]): Shape | null {
  const [first, second] = points;
  if (!first || !second) return null;
  switch (shape) {
    case 'rectangle':
    case 'ellipse': {
      const rect = boundsOf(points) ?? NOWHERE;
      return { kind: shape === 'ellipse' ? 'ellipse' : 'region', rect };
    }
    case 'arrow':
      return { kind: 'arrow', from: first, to: second };
    case 'path':
      return { kind: 'path', points };
  }
}

function fragment({ x, y, width, height }: PageRect): string {
  return `xywh=percent:${[x, y, width, height].map((part) => round(clamp(part, 0, 1) * 100, 3)).join(',')}`;
}

function pair(point: PagePoint): Point {
  return [round(clamp(point.x, 0, 1), 5), round(clamp(point.y, 0, 1), 5)];
}

function pageOf(value: string): number | null {
  const found = /^page=(\d{1,6})$/.exec(value)?.[1];
  const page = Number(found);
  return found !== undefined && page >= 1 ? page : null;
}

function boxOf(value: string): Shape | null {
  const found = /^xywh=percent:([\d.]+),([\d.]+),([\d.]+),([\d.]+)$/.exec(value);
  if (!found) return null;
  const [x, y, width, height] = found.slice(1).map((part) => round(Number(part) / 100, 7));
  if (x === undefined || y === undefined || width === undefined || height === undefined) return null;
  if (![x, y, width, height].every(Number.isFinite)) return null;
  const corner = onPage(x, y);
  if (width === 0 && height === 0) return { kind: 'point', at: corner };
  const rect = { x: corner.x, y: corner.y, width: clamp(width, 0, 1 - corner.x), height: clamp(height, 0, 1 - corner.y) };
  return { kind: 'region', rect };
}
