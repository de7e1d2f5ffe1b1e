// Text stretches by quote and position: how a selection is described, and how it is found again when
// the joined text differs a little (line breaks come and go between PDF readers).

import type { TextStretch } from './anchor';

/** Characters of context kept on each side, as the Web Annotation model suggests. */
export const CONTEXT = 32;
/** The longest quotation; a longer selection is quoted from its beginning. */
const LONGEST = 4_000;
/** PDF readers hand out control characters and direction marks that no reader sees. */
const HIDDEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export type Found = {
  readonly start: number;
  readonly end: number;
  /** False when only the quote was found, not the recorded place. */
  readonly certain: boolean;
};

/** Describes the characters from `start` to `end`, without the white space at its ends; null when nothing is left. */
export function describe(text: string, start: number, end: number): TextStretch | null {
  const raw = text.slice(start, Math.min(end, start + LONGEST));
  const words = raw.trim();
  if (seen(words) === '') return null;
  const from = start + raw.indexOf(words);
  const to = from + words.length;
  return {
    exact: seen(words),
    prefix: seen(text.slice(Math.max(0, from - CONTEXT), from)),
    suffix: seen(text.slice(to, to + CONTEXT)),
    start: from,
    end: to,
  };
}

/** Finds a stretch again: at its place, else by its quote and surroundings, else with white space ignored. */
export function locate(text: string, stretch: TextStretch): Found | null {
  const { exact, start, end } = stretch;
  if (exact === '') return null;
  if (start >= 0 && text.slice(start, end) === exact) return { start, end, certain: true };
  const literal = bestOf(occurrences(text, exact), text, stretch);
  if (literal !== null) return { start: literal, end: literal + exact.length, certain: false };
  return locateLoosely(text, stretch);
}

function seen(text: string): string {
  return text.replace(HIDDEN, (character) => (/\s/.test(character) ? ' ' : ''));
}

function locateLoosely(text: string, stretch: TextStretch): Found | null {
  const packed = pack(text);
  const wanted = pack(stretch.exact).text;
  if (wanted === '') return null;
  const packedStretch = {
    ...stretch,
    exact: wanted,
    prefix: pack(stretch.prefix).text,
    suffix: pack(stretch.suffix).text,
    start: packed.places.findIndex((place) => place >= stretch.start),
  };
  const at = bestOf(occurrences(packed.text, wanted), packed.text, packedStretch);
  const first = at === null ? undefined : packed.places[at];
  const last = at === null ? undefined : packed.places[at + wanted.length - 1];
  if (first === undefined || last === undefined) return null;
  return { start: first, end: last + 1, certain: false };
}

function occurrences(text: string, part: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) found.push(at);
  return found;
}

function bestOf(places: readonly number[], text: string, stretch: TextStretch): number | null {
  let best: { at: number; score: number } | null = null;
  for (const at of places) {
    const before = sharedEnd(text.slice(0, at), stretch.prefix);
    const after = sharedStart(text.slice(at + stretch.exact.length), stretch.suffix);
    const nearness = stretch.start < 0 ? 0 : 1 / (1 + Math.abs(at - stretch.start));
    const score = before + after + nearness;
    if (!best || score > best.score) best = { at, score };
  }
  return best?.at ?? null;
}

function sharedEnd(text: string, wanted: string): number {
  let count = 0;
  while (count < wanted.length && count < text.length && text.at(-1 - count) === wanted.at(-1 - count)) count += 1;
  return count;
}

function sharedStart(text: string, wanted: string): number {
  let count = 0;
  while (count < wanted.length && count < text.length && text[count] === wanted[count]) count += 1;
  return count;
}

function pack(text: string): { text: string; places: number[] } {
  const places: number[] = [];
  let packed = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (/\s/.test(character) || seen(character) === '') continue;
    packed += character;
    places.push(index);
  }
  return { text: packed, places };
}
