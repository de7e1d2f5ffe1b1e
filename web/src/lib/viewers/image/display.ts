// Which display picture is asked for first. A phone has few pixels: a smaller one fills them, and comes much sooner.

import type { Size } from '../../annotate/geometry';
import { API } from '../../api/client';

/** Asked for before the page is laid out, where only the screen's width is right; the same each time, so that the browser finds what it has. */
const EDGE = Math.round(Math.min(screen.width, innerWidth) * devicePixelRatio);

/** Longest edge of the smaller one; there is none of a picture that is no larger. */
const SMALL_EDGE = 1080;
/** It is good enough while it is enlarged by no more than this. */
const SOFT = 1.15;

/** The picture that fills this screen's width. */
export function firstDisplay(version: string): string {
  return `${API}/versions/${version}/display?edge=${EDGE}`;
}

/** The largest one. */
export function wholeDisplay(version: string): string {
  return `${API}/versions/${version}/display`;
}

/** Whether the copy that came is the smaller one, and too small for a picture that stands at this scale. */
export function isTooSmall(came: Size, picture: Size, scale: number, density: number): boolean {
  return longest(came) === SMALL_EDGE && longest(picture) * scale * density > SMALL_EDGE * SOFT;
}

function longest({ width, height }: Size): number {
  return Math.max(width, height);
}
