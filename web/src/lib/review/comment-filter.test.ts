// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Marker } from '../api/types';
import { EVERYTHING, isNarrowed, listed, narrowWords, writers, type Narrow, type Wanted } from './comment-filter';
import { comment, ingrid, jonas } from './review-fixture';
import { threadsOf } from './threads';

const at = (page: number, y: number, x = 10): Marker => ({ target: { version: 'ver_3', sha256: 'ab' }, selectors: [{ type: 'FragmentSelector', value: `page=${page}` }, { type: 'FragmentSelector', value: `xywh=percent:${x},${y},0,0` }] });
const threads = threadsOf(
  [
    comment('a', 'Too blue', { number: 1, markers: [at(2, 50)], created_at: 1 }),
    comment('b', 'Fine', { number: 2, author: ingrid, created_at: 2, resolved: { by: jonas, at: 3 } }),
    comment('c', 'Too small', { number: 3, markers: [at(1, 80)], created_at: 3 }),
    comment('d', 'Look', { number: 4, markers: [at(1, 20)], created_at: 4, body: { blocks: [{ spans: [{ mention: ingrid.id, name: ingrid.name }] }] } }),
    comment('e', 'A late answer', { number: null, parent: 'a', author: ingrid, created_at: 9 }),
  ],
  [],
  ingrid,
);
const wanted = (more: Partial<Wanted> = {}): Wanted => ({ filter: 'all', narrow: EVERYTHING, search: null, selected: null, editing: null, viewer: ingrid.id, page: 1, ...more });
const ids = (more: Partial<Wanted> = {}) => listed(threads, wanted(more)).map((thread) => thread.root.comment.id);
const narrow = (more: Partial<Narrow>) => ({ narrow: { ...EVERYTHING, ...more } });

describe('the list of comments', () => {
  it('shows what the tab says', () => {
    expect(ids()).toEqual(['a', 'b', 'c', 'd']);
    expect(ids({ filter: 'open' })).toEqual(['a', 'c', 'd']);
    expect(ids({ filter: 'resolved' })).toEqual(['b']);
  });

  it('is narrowed by person, mention, page and words', () => {
    expect(ids(narrow({ who: 'mine' }))).toEqual(['a', 'b']);
    expect(ids(narrow({ who: 'mentions' }))).toEqual(['d']);
    expect(ids(narrow({ who: jonas.id }))).toEqual(['a', 'c', 'd']);
    expect(ids(narrow({ thisPage: true }))).toEqual(['c', 'd']);
    expect(ids({ ...narrow({ thisPage: true }), page: null })).toHaveLength(4);
    expect(ids({ search: 'too' })).toEqual(['a', 'c']);
    expect(ids({ ...narrow({ who: 'mine' }), viewer: null })).toEqual([]);
  });

  it('keeps what is selected', () => {
    expect(ids({ filter: 'resolved', selected: 'c' })).toEqual(['b', 'c']);
  });

  it('keeps what is being changed, be it a comment or an answer', () => {
    expect(ids({ filter: 'resolved', editing: 'c' })).toEqual(['b', 'c']);
    expect(ids({ filter: 'resolved', search: 'nothing', editing: 'e' })).toEqual(['a']);
  });

  it('comes by number, by place or newest first', () => {
    expect(ids(narrow({ order: 'place' }))).toEqual(['d', 'c', 'a', 'b']);
    expect(ids(narrow({ order: 'newest' }))).toEqual(['a', 'd', 'c', 'b']);
  });

  it('begins with what is pinned, in every order', () => {
    const pinned = threads.map((thread) => (thread.root.comment.id === 'c' ? { ...thread, root: { ...thread.root, comment: { ...thread.root.comment, pinned: { by: jonas, at: 5 } } } } : thread));
    for (const order of ['number', 'place', 'newest'] as const) expect(listed(pinned, wanted(narrow({ order })))[0]?.root.comment.id).toBe('c');
  });

  it('says what it leaves out', () => {
    expect(isNarrowed(EVERYTHING)).toBe(false);
    expect(isNarrowed({ ...EVERYTHING, order: 'newest' })).toBe(false);
    expect(narrowWords({ ...EVERYTHING, who: jonas.id, thisPage: true }, threads)).toBe('By Jonas Weber, on this page');
    expect(narrowWords({ ...EVERYTHING, thisPage: true }, threads)).toBe('On this page');
    expect(narrowWords({ ...EVERYTHING, who: 'mentions' }, threads)).toBe('Mentions you');
  });

  it('names who has written, most first', () => {
    expect(writers(threads).map(({ person, threads: count }) => [person.name, count])).toEqual([[jonas.name, 3], [ingrid.name, 2]]);
  });
});
