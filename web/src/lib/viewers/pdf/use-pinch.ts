// Two fingers on scrolling pages: zooms around the place between them. One finger scrolls as always.

import { useEffect, useRef, type RefObject } from 'react';

export function usePinch(host: RefObject<HTMLElement | null>, scale: number, zoomTo: (scale: number, at: number) => void): void {
  const now = useRef(scale);
  useEffect(() => {
    now.current = scale;
  });
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let spread = 0;
    const move = (event: TouchEvent) => {
      const [a, b] = event.touches;
      if (!a || !b || event.touches.length !== 2) return;
      event.preventDefault();
      const next = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
      if (spread > 0) zoomTo((now.current * next) / spread, (a.clientY + b.clientY) / 2 - element.getBoundingClientRect().top);
      spread = next;
    };
    const end = () => {
      spread = 0;
    };
    element.addEventListener('touchmove', move, { passive: false });
    element.addEventListener('touchend', end);
    element.addEventListener('touchcancel', end);
    return () => {
      element.removeEventListener('touchmove', move);
      element.removeEventListener('touchend', end);
      element.removeEventListener('touchcancel', end);
    };
  }, [host, zoomTo]);
}
