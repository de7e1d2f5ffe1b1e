// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { pagePoint } from '../annotate/geometry';
import { readKept, writeKept } from './drafts';
import { draftOf, reduceReview, startState, type ReviewEvent, type ReviewState } from './review-state';

const fresh = startState({ drafts: {}, unsent: [], sentence: '' }, 'point');
const play = (events: ReviewEvent[], from: ReviewState = fresh) => events.reduce(reduceReview, from);
const at = pagePoint(0.5, 0.5);
const click: ReviewEvent[] = [
  { type: 'gesture', event: { type: 'down', at }, page: null },
  { type: 'gesture', event: { type: 'up', at, far: false }, page: null },
];

describe('review screen', () => {
  it('a point opens the composer and keeps what was already typed', () => {
    const state = play([{ type: 'typed', text: 'Too orange', mentions: [] }, ...click]);
    expect(draftOf(state)).toMatchObject({ text: 'Too orange', anchors: [{ page: null, shape: { kind: 'point', at } }] });
    expect(state.composerCalls).toBe(1);
    expect(state.sheet).toBe('half');
  });

  it('a second point moves the marker of the draft', () => {
    expect(draftOf(play([...click, ...click])).anchors).toHaveLength(1);
  });

  it('answers keep their own draft', () => {
    const state = play([
      { type: 'typed', text: 'A new one', mentions: [] },
      { type: 'answer', thread: 'cmt_1' },
      { type: 'typed', text: 'An answer', mentions: [] },
    ]);
    expect(draftOf(state).text).toBe('An answer');
    expect(draftOf(play([{ type: 'answer', thread: null }], state)).text).toBe('A new one');
    const sent = play([{ type: 'sent', target: 'cmt_1' }], state);
    expect(sent.target).toBe('new');
    expect(sent.drafts['cmt_1']).toBeUndefined();
  });

  it('an answer made a comment of its own joins what is begun already', () => {
    const mara = { id: 'per_m', name: 'Mara' };
    const answered = play([
      { type: 'typed', text: 'A new one', mentions: [] },
      ...click,
      { type: 'answer', thread: 'cmt_1' },
      { type: 'typed', text: 'An answer for @Mara', mentions: [mara] },
      { type: 'team-only', on: true },
      { type: 'attached', target: 'cmt_1', files: [{ id: 'att_1', name: 'a.txt', size: 3 }] },
    ]);
    const freed = play([{ type: 'freed', teamOnly: false }], answered);
    expect(freed.target).toBe('new');
    expect(freed.drafts['cmt_1']).toBeUndefined();
    expect(draftOf(freed)).toMatchObject({ text: 'A new one\nAn answer for @Mara', mentions: [mara], teamOnly: true, attachments: [{ id: 'att_1' }], anchors: [{}] });
  });

  it('keeps an answer from guests whose comment may have been the team\'s', () => {
    const answered = play([{ type: 'answer', thread: 'cmt_1' }, { type: 'typed', text: 'Between us', mentions: [] }]);
    expect(draftOf(play([{ type: 'freed', teamOnly: true }], answered)).teamOnly).toBe(true);
    expect(draftOf(play([{ type: 'freed', teamOnly: false }], answered)).teamOnly).toBe(false);
  });

  describe('changing a sent comment', () => {
    const changed = play([{ type: 'edit', comment: 'cmt_1' }, { type: 'rewritten', comment: 'cmt_1', text: 'Less blue', mentions: [] }]);
    const words = (state: ReviewState) => state.drafts['edit:cmt_1']?.text;

    it('keeps the new words through other panels and a reload, where the box is open again', () => {
      expect(words(play([{ type: 'panel', panel: 'decision' }, { type: 'filter', filter: 'resolved' }], changed))).toBe('Less blue');
      const again = startState({ drafts: changed.drafts, unsent: [], sentence: '' }, 'point');
      expect([again.editing, words(again)]).toEqual(['cmt_1', 'Less blue']);
      expect(draftOf(play([{ type: 'answer', thread: 'cmt_1' }], changed)).text).toBe('');
    });

    it('ends with Cancel, which drops them', () => {
      const left = play([{ type: 'edit', comment: null }], changed);
      expect([left.editing, words(left)]).toEqual([null, undefined]);
    });

    it('drops them once the server has them, unless the box was opened anew', () => {
      const sent = play([{ type: 'edited', comment: 'cmt_1', step: 'sent' }], changed);
      expect([sent.editing, words(sent)]).toEqual([null, 'Less blue']);
      const accepted: ReviewEvent = { type: 'edited', comment: 'cmt_1', step: 'accepted' };
      expect(words(play([accepted], sent))).toBeUndefined();
      expect(words(play([{ type: 'edit', comment: 'cmt_1' }, accepted], sent))).toBe('Less blue');
    });

    it('goes on when the server refuses, unless another one is being changed', () => {
      const refused: ReviewEvent[] = [{ type: 'edited', comment: 'cmt_1', step: 'sent' }, { type: 'edited', comment: 'cmt_1', step: 'refused' }];
      expect(play(refused, changed).editing).toBe('cmt_1');
      const other = play([refused[0]!, { type: 'edit', comment: 'cmt_2' }, refused[1]!], changed);
      expect([other.editing, words(other)]).toEqual(['cmt_2', 'Less blue']);
    });
  });

  it('Esc leaves the tool, then the panel, then the selection', () => {
    const busy = play([
      { type: 'selected', comment: 'cmt_1', open: true },
      { type: 'panel', panel: 'decision' },
      { type: 'tool', tool: 'region' },
      { type: 'gesture', event: { type: 'keys', tool: 'region', at }, page: null },
    ]);
    const first = play([{ type: 'escape' }], busy);
    expect(first.gesture.phase).toBe('idle');
    const second = play([{ type: 'escape' }], first);
    expect(second.tool).toBe('point');
    const third = play([{ type: 'escape' }], second);
    expect([third.panel, third.selected]).toEqual(['comments', 'cmt_1']);
    expect(play([{ type: 'escape' }], third).selected).toBeNull();
  });

  it('Esc takes an empty marker away but never typed words', () => {
    expect(draftOf(play([...click, { type: 'escape' }])).anchors).toEqual([]);
    const typed = play([...click, { type: 'typed', text: 'Words', mentions: [] }, { type: 'escape' }]);
    expect(draftOf(typed)).toMatchObject({ text: 'Words', anchors: [{}] });
  });
});

describe('kept drafts', () => {
  const memory = new Map<string, string>();
  const storage = {
    getItem: (key: string) => memory.get(key) ?? null,
    setItem: (key: string, value: string) => void memory.set(key, value),
    removeItem: (key: string) => void memory.delete(key),
  };

  it('survive a reload, per review', () => {
    const state = play([...click, { type: 'typed', text: 'Words', mentions: [] }]);
    writeKept(storage, 'rev_1', { drafts: state.drafts, unsent: [], sentence: 'Because' });
    expect(readKept(storage, 'rev_1')).toMatchObject({ drafts: { new: { text: 'Words' } }, sentence: 'Because' });
    expect(readKept(storage, 'rev_2').drafts).toEqual({});
  });

  it('leave nothing behind when there is nothing', () => {
    writeKept(storage, 'rev_1', { drafts: {}, unsent: [], sentence: '' });
    expect(memory.size).toBe(0);
  });

  it.each(['', '{', '[]', '{"form":1}', '{"form":1,"drafts":{"new":{}},"unsent":[],"sentence":""}'])('drop %s', (stored) => {
    expect(readKept({ getItem: () => stored }, 'rev_1').drafts).toEqual({});
  });

  describe('drawing', () => {
    const line = (y: number): ReviewEvent[] =>
      [
        { type: 'down' as const, at: pagePoint(0.1, y) },
        { type: 'move' as const, at: pagePoint(0.5, y) },
        { type: 'up' as const, at: pagePoint(0.9, y), far: true },
      ].map((event) => ({ type: 'gesture', event, page: null }));
    const two = play([{ type: 'tool', tool: 'draw' }, ...line(0.2), ...line(0.6)]);

    it('gathers strokes and leaves the hand alone until it is done', () => {
      expect(draftOf(two).anchors).toHaveLength(2);
      expect([two.composerCalls, two.sheet, two.tool]).toEqual([0, 'closed', 'draw']);
      const done = play([{ type: 'drawn' }], two);
      expect([done.composerCalls, done.sheet, done.tool]).toEqual([1, 'half', 'point']);
      expect(draftOf(done).anchors).toHaveLength(2);
    });

    it('dots an i instead of setting a point', () => {
      const dotted = play([{ type: 'gesture', event: { type: 'down', at }, page: null }, { type: 'gesture', event: { type: 'up', at, far: false }, page: null }], two);
      expect(draftOf(dotted).anchors.at(-1)?.shape).toEqual({ kind: 'path', points: [at, at] });
      expect(dotted.composerCalls).toBe(0);
    });

    it('survives a tap beside it once it is done, and the composer is called', () => {
      const done = play([{ type: 'drawn' }], two);
      for (const from of [done, play([{ type: 'answer', thread: 'cmt_1' }], done)]) {
        const tapped = play(click, from);
        expect(draftOf(tapped, 'new').anchors).toEqual(draftOf(two).anchors);
        expect([tapped.target, tapped.composerCalls]).toEqual(['new', from.composerCalls + 1]);
      }
    });

    it('takes strokes back and brings them back', () => {
      const none = play([{ type: 'ink', step: 'undo' }, { type: 'ink', step: 'undo' }, { type: 'ink', step: 'undo' }], two);
      expect(draftOf(none).anchors).toEqual([]);
      expect(draftOf(play([{ type: 'ink', step: 'redo' }], none)).anchors).toHaveLength(1);
    });

    it('rubs out what lies under the rubber, and undo brings it back', () => {
      const rubbed = play([{ type: 'tool', tool: 'erase' }, { type: 'gesture', event: { type: 'down', at: pagePoint(0.4, 0.601) }, page: null }], two);
      expect(draftOf(rubbed).anchors).toHaveLength(1);
      expect(draftOf(play([{ type: 'ink', step: 'undo' }], rubbed)).anchors).toHaveLength(2);
    });

    it('begins anew after it was sent', () => {
      const sent = play([{ type: 'sent', target: 'new' }], two);
      expect(draftOf(play([{ type: 'ink', step: 'undo' }], sent)).anchors).toEqual([]);
      expect(draftOf(play(line(0.3), sent)).anchors).toHaveLength(1);
    });
  });
});
