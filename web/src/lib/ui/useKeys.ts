/** Keyboard shortcuts of a page. Off while typing, while a dialog is open, and as a whole when the person switched single keys off. */
import { useLayoutEffect, useRef } from 'react';

export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

/** Where Command takes the place of Ctrl. */
export const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
/** How a key with Ctrl is written here. */
export const withControl = (key: string): string => (mac ? `⌘${key}` : `Ctrl ${key}`);

const SWITCH = 'single-keys';

export function singleKeysOn(): boolean {
  try {
    return localStorage.getItem(SWITCH) !== 'off';
  } catch {
    return true;
  }
}

export function setSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(SWITCH, on ? 'on' : 'off');
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select') !== null);
}

/** Keys by `event.key`, e.g. `?` or `Escape`; with Shift as `Shift+A`. */
export function useKeys(map: KeyMap): void {
  const latest = useRef(map);
  // Before the browser paints: a key acts as soon as what it acts on is to be seen.
  useLayoutEffect(() => {
    latest.current = map;
  });
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('.scrim, .menu-pop')) return;
      const letter = event.key.length === 1;
      const run = (event.shiftKey && latest.current[`Shift+${event.key.toUpperCase()}`]) || latest.current[letter ? event.key.toLowerCase() : event.key];
      if (!run || (letter && !singleKeysOn())) return;
      run(event);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
