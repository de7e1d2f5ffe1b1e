// Freehand drawings of several strokes: adding, rubbing out, undo and redo. Pure; a drawing is the list of
// anchors of the comment being written.

import type { Anchor } from './anchor';
import type { PagePoint } from './geometry';
import { simplify } from './stroke';

/** What a comment can hold, as the server counts. */
export const MOST_STROKES = 20;
export const MOST_INK = 2_000;

export type InkHistory = { readonly past: readonly (readonly Anchor[])[]; readonly future: readonly (readonly Anchor[])[] };
export type Ink = { readonly anchors: readonly Anchor[]; readonly history: InkHistory };

export const NO_HISTORY: InkHistory = { past: [], future: [] };
const MOST_STEPS = 100;

export function isStroke(anchor: Anchor): boolean {
  return anchor.shape?.kind === 'path';
}

/** Whether all of it was drawn by hand, on one page; anything else a stroke replaces. */
export function isDrawing(anchors: readonly Anchor[], page: number | null): boolean {
  return anchors.length > 0 && anchors.every((anchor) => isStroke(anchor) && anchor.page === page);
}

/** Adds a stroke; null when the comment can hold no more. */
export function addStroke({ anchors, history }: Ink, stroke: Anchor): Ink | null {
  const before = isDrawing(anchors, stroke.page) ? anchors : [];
  const fitting = before.length < MOST_STROKES ? fitted(stroke, MOST_INK - countPoints(before)) : null;
  return fitting && { anchors: [...before, fitting], history: remember(history, anchors) };
}

/** Takes away the strokes that pass within `reach` (page widths) of a point; the same object when there is none. */
export function rub(ink: Ink, page: number | null, at: PagePoint, reach: number, aspect: number): Ink {
  const left = ink.anchors.filter((anchor) => !isStroke(anchor) || anchor.page !== page || !touches(anchor, at, reach, aspect));
  return left.length === ink.anchors.length ? ink : { anchors: left, history: remember(ink.history, ink.anchors) };
}

export function undo({ anchors, history }: Ink): Ink {
  const before = history.past.at(-1);
  if (!before) return { anchors, history };
  return { anchors: before, history: { past: history.past.slice(0, -1), future: [anchors, ...history.future] } };
}

export function redo({ anchors, history }: Ink): Ink {
  const [next, ...future] = history.future;
  if (!next) return { anchors, history };
  return { anchors: next, history: { past: [...history.past, anchors], future } };
}

function remember(history: InkHistory, anchors: readonly Anchor[]): InkHistory {
  return { past: [...history.past, anchors].slice(-MOST_STEPS), future: [] };
}

/** A stroke of no more points than are left, drawn more simply where needed. */
function fitted(stroke: Anchor, room: number): Anchor | null {
  const { shape } = stroke;
  if (shape?.kind !== 'path' || room < 2) return null;
  let { points } = shape;
  for (let tolerance = 0.001; points.length > room && tolerance < 1; tolerance *= 2) points = simplify(shape.points, tolerance);
  return points.length > room ? null : { ...stroke, shape: { kind: 'path', points } };
}

function countPoints(anchors: readonly Anchor[]): number {
  return anchors.reduce((count, { shape }) => count + (shape?.kind === 'path' ? shape.points.length : 0), 0);
}

function touches({ shape }: Anchor, at: PagePoint, reach: number, aspect: number): boolean {
  if (shape?.kind !== 'path') return false;
  const flat = ({ x, y }: PagePoint) => ({ x, y: y / aspect });
  const place = flat(at);
  return shape.points.some((point, index) => {
    const [a, b] = [flat(shape.points[index - 1] ?? point), flat(point)];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const length = dx * dx + dy * dy;
    const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((place.x - a.x) * dx + (place.y - a.y) * dy) / length));
    return Math.hypot(place.x - a.x - along * dx, place.y - a.y - along * dy) <= reach;
  });
}
