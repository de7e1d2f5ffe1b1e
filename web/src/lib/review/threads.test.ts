// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { Comment, Person } from '../api/types';
import { unsent, type UnsentComment } from './unsent';
import { countByPage, countThreads, hasOwnOpenComment, isMentionedIn, matchesSearch, neighbour, stageMarkers, threadsOf } from './threads';

const mara: Person = { id: 'per_m', name: 'Mara', initials: 'M', guest: false };
const ingrid: Person = { id: 'per_i', name: 'Ingrid', initials: 'I', guest: true };
const target = { version: 'ver_3', sha256: 'ab' };
const pin = { target, selectors: [{ type: 'FragmentSelector' as const, value: 'xywh=percent:10,20,0,0' }] };

const comment = (id: string, more: Partial<Comment> = {}): Comment => ({
  id,
  number: 1,
  parent: null,
  author: mara,
  body: { blocks: [{ spans: [{ text: id }] }] },
  markers: [pin],
  attachments: [],
  team_only: false,
  created_at: 1,
  edited_at: null,
  resolved: null,
  likes: { count: 0, own: false, people: [] },
  pinned: null,
  copied: null,
  deleted: false,
  abilities: [],
  ...more,
});
const item: UnsentComment = { clientId: 'u1', parent: null, body: { blocks: [] }, markers: [pin], teamOnly: false, attachments: [], writtenAt: 2, state: 'sending', reason: null };

describe('threads', () => {
  it('hang replies under their comment and count threads, not replies', () => {
    const threads = threadsOf([comment('a'), comment('b', { parent: 'a', author: ingrid }), comment('c', { resolved: { by: mara, at: 1 } })], [], ingrid);
    expect(threads.map((thread) => [thread.root.comment.id, thread.replies.length])).toEqual([['a', 1], ['c', 0]]);
    expect(countThreads(threads)).toEqual({ open: 1, resolved: 1, all: 2 });
  });

  it('show an unsent comment with the next number', () => {
    const threads = threadsOf([comment('a', { number: 7 })], [item], ingrid);
    expect(threads[1]?.root).toMatchObject({ delivery: 'sending', comment: { id: 'u1', number: 8, author: ingrid } });
  });

  it('drop a deleted comment, but not the replies others wrote under it', () => {
    const deleted = { deleted: true, number: null };
    expect(threadsOf([comment('a', deleted)], [], null)).toEqual([]);
    expect(threadsOf([comment('a', deleted), comment('b', { parent: 'a' })], [], null)).toHaveLength(1);
  });

  it('show an own answer whose comment is gone, and no other', () => {
    const answer = { ...item, parent: 'a' };
    expect(threadsOf([comment('a')], [answer], ingrid)).toMatchObject([{ root: { comment: { id: 'a' } }, replies: [{ comment: { id: 'u1' } }] }]);
    expect(threadsOf([], [answer], ingrid)).toMatchObject([{ root: { delivery: 'sending', comment: { id: 'u1', number: null } }, replies: [] }]);
    expect(threadsOf([comment('b', { parent: 'a' })], [], ingrid)).toEqual([]);
  });

  it('find a mention', () => {
    const named = comment('a', { body: { blocks: [{ spans: [{ mention: ingrid.id, name: 'Ingrid' }] }] } });
    const [thread] = threadsOf([named], [], ingrid);
    expect(thread && isMentionedIn(thread, ingrid.id)).toBe(true);
    expect(thread && isMentionedIn(thread, 'per_x')).toBe(false);
    expect(thread && isMentionedIn(thread, null)).toBe(false);
  });

  it('mark only what lies on the version shown', () => {
    const threads = threadsOf([comment('a'), comment('b', { markers: [{ ...pin, target: { version: 'ver_2', sha256: 'cd' } }] })], [], null);
    expect(stageMarkers(threads, 'ver_3').map((marker) => marker.id)).toEqual(['a']);
  });

  it('count open comments per page', () => {
    const onPage = { target, selectors: [{ type: 'FragmentSelector' as const, value: 'page=7' }] };
    const threads = threadsOf([comment('a', { markers: [onPage] }), comment('b', { markers: [onPage] }), comment('c')], [], null);
    expect([...countByPage(threads)]).toEqual([[7, 2]]);
  });

  it('are found by words of text, name and reply', () => {
    const [thread] = threadsOf([comment('a'), comment('b', { parent: 'a', author: ingrid })], [], null);
    const found = (words: string | null) => thread && matchesSearch(thread, words);
    expect([found(null), found('  '), found('MARA a'), found('íngrid'), found('ingrid nobody')]).toEqual([true, true, true, true, false]);
  });

  it('step from one to the next and stop at the ends', () => {
    const threads = threadsOf([comment('a'), comment('b')], [], null);
    expect(neighbour(threads, null, 1)).toBe('a');
    expect(neighbour(threads, null, -1)).toBe('b');
    expect(neighbour(threads, 'a', 1)).toBe('b');
    expect(neighbour(threads, 'b', 1)).toBeNull();
  });

  it('a team-only comment does not explain a request for changes to the reviewers', () => {
    const team = threadsOf([comment('a', { author: ingrid, team_only: true })], [], ingrid);
    expect(hasOwnOpenComment(team, ingrid.id)).toBe(false);
    expect(hasOwnOpenComment(threadsOf([comment('a', { author: ingrid })], [], ingrid), ingrid.id)).toBe(true);
  });
});

describe('unsent', () => {
  it('keeps the words of a comment that failed and drops it only when settled', () => {
    const written = unsent([], { type: 'written', item, wait: false });
    const failed = unsent(written, { type: 'failed', clientId: 'u1', reason: 'No connection.' });
    expect(failed).toMatchObject([{ state: 'failed', reason: 'No connection.', body: item.body }]);
    expect(unsent(failed, { type: 'sending', clientId: 'u1' })).toMatchObject([{ state: 'sending', reason: null }]);
    expect(unsent(failed, { type: 'settled', clientId: 'u1' })).toEqual([]);
  });

  it('waits for a name when the writer has none', () => {
    expect(unsent([], { type: 'written', item, wait: true })).toMatchObject([{ state: 'waiting' }]);
  });
});
