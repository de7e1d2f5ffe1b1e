// The mark-up tools as one state machine: pointer by dragging or by two clicks, and keys alone.
// Screen distances stay outside: the caller says whether the pointer has travelled far.

import type { Shape } from './anchor';
import { clampToPage, pagePoint, rectBetween, type PagePoint } from './geometry';
import { simplify } from './stroke';

export type Tool = 'select' | 'pan' | 'point' | 'region' | 'arrow' | 'draw' | 'erase';

export type Gesture =
  | { readonly phase: 'idle' }
  /** The pointer is down with the point tool: a click marks the point, a drag is left to the stage. */
  | { readonly phase: 'aim'; readonly at: PagePoint }
  /** One corner (or tail) is set; `held` while the pointer is still down. */
  | { readonly phase: 'stretch'; readonly tool: 'region' | 'arrow'; readonly from: PagePoint; readonly to: PagePoint; readonly held: boolean }
  | { readonly phase: 'ink'; readonly points: readonly PagePoint[] }
  /** The rubber is down; what lies under it goes. */
  | { readonly phase: 'rub'; readonly at: PagePoint }
  /** A cross moved by the arrow keys. `from` is the first corner once Enter has set it. */
  | { readonly phase: 'keys'; readonly tool: 'point' | 'region' | 'arrow'; readonly at: PagePoint; readonly from: PagePoint | null };

export type GestureEvent =
  | { readonly type: 'down'; readonly at: PagePoint }
  | { readonly type: 'move'; readonly at: PagePoint }
  | { readonly type: 'up'; readonly at: PagePoint; readonly far: boolean }
  /** A long press: a rectangle from here, whatever tool was chosen. */
  | { readonly type: 'long'; readonly at: PagePoint }
  | { readonly type: 'keys'; readonly tool: 'point' | 'region' | 'arrow'; readonly at: PagePoint }
  | { readonly type: 'nudge'; readonly dx: number; readonly dy: number }
  | { readonly type: 'set' }
  | { readonly type: 'cancel' };

export type Step = { readonly gesture: Gesture; readonly shape: Shape | null };

export const IDLE: Gesture = { phase: 'idle' };
const idle: Step = { gesture: IDLE, shape: null };

/** One event of pointer or keyboard; a finished shape comes out once, with the machine idle again. */
export function step(gesture: Gesture, event: GestureEvent, tool: Tool): Step {
  switch (event.type) {
    case 'down':
      return down(gesture, clampToPage(event.at), tool);
    case 'move':
      return { gesture: move(gesture, clampToPage(event.at)), shape: null };
    case 'up':
      return up(gesture, clampToPage(event.at), event.far);
    case 'long':
      return down(IDLE, clampToPage(event.at), 'region');
    case 'keys':
      return { gesture: { phase: 'keys', tool: event.tool, at: clampToPage(event.at), from: null }, shape: null };
    case 'nudge':
      return { gesture: nudge(gesture, event.dx, event.dy), shape: null };
    case 'set':
      return set(gesture);
    case 'cancel':
      return idle;
  }
}

/** The shape as it would be if the gesture ended now; drawn while the hand is still moving. */
export function preview(gesture: Gesture): Shape | null {
  switch (gesture.phase) {
    case 'idle':
    case 'aim':
    case 'rub':
      return null;
    case 'stretch':
      return between(gesture.tool, gesture.from, gesture.to);
    case 'ink':
      return { kind: 'path', points: gesture.points };
    case 'keys':
      return gesture.from && gesture.tool !== 'point' ? between(gesture.tool, gesture.from, gesture.at) : null;
  }
}

function down(gesture: Gesture, at: PagePoint, tool: Tool): Step {
  if (gesture.phase === 'stretch' && !gesture.held) {
    return { gesture: { ...gesture, to: at, held: true }, shape: null };
  }
  switch (tool) {
    case 'point':
      return { gesture: { phase: 'aim', at }, shape: null };
    case 'region':
    case 'arrow':
      return { gesture: { phase: 'stretch', tool, from: at, to: at, held: true }, shape: null };
    case 'draw':
      return { gesture: { phase: 'ink', points: [at] }, shape: null };
    case 'erase':
      return { gesture: { phase: 'rub', at }, shape: null };
    case 'select':
    case 'pan':
      return idle;
  }
}

function move(gesture: Gesture, at: PagePoint): Gesture {
  if (gesture.phase === 'stretch') return { ...gesture, to: at };
  if (gesture.phase === 'ink') return { phase: 'ink', points: [...gesture.points, at] };
  if (gesture.phase === 'rub') return { phase: 'rub', at };
  return gesture;
}

function up(gesture: Gesture, at: PagePoint, far: boolean): Step {
  switch (gesture.phase) {
    case 'aim':
      return { gesture: IDLE, shape: far ? null : { kind: 'point', at } };
    case 'stretch':
      // A click sets the first corner only and waits for the second one: no drag is needed.
      if (!far && same(gesture.from, at, 0.002)) return { gesture: { ...gesture, held: false }, shape: null };
      return { gesture: IDLE, shape: between(gesture.tool, gesture.from, at) };
    case 'ink':
      return { gesture: IDLE, shape: inked([...gesture.points, at], far) };
    case 'rub':
      return idle;
    case 'idle':
    case 'keys':
      return { gesture, shape: null };
  }
}

function nudge(gesture: Gesture, dx: number, dy: number): Gesture {
  if (gesture.phase === 'keys') {
    return { ...gesture, at: clampToPage(pagePoint(gesture.at.x + dx, gesture.at.y + dy)) };
  }
  if (gesture.phase === 'stretch' && !gesture.held) {
    return { ...gesture, to: clampToPage(pagePoint(gesture.to.x + dx, gesture.to.y + dy)) };
  }
  return gesture;
}

function set(gesture: Gesture): Step {
  if (gesture.phase === 'stretch' && !gesture.held && !same(gesture.from, gesture.to, 0)) {
    return { gesture: IDLE, shape: between(gesture.tool, gesture.from, gesture.to) };
  }
  if (gesture.phase !== 'keys') return { gesture, shape: null };
  if (gesture.tool === 'point') return { gesture: IDLE, shape: { kind: 'point', at: gesture.at } };
  if (!gesture.from) return { gesture: { ...gesture, from: gesture.at }, shape: null };
  if (same(gesture.from, gesture.at, 0)) return { gesture, shape: null };
  return { gesture: IDLE, shape: between(gesture.tool, gesture.from, gesture.at) };
}

function between(tool: 'region' | 'arrow', from: PagePoint, to: PagePoint): Shape {
  return tool === 'arrow' ? { kind: 'arrow', from, to } : { kind: 'region', rect: rectBetween(from, to) };
}

function inked(points: readonly PagePoint[], far: boolean): Shape | null {
  const first = points[0];
  if (!first) return null;
  if (!far && points.every((point) => same(first, point, 0.002))) return { kind: 'point', at: first };
  return { kind: 'path', points: simplify(points, 0.0008) };
}

function same(a: PagePoint, b: PagePoint, tolerance: number): boolean {
  return Math.abs(a.x - b.x) <= tolerance && Math.abs(a.y - b.y) <= tolerance;
}
