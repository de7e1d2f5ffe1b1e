// @vitest-environment node
import { expect, test } from 'vitest';
import { firstWords } from './first-words';

const able = { mayComment: true, markable: true, tool: 'point', finger: false } as const;

test('an empty list says how a marker is set with what the person holds', () => {
  expect(firstWords(able)).toContain('Click the file');
  expect(firstWords({ ...able, finger: true })).toContain('Tap the file');
});

test('where a click selects text, the tool is named first', () => {
  expect(firstWords({ ...able, tool: 'select' })).toContain('Choose Point');
});

test('whoever holds a tool that draws is not sent for another', () => {
  for (const tool of ['region', 'arrow', 'draw'] as const) expect(firstWords({ ...able, tool, finger: true })).toContain('Draw on the file');
});

test('an empty list offers nothing that cannot be done', () => {
  expect(firstWords({ ...able, markable: false })).not.toContain('marker');
  expect(firstWords({ ...able, mayComment: false })).toBe('No comments yet.');
});
