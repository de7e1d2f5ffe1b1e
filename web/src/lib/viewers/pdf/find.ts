// Finding words in the text of a page: upper and lower case, accents, ligatures, kinds of quotes and dashes
// make no difference, and a word that is divided at the end of a line is still one word. What is found is
// counted in the page's own characters, so that it can be marked in the text layer.

/** One run of text as the PDF has it. */
export type TextRun = { readonly text: string; readonly endsLine: boolean; /** Height on the page, from 0 at the top to 1. */ readonly y: number };
export type Match = { readonly page: number; readonly start: number; readonly end: number; readonly y: number };

/** Text made comparable, with the original characters that each of its characters stands for. */
export type Folded = { readonly text: string; readonly starts: readonly number[]; readonly ends: readonly number[]; readonly heights: readonly { readonly from: number; readonly y: number }[] };

/** A hyphen that may only be there because the line ended. */
const DIVIDED = '\u0001';
const HIDDEN = /[\p{Cc}\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u;
const ALIKE: Readonly<Record<string, string>> = { '‘': "'", '’': "'", '‚': "'", '“': '"', '”': '"', '„': '"', '‐': '-', '‑': '-', '–': '-', '—': '-', '−': '-', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe' };
/** Longer than anybody types; a pasted page would be slow to look for. */
const LONGEST = 200;
/** More than anybody steps through. */
const MOST_PER_PAGE = 2_000;

/** Makes the runs of a page comparable. */
export function foldPage(runs: readonly TextRun[]): Folded {
  const text: string[] = [];
  const [starts, ends]: [number[], number[]] = [[], []];
  const heights: { from: number; y: number }[] = [];
  let place = 0;
  const put = (folded: string, start: number, end: number) => {
    for (const character of folded) {
      // White space counts once, however much there is.
      if (character === ' ' && (text.length === 0 || text.at(-1) === ' ')) continue;
      // A character beyond the first plane takes two places in a string.
      for (let unit = 0; unit < character.length; unit += 1) {
        text.push(character.charAt(unit));
        starts.push(start);
        ends.push(end);
      }
    }
  };
  for (const run of runs) {
    heights.push({ from: place, y: run.y });
    for (const character of run.text) {
      put(foldCharacter(character), place, place + character.length);
      place += character.length;
    }
    if (!run.endsLine) continue;
    if (text.at(-1) === '-' && /\p{L}/u.test(text.at(-2) ?? '')) text[text.length - 1] = DIVIDED;
    else put(' ', place, place);
  }
  return { text: text.join(''), starts, ends, heights };
}

/** All places of the words on a page, in reading order. */
export function findOnPage(folded: Folded, page: number, words: string): Match[] {
  const pattern = patternOf(words);
  if (!pattern) return [];
  const found: Match[] = [];
  for (const match of folded.text.matchAll(pattern)) {
    const start = folded.starts[match.index];
    const end = folded.ends[match.index + match[0].length - 1];
    if (start === undefined || end === undefined || found.length >= MOST_PER_PAGE) break;
    found.push({ page, start, end, y: folded.heights.findLast(({ from }) => from <= start)?.y ?? 0 });
  }
  return found;
}

/** The match after (1) or before (-1) a place; it goes round at the ends. */
export function stepMatch(count: number, at: number, direction: 1 | -1): number {
  return count === 0 ? -1 : (at + direction + count) % count;
}

/** The first match on the page that is read or after it; the first of all when there is none. */
export function firstFrom(matches: readonly Match[], page: number): number {
  if (matches.length === 0) return -1;
  return Math.max(0, matches.findIndex((match) => match.page >= page));
}

function patternOf(words: string): RegExp | null {
  const folded = [...words.slice(0, LONGEST)].map(foldCharacter).join('').replace(/ +/g, ' ').trim();
  if (folded === '') return null;
  const parts = [...folded].map((character) => (character === '-' ? `[-${DIVIDED}] ?` : character.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')));
  return new RegExp(parts.join(`${DIVIDED}?`), 'gu');
}

function foldCharacter(character: string): string {
  if (HIDDEN.test(character)) return /\s/.test(character) ? ' ' : '';
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...plain].map((part) => ALIKE[part] ?? (/\s/.test(part) ? ' ' : part)).join('');
}
