// The pages of a document one under the other: their places at a zoom, which of them are seen, and how
// the place being read is kept while zooming. Only the pages near the window are drawn.

import { clamp, type Size } from '../../annotate/geometry';

export type PagePlace = { readonly number: number; readonly top: number; readonly width: number; readonly height: number };
export type PageList = { readonly places: readonly PagePlace[]; readonly height: number; readonly width: number };

/** CSS pixels per point at 100 %. */
export const FULL = 96 / 72;
export const GAP = 16;
const TOP = 20;
/** Room for the tool bar, so that it never covers the last lines for good. */
const BOTTOM = 96;
const STEPS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 4, 6];
const LEAST = 0.1;
const MOST = 6;

/** How the pages are fitted into the window. */
export type Fit = 'width' | 'page';

/** Scale that shows a whole page of the document at once, between the note above and the tools below. */
export function fitPage(sizes: readonly Size[], window: Size, page: number): number {
  const { width, height } = sizes[page - 1] ?? { width: 1, height: 1 };
  const room = window.width <= 640 ? 8 : 48;
  const scale = Math.min((window.width - 2 * room) / Math.max(1, width), (window.height - TOP - BOTTOM + GAP) / Math.max(1, height));
  return clamp(scale, LEAST * FULL, MOST * FULL);
}

/** Scale that shows the widest page whole, never larger than 110 %. */
export function fitScale(sizes: readonly Size[], window: Size): number {
  const widest = sizes.reduce((most, size) => Math.max(most, size.width), 1);
  const room = window.width <= 640 ? 8 : 48;
  return clamp((window.width - 2 * room) / widest, LEAST * FULL, 1.1 * FULL);
}

export function clampScale(scale: number): number {
  return clamp(scale, LEAST * FULL, MOST * FULL);
}

export function stepScale(scale: number, direction: 1 | -1): number {
  const steps = direction === 1 ? STEPS : STEPS.toReversed();
  const next = steps.find((step) => (step * FULL - scale) * direction > 0.01);
  return next === undefined ? scale : next * FULL;
}

export function listPages(sizes: readonly Size[], scale: number, noted = 0): PageList {
  const places: PagePlace[] = [];
  let top = Math.max(TOP, noted);
  for (const [index, size] of sizes.entries()) {
    places.push({ number: index + 1, top, width: size.width * scale, height: size.height * scale });
    top += size.height * scale + GAP;
  }
  return { places, height: top - GAP + BOTTOM, width: places.reduce((most, place) => Math.max(most, place.width), 0) };
}

/** The pages within the window, with one more on each side. */
export function seenPages(list: PageList, top: number, height: number): PagePlace[] {
  const first = list.places.findIndex((place) => place.top + place.height > top);
  if (first === -1) return list.places.slice(-1);
  const after = list.places.findIndex((place) => place.top >= top + height);
  return list.places.slice(Math.max(0, first - 1), (after === -1 ? list.places.length : after) + 1);
}

/** The page that is being read: the one in the upper third of the window. */
export function currentPage(list: PageList, top: number, height: number): number {
  const line = top + height / 3;
  const found = list.places.findLast((place) => place.top <= line);
  return found?.number ?? 1;
}

/** Where to scroll so that the same words stay at `at` pixels below the window's top. */
export function keepPlace(before: PageList, after: PageList, top: number, at: number): number {
  const line = top + at;
  const was = before.places.findLast((place) => place.top <= line) ?? before.places[0];
  const is = was && after.places[was.number - 1];
  if (!was || !is) return 0;
  const share = was.height === 0 ? 0 : (line - was.top) / was.height;
  return Math.max(0, is.top + share * is.height - at);
}

/** Scroll position that shows a point of a page, a third down; the present one when it is seen already. */
export function scrollTo(list: PageList, page: number, y: number, top: number, height: number): number {
  const place = list.places[page - 1];
  if (!place) return top;
  const line = place.top + y * place.height;
  const margin = Math.min(60, height / 4);
  return line >= top + margin && line <= top + height - margin ? top : Math.max(0, line - height / 3);
}
