// Wheel and keys of a picture: the wheel glides, two fingers on a track pad follow at once, arrow keys pan.

import { useCallback, useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import { screenPoint, type ScreenPoint } from '../../annotate/geometry';
import { wheelMeaning } from '../../annotate/view';
import { advance, push, STILL, type Glide } from './glide';
import type { ImageEvent } from './image-state';

type Tell = (event: ImageEvent) => void;
export type ZoomBy = (factor: number, at: ScreenPoint) => void;

const PAN = 80;
const PAN_FAR = 320;

/** Zooms in steps that glide; without motion where the person wants none. */
export function useGlide(tell: Tell): ZoomBy {
  const state = useRef<{ glide: Glide; at: ScreenPoint; last: number; frame: number }>({ glide: STILL, at: screenPoint(0, 0), last: 0, frame: 0 });
  useEffect(() => {
    const held = state.current;
    return () => cancelAnimationFrame(held.frame);
  }, []);
  return useCallback(
    (factor, at) => {
      if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) {
        tell({ type: 'zoom', factor, at });
        return;
      }
      const held = state.current;
      const resting = held.glide.left === 0;
      held.glide = push(held.glide, factor);
      held.at = at;
      if (!resting) return;
      held.last = performance.now();
      const next = (now: number) => {
        const step = advance(held.glide, now - held.last);
        held.last = now;
        held.glide = step.glide;
        tell({ type: 'zoom', factor: step.factor, at: held.at });
        if (held.glide.left !== 0) held.frame = requestAnimationFrame(next);
      };
      held.frame = requestAnimationFrame(next);
    },
    [tell],
  );
}

/** React listens passively, but zooming must not scroll the page. */
export function useWheel(host: RefObject<HTMLElement | null>, tell: Tell, zoomBy: ZoomBy): void {
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const meaning = wheelMeaning(event);
      const box = element.getBoundingClientRect();
      const at = screenPoint(event.clientX - box.left, event.clientY - box.top);
      if (meaning.kind === 'pan') tell({ type: 'pan', dx: meaning.dx, dy: meaning.dy });
      // A pinch comes in many small turns and is smooth by itself.
      else if (event.ctrlKey && Math.abs(event.deltaY) < 30) tell({ type: 'zoom', factor: meaning.factor, at });
      else zoomBy(meaning.factor, at);
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [host, tell, zoomBy]);
}

/** Arrow keys move the picture while the stage has the focus; Shift moves it far. */
export function panKey(event: KeyboardEvent, tell: Tell): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const way = event.shiftKey ? PAN_FAR : PAN;
  const move = { ArrowLeft: [way, 0], ArrowRight: [-way, 0], ArrowUp: [0, way], ArrowDown: [0, -way] }[event.key];
  const [dx, dy] = move ?? [];
  if (dx === undefined || dy === undefined) return;
  event.preventDefault();
  tell({ type: 'pan', dx, dy });
}
