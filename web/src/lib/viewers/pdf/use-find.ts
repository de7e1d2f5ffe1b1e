// The state of the find bar: reads the text of one page after the other, keeps it, and says where the words are.

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { findOnPage, firstFrom, foldPage, stepMatch, type Folded, type Match, type TextRun } from './find';
import type { Pdf } from './open-pdf';

export type Find = {
  readonly open: boolean;
  readonly words: string;
  readonly matches: readonly Match[];
  /** Index of the match that is looked at; -1 when there is none. */
  readonly at: number;
  /** Pages that were not read yet. */
  readonly left: number;
  /** Counts requests to move the focus into the field. */
  readonly calls: number;
  readonly show: () => void;
  readonly close: () => void;
  readonly look: (words: string) => void;
  readonly step: (direction: 1 | -1) => void;
};

type Search = { readonly words: string; readonly matches: readonly Match[]; readonly at: number; readonly left: number };

const NOTHING: Search = { words: '', matches: [], at: -1, left: 0 };
/** The list grows in steps, so that a long document does not redraw for every page. */
const SHOW_MS = 150;
const SETTLE_MS = 120;

export function useFind(pdf: Pdf, page: number): Find {
  const [open, setOpen] = useState(false);
  const [calls, setCalls] = useState(0);
  const [words, setWords] = useState('');
  const [search, setSearch] = useState<Search>(NOTHING);
  const texts = useMemo(() => new Texts(pdf), [pdf]);
  const reading = useRef(page);
  useEffect(() => {
    reading.current = page;
  });

  useEffect(() => {
    if (!open || words.trim() === '') {
      setSearch(NOTHING);
      return;
    }
    const run = new AbortController();
    const timer = setTimeout(() => void lookFor(texts, words, reading.current, setSearch, run.signal), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      run.abort();
    };
  }, [texts, words, open]);

  const show = useCallback(() => {
    setOpen(true);
    setCalls((count) => count + 1);
  }, []);
  const close = useCallback(() => setOpen(false), []);
  const step = useCallback((direction: 1 | -1) => setSearch((now) => ({ ...now, at: stepMatch(now.matches.length, now.at, direction) })), []);
  return { open, words, matches: search.matches, at: search.at, left: search.left, calls, show, close, look: setWords, step };
}

/** The text of pages, read once. */
class Texts {
  readonly #pages = new Map<number, Promise<Folded>>();
  readonly #pdf: Pdf;

  constructor(pdf: Pdf) {
    this.#pdf = pdf;
  }

  get count(): number {
    return this.#pdf.document.numPages;
  }

  page(number: number): Promise<Folded> {
    const kept = this.#pages.get(number);
    if (kept) return kept;
    const read = this.#read(number);
    this.#pages.set(number, read);
    // A page that could not be read is asked for again next time.
    read.catch(() => this.#pages.delete(number));
    return read;
  }

  async #read(number: number): Promise<Folded> {
    const page = await this.#pdf.document.getPage(number);
    const viewport = page.getViewport({ scale: 1 });
    const { items } = await page.getTextContent();
    const runs: TextRun[] = [];
    for (const item of items) {
      if (!('str' in item)) continue;
      const [, y] = viewport.convertToViewportPoint(Number(item.transform[4]), Number(item.transform[5]));
      runs.push({ text: item.str, endsLine: item.hasEOL, y: Math.min(1, Math.max(0, Number(y) / viewport.height)) });
    }
    return foldPage(runs);
  }
}

async function lookFor(texts: Texts, words: string, page: number, show: (change: (now: Search) => Search) => void, signal: AbortSignal): Promise<void> {
  const found: Match[] = [];
  let shown = 0;
  const tell = (left: number) => {
    if (signal.aborted) return;
    shown = performance.now();
    const matches = [...found];
    // The match that is looked at stays the same while more come behind it.
    show((now) => ({ words, matches, left, at: now.words === words && now.at >= 0 ? now.at : firstWhenKnown(matches, page, left) }));
  };
  show(() => ({ ...NOTHING, words, left: texts.count }));
  for (let number = 1; number <= texts.count && !signal.aborted; number += 1) {
    const folded = await texts.page(number).catch(() => null);
    if (folded) found.push(...findOnPage(folded, number, words));
    if (performance.now() - shown > SHOW_MS) tell(texts.count - number);
  }
  tell(0);
}

/** Going to a match waits until those on the page being read are known. */
function firstWhenKnown(matches: readonly Match[], page: number, left: number): number {
  return left === 0 || matches.some((match) => match.page >= page) ? firstFrom(matches, page) : -1;
}
