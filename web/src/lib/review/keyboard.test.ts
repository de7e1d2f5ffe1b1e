// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { actions } from './actions';
import { chordLabel, gestureKey, isChord, type KeyPress } from './keyboard';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  getModifierState: () => false,
  ...more,
});
const altGraph = { ctrlKey: true, altKey: true, getModifierState: (name: string) => name === 'AltGraph' };

describe('keys', () => {
  it.each([
    ['a letter', press('c'), { key: 'c' }, true],
    ['a letter with Shift', press('C', { shiftKey: true }), { key: 'c' }, false],
    ['copying', press('c', { ctrlKey: true }), { key: 'c' }, false],
    ['Shift A', press('A', { shiftKey: true }), { key: 'a', shift: true as const }, true],
    ['a plain A for Shift A', press('a'), { key: 'a', shift: true as const }, false],
    ['a bracket made with AltGr', press('[', altGraph), { key: '[' }, true],
    ['a menu key with Alt', press('v', { altKey: true }), { key: 'v' }, false],
    ['a question mark made with Shift', press('?', { shiftKey: true }), { key: '?' }, true],
    ['Ctrl Enter', press('Enter', { ctrlKey: true }), { key: 'Enter', mod: true as const }, true],
    ['Command Enter', press('Enter', { metaKey: true }), { key: 'Enter', mod: true as const }, true],
    ['the C place on a Cyrillic keyboard', press('с', { code: 'KeyC' }), { key: 'c' }, true],
  ])('%s', (_, event, chord, expected) => {
    expect(isChord(event, chord)).toBe(expected);
  });

  it('no two actions share a key', () => {
    const chords = actions.flatMap((action) => action.keys.map((chord) => chordLabel(chord, false)));
    expect(new Set(chords).size).toBe(chords.length);
  });

  it('approving has no key of its own', () => {
    const single = actions.filter((action) => action.group === 'Decision');
    expect(single.map((action) => action.id)).toEqual(['decide']);
  });

  it('arrow keys move a marker, in small steps with Shift', () => {
    expect(gestureKey(press('ArrowLeft'))).toEqual({ type: 'nudge', dx: -0.01, dy: 0 });
    expect(gestureKey(press('ArrowDown', { shiftKey: true }))).toEqual({ type: 'nudge', dx: 0, dy: 0.002 });
    expect(gestureKey(press('Enter'))).toEqual({ type: 'set' });
    expect(gestureKey(press('x'))).toBeNull();
  });
});
