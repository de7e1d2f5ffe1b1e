// Pointer events of a stage as gesture events. One finger or button marks or moves, two fingers pinch,
// a long press begins a rectangle. What the events mean is decided in annotate/gesture.ts.

import { useRef, type PointerEvent } from 'react';
import { distance, middle, screenPoint, type PagePoint, type ScreenPoint } from '../annotate/geometry';
import type { GestureEvent, Tool } from '../annotate/gesture';

type Options = {
  readonly tool: Tool;
  /** A corner is set and the rectangle follows the pointer without a button. */
  readonly hovering: boolean;
  readonly toPage: (client: ScreenPoint) => PagePoint;
  readonly tell: (event: GestureEvent) => void;
  /** Moves the picture; absent where the page scrolls by itself. */
  readonly pan?: (dx: number, dy: number) => void;
  readonly pinch?: (factor: number, at: ScreenPoint) => void;
  /** A click that marks nothing. */
  readonly tap?: (client: ScreenPoint) => void;
  readonly longPress?: () => void;
};

type Hand = { readonly from: ScreenPoint; last: ScreenPoint; mode: 'pan' | 'aim' | 'mark' | 'pinch'; far: boolean };

const FAR_MOUSE = 4;
const FAR_TOUCH = 9;
const LONG_PRESS_MS = 500;

export function useMarkPointer(options: Options) {
  const fingers = useRef(new Map<number, ScreenPoint>());
  const hand = useRef<Hand | null>(null);
  const press = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** The pen that is on the stage. A palm beside it is no finger. */
  const pen = useRef<number | null>(null);

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button > 1 || isControl(event.target)) return;
    if (event.pointerType === 'touch' && pen.current !== null) return;
    if (event.pointerType === 'pen') {
      pen.current = event.pointerId;
      // A palm that lay down first was no stroke.
      if (fingers.current.size > 0) options.tell({ type: 'cancel' });
      fingers.current.clear();
    }
    const at = screenPoint(event.clientX, event.clientY);
    fingers.current.set(event.pointerId, at);
    clearTimeout(press.current);
    if (fingers.current.size === 2 && options.pinch) {
      if (hand.current?.mode !== 'pan') options.tell({ type: 'cancel' });
      hand.current = { from: at, last: at, mode: 'pinch', far: true };
      return;
    }
    const mode = event.button === 1 || options.tool === 'pan' || options.tool === 'select' ? 'pan' : options.tool === 'point' ? 'aim' : 'mark';
    hand.current = { from: at, last: at, mode, far: false };
    if (mode !== 'pan' || options.pan) event.currentTarget.setPointerCapture(event.pointerId);
    if (mode !== 'pan') {
      options.tell({ type: 'down', at: options.toPage(at) });
      // The mouse events that follow a touch would take the focus from the composer again.
      if (event.pointerType !== 'mouse') event.preventDefault();
    }
    if (event.pointerType === 'touch' && mode === 'aim' && options.longPress) {
      press.current = setTimeout(() => begin(options, hand, at), LONG_PRESS_MS);
    }
  };

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const at = screenPoint(event.clientX, event.clientY);
    const before = fingers.current.get(event.pointerId);
    const held = hand.current;
    if (!before || !held) {
      if (options.hovering) options.tell({ type: 'move', at: options.toPage(at) });
      return;
    }
    if (held.mode === 'pinch') pinch(options, fingers.current, event.pointerId, at);
    fingers.current.set(event.pointerId, at);
    if (held.mode === 'pinch') return;
    if (distance(held.from, at) > (event.pointerType === 'touch' ? FAR_TOUCH : FAR_MOUSE)) held.far = true;
    if (held.far) clearTimeout(press.current);
    if (held.mode === 'aim' && held.far) {
      options.tell({ type: 'cancel' });
      held.mode = 'pan';
    }
    if (held.mode === 'pan' && held.far) options.pan?.(at.x - held.last.x, at.y - held.last.y);
    if (held.mode === 'mark') for (const point of between(event)) options.tell({ type: 'move', at: options.toPage(point) });
    if (held.far || held.mode === 'mark') held.last = at;
  };

  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    clearTimeout(press.current);
    if (pen.current === event.pointerId) pen.current = null;
    if (!fingers.current.delete(event.pointerId)) return;
    const held = hand.current;
    if (!held || fingers.current.size > 0) return;
    hand.current = null;
    const at = screenPoint(event.clientX, event.clientY);
    if (held.mode === 'aim' || held.mode === 'mark') options.tell({ type: 'up', at: options.toPage(at), far: held.far });
    if (held.mode === 'pan' && !held.far && event.button === 0) options.tap?.(at);
  };

  const onPointerCancel = (event: PointerEvent<HTMLElement>) => {
    clearTimeout(press.current);
    if (pen.current === event.pointerId) pen.current = null;
    fingers.current.delete(event.pointerId);
    if (hand.current && hand.current.mode !== 'pan' && hand.current.mode !== 'pinch') options.tell({ type: 'cancel' });
    if (fingers.current.size === 0) hand.current = null;
  };

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel };
}

function begin(options: Options, hand: { current: Hand | null }, at: ScreenPoint): void {
  if (!hand.current) return;
  options.longPress?.();
  hand.current = { from: at, last: at, mode: 'mark', far: false };
  options.tell({ type: 'long', at: options.toPage(at) });
}

function pinch(options: Options, fingers: ReadonlyMap<number, ScreenPoint>, moved: number, to: ScreenPoint): void {
  const from = fingers.get(moved);
  const other = [...fingers].find(([id]) => id !== moved)?.[1];
  if (!from || !other) return;
  const before = distance(from, other);
  if (before < 8) return;
  const [was, is] = [middle(from, other), middle(to, other)];
  options.pan?.(is.x - was.x, is.y - was.y);
  options.pinch?.(distance(to, other) / before, is);
}

/** Every place a quick hand passed since the last event, where the browser tells. */
function between(event: PointerEvent<HTMLElement>): ScreenPoint[] {
  const passed = event.nativeEvent.getCoalescedEvents?.() ?? [];
  return passed.length === 0 ? [screenPoint(event.clientX, event.clientY)] : passed.map(({ clientX, clientY }) => screenPoint(clientX, clientY));
}

/** Markers and tool bars handle their own presses. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button, a, input, [role="toolbar"]') !== null;
}
