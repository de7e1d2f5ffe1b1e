// When the panels beside the file are loaded: with the page where a rail stands beside the file, and on phones, where
// they lie behind a button, after the picture, which they would only delay.

import { useEffect, useState } from 'react';
import { later } from '../page/later';
import { whenIdle } from '../page/when-idle';
import { afterPicture } from '../viewers/image/warm-picture';
import type { Layout } from './use-layout';

export const panels = later(() => import('./panels'));

/** Whether there is room for a rail; asked before the page is laid out, where only the screen's width is right. */
const ROOM = Math.min(screen.width, innerWidth) > 640;
// Not first when the page is drawn: by then they are there.
if (ROOM) void panels.load();

/** A picture whose frame was begun is on the screen by then. */
const PAINTED_MS = 300;

/** Whether the page can be shown: a rail is there at once, and so is a comment that the address names. */
export function usePanelsWithPage(linked: boolean): boolean {
  const [complete, setComplete] = useState(() => panels.here().part !== null || (!ROOM && !linked));
  useEffect(() => {
    // Where they fail, their place says so.
    if (!complete) void panels.load().then(() => setComplete(true));
  }, [complete]);
  return complete;
}

/** So that a tap does not wait. */
export function usePanelsAfterPicture(layout: Layout): void {
  useEffect(() => {
    if (layout !== 'phone') return;
    let left = false;
    void afterPicture().then(() => {
      requestAnimationFrame(() => setTimeout(() => whenIdle(() => left || panels.prepare()), PAINTED_MS));
    });
    return () => {
      left = true;
    };
  }, [layout]);
}
