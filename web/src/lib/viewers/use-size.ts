// The size of an element, as it changes.

import { useLayoutEffect, useState, type RefObject } from 'react';
import type { Size } from '../annotate/geometry';

export function useSize(element: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () =>
      setSize((was) => (was?.width === target.clientWidth && was.height === target.clientHeight ? was : { width: target.clientWidth, height: target.clientHeight }));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
