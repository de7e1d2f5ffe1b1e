// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';
import { forgetKept, readKept, writeKept, type Kept } from './drafts';
import { keptIn, unsent, type UnsentComment } from './unsent';

class Memory {
  private readonly entries = new Map<string, string>();
  get length() {
    return this.entries.size;
  }
  key = (at: number) => [...this.entries.keys()][at] ?? null;
  getItem = (name: string) => this.entries.get(name) ?? null;
  setItem = (name: string, value: string) => void this.entries.set(name, value);
  removeItem = (name: string) => void this.entries.delete(name);
}

const item: UnsentComment = { clientId: 'u1', parent: null, body: { blocks: [] }, markers: [], teamOnly: false, attachments: [{ id: 'att_1', name: 'a.txt', size: 3 }], writtenAt: 2, state: 'kept', reason: null };
const kept: Kept = { drafts: {}, unsent: [item], sentence: '' };

describe('words that were not sent', () => {
  let storage: Memory;
  beforeEach(() => {
    storage = new Memory();
  });

  it('that wait for a decision survive a reload and still wait', () => {
    writeKept(storage, 'rev_1', kept);
    const read = readKept(storage, 'rev_1');
    expect(keptIn(read.unsent)).toEqual([item]);
    expect(readKept(storage, 'rev_2').unsent).toEqual([]);
  });

  it('are dropped when their form is unknown', () => {
    for (const strange of ['{', '[]', '{"form":3}', JSON.stringify({ form: 1, drafts: {}, sentence: '', unsent: [] }), JSON.stringify({ form: 3, drafts: {}, sentence: '', unsent: [{ ...item, attachments: 'a' }] }), JSON.stringify({ form: 3, drafts: {}, sentence: '', unsent: [{ ...item, state: 'sent by somebody' }] }), JSON.stringify({ form: 3, drafts: { a: 1 }, sentence: '', unsent: [] })]) {
      storage.setItem('countersign.review.rev_1', strange);
      expect(readKept(storage, 'rev_1')).toEqual({ drafts: {}, unsent: [], sentence: '' });
    }
  });

  it('leave with whoever signs out, and nothing else does', () => {
    writeKept(storage, 'rev_1', kept);
    writeKept(storage, 'rev_2', { ...kept, unsent: [], sentence: 'Too blue' });
    storage.setItem('theme', 'dark');
    forgetKept(storage);
    expect(storage.length).toBe(1);
    expect(storage.getItem('theme')).toBe('dark');
  });

  it('come back in the order in which they were written', () => {
    const later = { ...item, clientId: 'u2', writtenAt: 5 };
    const left = unsent([item, later], { type: 'settled', clientId: 'u1' });
    const { state: _, reason: __, ...content } = item;
    expect(unsent(left, { type: 'kept', item: content }).map((one) => one.clientId)).toEqual(['u1', 'u2']);
    expect(unsent([item], { type: 'kept', item: content })).toHaveLength(1);
  });
});
