// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { marksIn, searchWords } from './search-marks';

const hits = (text: string, search: string) => marksIn(text, searchWords(search)).filter((piece) => piece.hit).map((piece) => piece.text);

describe('words looked for', () => {
  it('are marked in any order, without accents and capitals', () => {
    expect(hits('Move the Logo, the logo!', 'logo')).toEqual(['Logo', 'logo']);
    expect(hits('Žluťoučký kůň', 'KUN zlut')).toEqual(['Žlut'.replace('t', 'ť'), 'kůň']);
    expect(hits('Move the logo', '  ')).toEqual([]);
    expect(hits('aaa', 'aa')).toEqual(['aaa']);
  });

  it('never lose or change a letter', () => {
    for (const text of ['', 'İstanbul’da ﬁn', 'Cafe\u0301 au lait', '👩🏽‍🚀 and 林', 'ẞ groß']) {
      for (const search of ['a', 'fi', 'cafe', 'i', 'ss']) {
        expect(marksIn(text, searchWords(search)).map((piece) => piece.text).join('')).toBe(text);
      }
    }
    expect(hits('Cafe\u0301 au lait', 'cafe')).toEqual(['Cafe\u0301']);
  });

  it('are text, whatever they look like', () => {
    expect(hits('a.b*c [x]', '.b* [x]')).toEqual(['.b*', '[x]']);
  });
});
