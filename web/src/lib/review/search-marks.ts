// Words looked for, and where they stand in a text: without accents and capitals, in any order.

import { fold } from './mention-query';

export type Piece = { readonly text: string; readonly hit: boolean };

export function searchWords(search: string | null): readonly string[] {
  return fold(search ?? '').split(/\s+/).filter((word) => word !== '');
}

/** The text cut into what was looked for and what stands between. */
export function marksIn(text: string, words: readonly string[]): readonly Piece[] {
  if (words.length === 0) return [{ text, hit: false }];
  // Folding changes lengths, so each letter is folded alone and remembers whose it is.
  const letters = [...text];
  const places: number[] = [];
  let folded = '';
  letters.forEach((letter, place) => {
    for (const part of fold(letter)) {
      folded += part;
      for (let unit = 0; unit < part.length; unit += 1) places.push(place);
    }
  });
  const hit = new Set<number>();
  for (const word of words) {
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + 1)) {
      for (let unit = at; unit < at + word.length; unit += 1) hit.add(places[unit] ?? -1);
    }
  }
  const pieces: { text: string; hit: boolean }[] = [];
  letters.forEach((letter, place) => {
    // An accent of its own belongs to the letter before it.
    const last = pieces.at(-1);
    const on = fold(letter) === '' ? (last?.hit ?? false) : hit.has(place);
    if (last?.hit === on) last.text += letter;
    else pieces.push({ text: letter, hit: on });
  });
  return pieces;
}
