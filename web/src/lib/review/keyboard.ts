// Keys: which chord an event is, how it is written, and the arrow keys that move a marker.

import type { GestureEvent } from '../annotate/gesture';

export type Chord = {
  /** As in KeyboardEvent.key; letters in lower case. */
  readonly key: string;
  readonly shift?: true;
  /** Ctrl, or Command on a Mac. */
  readonly mod?: true;
};

export type KeyPress = {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly getModifierState: (name: string) => boolean;
};

const NUDGE = 0.01;
const NUDGE_FINE = 0.002;

/** Whether an event is the chord, on any keyboard layout. */
export function isChord(press: KeyPress, chord: Chord): boolean {
  // Brackets need AltGr on many layouts, which counts as Ctrl and Alt.
  const altGraph = press.getModifierState('AltGraph');
  if ((press.altKey || (press.ctrlKey && press.altKey)) && !altGraph) return false;
  const mod = !altGraph && (press.ctrlKey || press.metaKey);
  if (mod !== (chord.mod ?? false)) return false;
  const letter = /^[a-z]$/.test(chord.key);
  if (letter && press.shiftKey !== (chord.shift ?? false)) return false;
  if (press.key === chord.key || press.key.toLowerCase() === chord.key) return true;
  // A layout without Latin letters: the place on the keyboard counts.
  return letter && press.key.length === 1 && press.key.charCodeAt(0) > 127 && press.code === `Key${chord.key.toUpperCase()}`;
}

/** "Shift A", "Ctrl Enter"; Mac signs on a Mac. */
export function chordLabel(chord: Chord, mac: boolean): string {
  const parts = [];
  if (chord.mod) parts.push(mac ? '⌘' : 'Ctrl');
  if (chord.shift) parts.push(mac ? '⇧' : 'Shift');
  const names: Record<string, string> = { Escape: 'Esc', '-': '−' };
  parts.push(names[chord.key] ?? (chord.key.length === 1 ? chord.key.toUpperCase() : chord.key));
  return parts.join(' ');
}

/** While a marker is being placed by keys: arrows move it (Shift in small steps), Enter sets it. */
export function gestureKey(press: KeyPress): GestureEvent | null {
  const way = press.shiftKey ? NUDGE_FINE : NUDGE;
  switch (press.key) {
    case 'ArrowLeft':
      return { type: 'nudge', dx: -way, dy: 0 };
    case 'ArrowRight':
      return { type: 'nudge', dx: way, dy: 0 };
    case 'ArrowUp':
      return { type: 'nudge', dx: 0, dy: -way };
    case 'ArrowDown':
      return { type: 'nudge', dx: 0, dy: way };
    case 'Enter':
      return press.ctrlKey || press.metaKey ? null : { type: 'set' };
    default:
      return null;
  }
}
