// Which small page pictures of the strip exist: those in its window and a few around. The others are empty
// room of the right width, so that a document of ten thousand pages costs no more than one of ten.

import type { Size } from '../../annotate/geometry';

export type StripPlace = { readonly number: number; readonly left: number; readonly width: number };
export type Strip = { readonly places: readonly StripPlace[]; readonly width: number };

export const HEIGHT = 64;
const GAP = 8;
/** Room around a picture. */
const FRAME = 4;
const LEAST = 24;
const MOST = 240;
/** Pixels that are drawn ahead on each side. */
const AHEAD = 300;

export function pictureWidth({ width, height }: Size): number {
  const wide = Math.round((HEIGHT * width) / Math.max(1, height));
  return Math.min(MOST, Math.max(LEAST, wide));
}

export function layStrip(sizes: readonly Size[]): Strip {
  let left = 0;
  const places = sizes.map((size, index) => {
    const place = { number: index + 1, left, width: pictureWidth(size) + FRAME };
    left += place.width + GAP;
    return place;
  });
  return { places, width: Math.max(0, left - GAP) };
}

/** The places to draw when the strip is scrolled to `from` and shows `length` pixels. */
export function seenStrip({ places }: Strip, from: number, length: number): readonly StripPlace[] {
  const first = lowest(places, (place) => place.left + place.width > from - AHEAD);
  const after = lowest(places, (place) => place.left >= from + length + AHEAD);
  return places.slice(first, Math.max(after, first + 1));
}

/** Where to scroll so that a page stands in the middle. */
export function centreOn({ places, width }: Strip, page: number, length: number): number {
  const place = places[page - 1];
  if (!place) return 0;
  return Math.max(0, Math.min(place.left + place.width / 2 - length / 2, width - length));
}

/** Index of the first place for which it holds; it holds for all that follow. */
function lowest(places: readonly StripPlace[], holds: (place: StripPlace) => boolean): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const place = places[middle];
    if (place && holds(place)) high = middle;
    else low = middle + 1;
  }
  return low;
}
