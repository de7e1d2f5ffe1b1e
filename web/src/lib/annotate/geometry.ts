// Points, rectangles and sizes of annotations. Page space runs from 0 to 1 over the page's width and
// height, screen space is CSS pixels; the phantom `space` keeps the two from being mixed up.

export type PagePoint = { readonly x: number; readonly y: number; readonly space?: 'page' };
export type ScreenPoint = { readonly x: number; readonly y: number; readonly space?: 'screen' };
export type PageRect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type Size = { readonly width: number; readonly height: number };

export const pagePoint = (x: number, y: number): PagePoint => ({ x, y });
export const screenPoint = (x: number, y: number): ScreenPoint => ({ x, y });

/** Keeps a number between two bounds; a NaN becomes the lower bound. */
export function clamp(value: number, low: number, high: number): number {
  return value > low ? Math.min(value, high) : low;
}

/** Moves a point to the nearest one on the page. */
export function clampToPage(point: PagePoint): PagePoint {
  return pagePoint(clamp(point.x, 0, 1), clamp(point.y, 0, 1));
}

/** The rectangle between two corners, in any order. */
export function rectBetween(a: PagePoint, b: PagePoint): PageRect {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

/** The smallest rectangle around points; null when there are none. */
export function boundsOf(points: readonly PagePoint[]): PageRect | null {
  const first = points[0];
  if (!first) return null;
  let [left, top, right, bottom] = [first.x, first.y, first.x, first.y];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export function distance(a: ScreenPoint, b: ScreenPoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

export function middle(a: ScreenPoint, b: ScreenPoint): ScreenPoint {
  return screenPoint((a.x + b.x) / 2, (a.y + b.y) / 2);
}

/** Rounds to a number of decimals without an exponent or trailing noise. */
export function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  const rounded = Math.round(value * factor) / factor;
  return rounded === 0 ? 0 : rounded;
}
