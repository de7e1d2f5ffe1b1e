// Draws one page: its picture into a fresh canvas, swapped in when it is complete so that zooming does
// not flash, and its text layer once, which then scales by CSS alone.

import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Pdf } from './open-pdf';

/** Largest canvas in pixels; beyond it the picture is drawn smaller and stretched. */
const MOST_PIXELS = 24_000_000;
const SETTLE_MS = 120;

export function usePageDrawing(pdf: Pdf, number: number, scale: number, picture: RefObject<HTMLElement | null>): void {
  const first = useRef(true);
  useEffect(() => {
    const run = new AbortController();
    // While the zoom is moving the last picture is stretched; the sharp one follows.
    const wait = first.current ? 0 : SETTLE_MS;
    first.current = false;
    const timer = setTimeout(() => void draw(pdf, number, scale, picture, run.signal).catch(quiet), wait);
    return () => {
      clearTimeout(timer);
      run.abort();
    };
  }, [pdf, number, scale, picture]);
}

/** Counts finished text layers, so that marks are looked for when there is text. */
export function useTextLayer(pdf: Pdf, number: number, layer: RefObject<HTMLElement | null>): number {
  const [drawn, setDrawn] = useState(0);
  useEffect(() => {
    let stop: (() => void) | undefined;
    let stopped = false;
    const run = async () => {
      const page = await pdf.document.getPage(number);
      const container = layer.current;
      if (stopped || !container) return;
      container.replaceChildren();
      const text = new pdf.library.TextLayer({ textContentSource: page.streamTextContent(), container, viewport: page.getViewport({ scale: 1 }) });
      stop = () => text.cancel();
      await text.render();
      if (!stopped) setDrawn((count) => count + 1);
    };
    void run().catch(quiet);
    return () => {
      stopped = true;
      stop?.();
    };
  }, [pdf, number, layer]);
  return drawn;
}

/** Draws a page in a given width of CSS pixels; the canvas has the screen's own density. */
export async function drawPage(pdf: Pdf, number: number, scale: number, signal: AbortSignal): Promise<HTMLCanvasElement | null> {
  const page = await pdf.document.getPage(number);
  if (signal.aborted) return null;
  const plain = page.getViewport({ scale });
  const density = Math.min(window.devicePixelRatio, Math.sqrt(MOST_PIXELS / Math.max(1, plain.width * plain.height)));
  const viewport = page.getViewport({ scale: scale * density });
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(viewport.width));
  canvas.height = Math.max(1, Math.floor(viewport.height));
  const task = page.render({ canvas, viewport });
  signal.addEventListener('abort', () => task.cancel());
  await task.promise;
  return signal.aborted ? null : canvas;
}

async function draw(pdf: Pdf, number: number, scale: number, picture: RefObject<HTMLElement | null>, signal: AbortSignal): Promise<void> {
  const canvas = await drawPage(pdf, number, scale, signal);
  if (!canvas) return;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `Picture of page ${number}`);
  picture.current?.replaceChildren(canvas);
}

/** Cancelled drawings reject; a page that cannot be drawn stays white, its file can still be downloaded. */
function quiet(): void {}
