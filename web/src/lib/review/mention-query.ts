// The @ pop-over: what is being looked for at the caret, who fits, and the text after a choice.

import type { Mention } from './body';

export type MentionQuery = {
  /** Where the @ stands. */
  readonly start: number;
  readonly query: string;
};

/** The name being typed before the caret, if an @ begins one. */
export function mentionAt(text: string, caret: number): MentionQuery | null {
  const before = text.slice(0, caret);
  const start = before.lastIndexOf('@');
  if (start === -1) return null;
  const previous = before[start - 1];
  if (previous !== undefined && !/[\s(]/.test(previous)) return null;
  const query = before.slice(start + 1);
  if (query.includes('\n') || query.length > 40 || /^\s/.test(query) || /\s\S*\s/.test(query)) return null;
  return { start, query };
}

/** People whose name has a word that begins with what was typed, best first. */
export function matching<T extends Mention>(people: readonly T[], query: string): T[] {
  const wanted = fold(query);
  const fits = people.filter(({ name }) => fold(name).startsWith(wanted) || fold(name).split(/\s+/).some((word) => word.startsWith(wanted)));
  return fits.toSorted((a, b) => Number(fold(b.name).startsWith(wanted)) - Number(fold(a.name).startsWith(wanted))).slice(0, 8);
}

/** Puts the chosen person in place of what was typed; the caret stands behind the name. */
export function choose(text: string, caret: number, found: MentionQuery, person: Mention): { text: string; caret: number } {
  const head = `${text.slice(0, found.start)}@${person.name} `;
  const tail = text.slice(caret).replace(/^ /, '');
  return { text: head + tail, caret: head.length };
}

/** For comparing words: without accents and capitals. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}
