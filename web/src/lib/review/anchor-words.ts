// The line of a comment that says where it points.

import { fromSelectors, type Anchor } from '../annotate/anchor';
import type { Marker } from '../api/types';

export type AnchorWords = { readonly place: string | null; readonly quote: string | null };

const SHAPES = { point: null, region: 'rectangle', ellipse: 'ellipse', arrow: 'arrow', path: 'drawing' } as const;

/** "Page 7 · highlight" with the words marked; a point on a picture needs no line. */
export function anchorWords(anchors: readonly Anchor[]): AnchorWords {
  const first = anchors[0];
  if (!first) return { place: null, quote: null };
  const pages = anchors.flatMap((anchor) => anchor.page ?? []);
  const last = pages.at(-1);
  const page = pages[0] === undefined ? null : last !== undefined && last !== pages[0] ? `Pages ${pages[0]}–${last}` : `Page ${pages[0]}`;
  const what = first.text ? 'highlight' : first.shape ? SHAPES[first.shape.kind] : null;
  const place = [page, page ? what : null].filter((part) => part !== null).join(' · ');
  const quote = anchors.map((anchor) => anchor.text?.exact ?? '').join(' ').trim();
  return { place: place === '' ? null : place, quote: quote === '' ? null : quote };
}

export function markerWords(markers: readonly Marker[]): AnchorWords {
  return anchorWords(markers.flatMap((marker) => fromSelectors(marker.selectors) ?? []));
}
