// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { currentPage, fitPage, fitScale, FULL, keepPlace, listPages, scrollTo, seenPages, stepScale } from './page-list';

const a4 = { width: 595, height: 842 };
const sizes = Array.from({ length: 300 }, () => a4);
const list = listPages(sizes, 1);

describe('page list', () => {
  it('fits the page in the window, but does not blow it up', () => {
    expect(fitScale([a4], { width: 390, height: 700 })).toBeCloseTo((390 - 16) / 595);
    expect(fitScale([a4], { width: 3000, height: 700 })).toBeCloseTo(1.1 * FULL);
  });

  it('fits a whole page, whatever its shape', () => {
    const window = { width: 1000, height: 700 };
    const tall = fitPage([a4], window, 1);
    expect(tall * 842).toBeLessThanOrEqual(700 - 90);
    const wide = fitPage([a4, { width: 3000, height: 500 }], window, 2);
    expect(wide * 3000).toBeLessThanOrEqual(1000 - 90);
    expect(fitPage([], window, 1)).toBeGreaterThan(0);
  });

  it('holds the largest documents', () => {
    const many = Array.from({ length: 200_000 }, () => a4);
    expect(fitScale(many, { width: 1000, height: 700 })).toBeGreaterThan(1);
    expect(listPages(many, 1).width).toBe(595);
  });

  it('draws only a handful of 300 pages', () => {
    const seen = seenPages(list, 171_000, 800);
    expect(seen.length).toBeLessThanOrEqual(4);
    expect(seen.map((place) => place.number)).toContain(currentPage(list, 171_000, 800));
  });

  it('draws something at either end', () => {
    expect(seenPages(list, 0, 800)[0]?.number).toBe(1);
    expect(seenPages(list, 9e9, 800).map((place) => place.number)).toEqual([300]);
    expect(seenPages(listPages([], 1), 0, 800)).toEqual([]);
  });

  it('names the page that is being read', () => {
    expect(currentPage(list, 0, 900)).toBe(1);
    expect(currentPage(list, list.places[199]?.top ?? 0, 900)).toBe(200);
  });

  it('keeps the words under the pointer while zooming', () => {
    const larger = listPages(sizes, 2);
    const top = (list.places[9]?.top ?? 0) + 100;
    const after = keepPlace(list, larger, top, 300);
    const share = (list_: typeof list, y: number) => (y - (list_.places[9]?.top ?? 0)) / (list_.places[9]?.height ?? 1);
    expect(share(larger, after + 300)).toBeCloseTo(share(list, top + 300));
  });

  it('scrolls to a marker only when it is out of sight', () => {
    expect(scrollTo(list, 1, 0.5, 0, 900)).toBe(0);
    const place = list.places[99];
    expect(scrollTo(list, 100, 0.5, 0, 900)).toBeCloseTo((place?.top ?? 0) + 421 - 300);
    expect(scrollTo(list, 999, 0.5, 40, 900)).toBe(40);
  });

  it('steps through round zooms and stops at the ends', () => {
    expect(stepScale(FULL, 1)).toBeCloseTo(1.1 * FULL);
    expect(stepScale(FULL, -1)).toBeCloseTo(0.9 * FULL);
    expect(stepScale(6 * FULL, 1)).toBeCloseTo(6 * FULL);
  });
});
