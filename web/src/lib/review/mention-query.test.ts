// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { choose, matching, mentionAt } from './mention-query';

const people = [
  { id: '1', name: 'Aino Mäkelä' },
  { id: '2', name: 'Mark Ainsley' },
  { id: '3', name: 'Henrik Dahl' },
];

describe('mentions', () => {
  it.each([
    ['Hello @ai', 9, { start: 6, query: 'ai' }],
    ['@', 1, { start: 0, query: '' }],
    ['@Aino M', 7, { start: 0, query: 'Aino M' }],
    ['mail@example', 12, null],
    ['no sign', 7, null],
    ['@Aino Mäkelä is', 15, null],
    ['@ai\nnext', 8, null],
  ])('%s', (text, caret, expected) => {
    expect(mentionAt(text, caret)).toEqual(expected);
  });

  it('finds by any word of the name, without accents, whole beginnings first', () => {
    expect(matching(people, 'ai').map((person) => person.id)).toEqual(['1', '2']);
    expect(matching(people, 'make').map((person) => person.id)).toEqual(['1']);
    expect(matching(people, '').length).toBe(3);
  });

  it('puts the name in and the caret behind it', () => {
    expect(choose('Hi @ai there', 6, { start: 3, query: 'ai' }, { id: '1', name: 'Aino' })).toEqual({ text: 'Hi @Aino there', caret: 9 });
  });
});
