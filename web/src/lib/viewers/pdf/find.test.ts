// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { findOnPage, firstFrom, foldPage, stepMatch, type TextRun } from './find';

const lines = (...texts: string[]): TextRun[] => texts.map((text, index) => ({ text, endsLine: true, y: index / 10 }));
const found = (runs: TextRun[], words: string) => {
  const whole = runs.map((run) => run.text).join('');
  return findOnPage(foldPage(runs), 1, words).map(({ start, end }) => whole.slice(start, end));
};

describe('finding on a page', () => {
  it('ignores upper and lower case and accents, in both directions', () => {
    expect(found(lines('Über das CAFÉ und das Cafe'), 'café')).toEqual(['CAFÉ', 'Cafe']);
    expect(found(lines('Straße'), 'STRASSE')).toEqual(['Straße']);
  });

  it('sees through ligatures, soft hyphens and hidden characters', () => {
    expect(found(lines('the eﬃcient oﬀer'), 'efficient')).toEqual(['eﬃcient']);
    expect(found(lines('sig\u00adna\u00adture'), 'signature')).toEqual(['sig\u00adna\u00adture']);
    expect(found(lines('oﬀer'), 'of')).toEqual(['oﬀ']);
  });

  it('joins words that are divided at the end of a line, and keeps real hyphens', () => {
    expect(found(lines('a signa-', 'ture here'), 'signature')).toEqual(['signa-ture']);
    expect(found(lines('a well-', 'known one'), 'well-known')).toEqual(['well-known']);
    expect(found(lines('a well-known one'), 'well-known')).toEqual(['well-known']);
    expect(found(lines('a well–known one'), 'well-known')).toEqual(['well–known']);
    expect(found(lines('a well-known one'), 'wellknown')).toEqual([]);
  });

  it('finds phrases across lines and any white space', () => {
    expect(found(lines('final  artwork', 'for print'), 'artwork for')).toEqual(['artworkfor']);
    expect(found([{ text: 'final', endsLine: false, y: 0 }, { text: ' ', endsLine: false, y: 0 }, { text: 'artwork', endsLine: true, y: 0 }], 'Final Artwork')).toEqual(['final artwork']);
  });

  it('takes every character literally', () => {
    expect(found(lines('costs 5.00 (net)? a+b'), '5.00 (net)?')).toEqual(['5.00 (net)?']);
    expect(found(lines('aaaa'), '.*')).toEqual([]);
    expect(found(lines('a[b]/c\\d'), '[b]/c\\')).toEqual(['[b]/c\\']);
  });

  it('counts in the characters of the page, beyond the first plane too', () => {
    expect(found(lines('😀😀 sign 😀'), 'sign 😀')).toEqual(['sign 😀']);
  });

  it('finds nothing for nothing, and stays quick on a page made to be slow', () => {
    expect(found(lines('words'), '   ')).toEqual([]);
    const before = performance.now();
    expect(found(lines('a-'.repeat(50_000)), `${'a'.repeat(199)}b`)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('says how far down the page a match is', () => {
    const [match] = findOnPage(foldPage(lines('one', 'two', 'three')), 4, 'thr');
    expect(match).toMatchObject({ page: 4, y: 0.2 });
  });
});

describe('stepping', () => {
  it('goes round at both ends', () => {
    expect(stepMatch(3, 2, 1)).toBe(0);
    expect(stepMatch(3, 0, -1)).toBe(2);
    expect(stepMatch(0, -1, 1)).toBe(-1);
  });

  it('starts at the page that is read', () => {
    const at = (page: number) => ({ page, start: 0, end: 1, y: 0 });
    expect(firstFrom([at(1), at(4), at(9)], 3)).toBe(1);
    expect(firstFrom([at(1)], 3)).toBe(0);
    expect(firstFrom([], 3)).toBe(-1);
  });
});
