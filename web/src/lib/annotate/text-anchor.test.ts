// @vitest-environment node
import { describe as group, expect, it } from 'vitest';
import { describe, locate } from './text-anchor';

const page = 'Passengers who cancel before the departure receive a refund. Others who cancel before noon receive half.';

function stretch(part: string, from = 0) {
  const start = page.indexOf(part, from);
  const found = describe(page, start, start + part.length);
  if (!found) throw new Error('no stretch');
  return found;
}

group('text anchor', () => {
  it('describes a selection with its surroundings', () => {
    expect(stretch('before the departure')).toEqual({
      exact: 'before the departure',
      prefix: 'Passengers who cancel ',
      suffix: ' receive a refund. Others who ca',
      start: 22,
      end: 42,
    });
  });

  it('leaves out white space at the ends, and refuses white space alone', () => {
    expect(describe('a  b c', 1, 5)?.exact).toBe('b');
    expect(describe('a   b', 1, 4)).toBeNull();
  });

  it('leaves out what cannot be seen and still finds the place', () => {
    const hidden = 'Total\u0000 amount\u202e due';
    const found = describe(hidden, 0, hidden.length);
    expect(found?.exact).toBe('Total amount due');
    expect(found && locate(hidden, found)).toMatchObject({ start: 0, end: hidden.length });
  });

  it('quotes the beginning of a very long selection', () => {
    expect(describe('x'.repeat(9_000), 0, 9_000)?.exact).toHaveLength(4_000);
  });

  it('finds a stretch at its place', () => {
    const wanted = stretch('cancel', 40);
    expect(locate(page, wanted)).toEqual({ start: wanted.start, end: wanted.end, certain: true });
  });

  it('tells repeated words apart by their surroundings when the text has moved', () => {
    const wanted = stretch('cancel', 40);
    const moved = `Some words in front. ${page}`;
    const found = locate(moved, wanted);
    expect(found?.certain).toBe(false);
    expect(found?.start).toBe(wanted.start + 21);
  });

  it('finds the quote when line breaks were joined without spaces', () => {
    const found = locate(page.replaceAll(' ', ''), stretch('before the departure'));
    expect(page.replaceAll(' ', '').slice(found?.start, found?.end)).toBe('beforethedeparture');
  });

  it('finds the quote when spaces were added', () => {
    const spread = page.replaceAll(' ', '\n  ');
    const found = locate(spread, stretch('who cancel before noon'));
    expect(spread.slice(found?.start, found?.end).replace(/\s+/g, ' ')).toBe('who cancel before noon');
  });

  it('says so when the words are gone', () => {
    expect(locate('Nothing of it is left.', stretch('before the departure'))).toBeNull();
    expect(locate(page, { exact: '', prefix: '', suffix: '', start: 0, end: 0 })).toBeNull();
  });
});
