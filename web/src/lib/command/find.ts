/** Finding commands by what was typed: every word has to occur; beginnings of titles and of words come first. */
import type { Command, CommandGroup } from './command';

/** A part of a title, and whether it is one that was typed. */
export type Piece = { readonly text: string; readonly hit: boolean };
export type Hit = { readonly command: Command; readonly pieces: readonly Piece[] };
export type HitGroup = { readonly title: string; readonly hits: readonly Hit[] };
export type Results = { readonly groups: readonly HitGroup[]; readonly total: number };

type Span = readonly [number, number];
type Folded = { readonly text: string; /** Where each folded sign stands in the title. */ readonly at: readonly number[] };

/** How many of a group are shown before anything is typed, and after. */
const FEW = 6;
const MANY = 20;

export function findCommands(typed: string, groups: readonly CommandGroup[]): Results {
  const words = fold(typed).text.split(/\s+/).filter((word) => word !== '');
  const found = groups.flatMap(({ title, commands }) => {
    const ranked = commands
      .flatMap((command) => {
        const place = match(words, command);
        return place ? [{ command, ...place }] : [];
      })
      .toSorted((one, other) => one.far - other.far);
    const [best] = ranked;
    return best ? [{ title, best: best.far, ranked }] : [];
  });
  const sorted = words.length === 0 ? found : found.toSorted((one, other) => one.best - other.best);
  return {
    groups: sorted.map(({ title, ranked }) => ({
      title,
      hits: ranked.slice(0, words.length === 0 ? FEW : MANY).map(({ command, spans }) => ({ command, pieces: pieces(command.title, spans) })),
    })),
    total: found.reduce((sum, group) => sum + group.ranked.length, 0),
  };
}

/** How far a command is from what was typed, and where the words stand in its title; null when one of them does not. */
function match(words: readonly string[], { title, words: more = '', detail = '' }: Command): { far: number; spans: Span[] } | null {
  const name = fold(title);
  const rest = fold(`${more} ${detail}`).text;
  const spans: Span[] = [];
  let far = 0;
  for (const word of words) {
    const at = bestPlace(name.text, word);
    if (at < 0) {
      if (!rest.includes(word)) return null;
      far += 3;
      continue;
    }
    far += at === 0 ? 0 : isStart(name.text, at) ? 1 : 2;
    spans.push([name.at[at] ?? 0, name.at[at + word.length] ?? title.length]);
  }
  return { far, spans };
}

/** The first place at which a word of the title begins so, else the first at all. */
function bestPlace(title: string, word: string): number {
  const first = title.indexOf(word);
  for (let at = first; at >= 0; at = title.indexOf(word, at + 1)) if (isStart(title, at)) return at;
  return first;
}

function isStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}

/** "Häfen" as "hafen": without marks and case, sign by sign so that places can be found again. */
function fold(text: string): Folded {
  let folded = '';
  const at: number[] = [];
  let index = 0;
  for (const sign of text) {
    const plain = sign.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
    for (let part = 0; part < plain.length; part += 1) at.push(index);
    folded += plain;
    index += sign.length;
  }
  return { text: folded, at };
}

function pieces(title: string, spans: readonly Span[]): Piece[] {
  const parts: Piece[] = [];
  let from = 0;
  const add = (to: number, hit: boolean) => {
    if (to <= from) return;
    const text = title.slice(from, to);
    const before = parts.at(-1);
    if (before?.hit === hit) parts[parts.length - 1] = { text: before.text + text, hit };
    else parts.push({ text, hit });
    from = to;
  };
  for (const [begin, end] of spans.toSorted((one, other) => one[0] - other[0])) {
    add(begin, false);
    add(end, true);
  }
  add(title.length, false);
  return parts;
}
