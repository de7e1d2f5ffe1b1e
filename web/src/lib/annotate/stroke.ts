// Freehand strokes: fewer points that look the same, and their smooth path data for SVG.

import { round, type PagePoint, type Size } from './geometry';

/** The most points one stroke keeps; longer ones are simplified harder. */
export const MOST_POINTS = 400;

/** Leaves out points that lie within `tolerance` (page space) of the line between their neighbours. */
export function simplify(points: readonly PagePoint[], tolerance: number): PagePoint[] {
  let kept = reduce(points, tolerance);
  for (let harder = tolerance * 2; kept.length > MOST_POINTS && harder < 1; harder *= 2) {
    kept = reduce(points, harder);
  }
  return kept;
}

/** SVG path data through the points, in units of `size`, with the corners rounded by quadratic curves. */
export function pathData(points: readonly PagePoint[], size: Size): string {
  const scaled = points.map(({ x, y }) => [round(x * size.width, 1), round(y * size.height, 1)] as const);
  const first = scaled[0];
  const last = scaled.at(-1);
  if (!first || !last) return '';
  let data = `M${first[0]} ${first[1]}`;
  for (let index = 1; index < scaled.length - 1; index += 1) {
    const here = scaled[index];
    const next = scaled[index + 1];
    if (!here || !next) break;
    data += `Q${here[0]} ${here[1]} ${round((here[0] + next[0]) / 2, 1)} ${round((here[1] + next[1]) / 2, 1)}`;
  }
  return `${data}L${last[0]} ${last[1]}`;
}

/** Path data of an arrow with an open head of `head` units at its end. */
export function arrowData(from: PagePoint, to: PagePoint, size: Size, head: number): string {
  const [x1, y1] = [from.x * size.width, from.y * size.height];
  const [x2, y2] = [to.x * size.width, to.y * size.height];
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const wing = (turn: number) => `${round(x2 - head * Math.cos(angle + turn), 1)} ${round(y2 - head * Math.sin(angle + turn), 1)}`;
  const tip = `${round(x2, 1)} ${round(y2, 1)}`;
  return `M${round(x1, 1)} ${round(y1, 1)}L${tip}M${wing(0.5)}L${tip}L${wing(-0.5)}`;
}

function reduce(points: readonly PagePoint[], tolerance: number): PagePoint[] {
  const keep = new Set<number>([0, points.length - 1]);
  const open: [number, number][] = [[0, points.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [start, end] = span;
    const worst = farthest(points, start, end);
    if (worst.distance > tolerance) {
      keep.add(worst.index);
      open.push([start, worst.index], [worst.index, end]);
    }
  }
  return points.filter((_, index) => keep.has(index));
}

function farthest(points: readonly PagePoint[], start: number, end: number): { index: number; distance: number } {
  const a = points[start];
  const b = points[end];
  let worst = { index: start, distance: 0 };
  if (!a || !b) return worst;
  for (let index = start + 1; index < end; index += 1) {
    const point = points[index];
    if (!point) continue;
    const off = fromSegment(point, a, b);
    if (off > worst.distance) worst = { index, distance: off };
  }
  return worst;
}

function fromSegment(point: PagePoint, a: PagePoint, b: PagePoint): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((point.x - a.x) * dx + (point.y - a.y) * dy) / length));
  return Math.hypot(point.x - a.x - along * dx, point.y - a.y - along * dy);
}
