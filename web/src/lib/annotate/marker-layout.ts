// Where the numbered markers stand on the screen: close ones share a place, those near the right edge
// point the other way, the selected one always stands alone.

import { distance, type ScreenPoint } from './geometry';

export type Placed = { readonly id: string; readonly at: ScreenPoint };
export type MarkerPlace = {
  /** Ids that share this place, in the order given; the first one names it. */
  readonly ids: readonly string[];
  readonly at: ScreenPoint;
  readonly selected: boolean;
  /** The teardrop lies to the left of its point. */
  readonly flipped: boolean;
};

/** Markers closer than this many pixels become one with a count. */
export const STACK_WITHIN = 20;
/** A marker is 30 px wide and must not be cut off by the edge. */
const EDGE = 36;

/** Groups markers given in number order; the answer keeps that order. */
export function placeMarkers(markers: readonly Placed[], selected: string | null, stageWidth: number): MarkerPlace[] {
  const places: { ids: string[]; at: ScreenPoint; selected: boolean }[] = [];
  for (const marker of markers) {
    const alone = marker.id === selected;
    const near = alone ? undefined : places.find((place) => !place.selected && distance(place.at, marker.at) < STACK_WITHIN);
    if (near) near.ids.push(marker.id);
    else places.push({ ids: [marker.id], at: marker.at, selected: alone });
  }
  return places.map((place) => ({ ...place, flipped: place.at.x > stageWidth - EDGE }));
}
