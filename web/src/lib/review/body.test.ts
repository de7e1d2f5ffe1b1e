// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { fromBody, safeLink, toBody } from './body';

const ingrid = { id: 'per_1', name: 'Ingrid Solberg' };
const ing = { id: 'per_2', name: 'Ingrid' };

describe('comment text', () => {
  it('becomes paragraphs without empty ones', () => {
    expect(toBody('One\n\n  Two \r\n', [])).toEqual({ blocks: [{ spans: [{ text: 'One' }] }, { spans: [{ text: 'Two' }] }] });
    expect(toBody(' \n ', []).blocks).toEqual([]);
  });

  it('loses what cannot be seen', () => {
    expect(toBody('in\u0000voice\u202efdp\tx', []).blocks).toEqual([{ spans: [{ text: 'invoicefdp x' }] }]);
  });

  it('names only people that were chosen, the longest name first', () => {
    expect(toBody('@Ingrid Solberg agrees, @Nobody not', [ing, ingrid]).blocks[0]?.spans).toEqual([
      { mention: 'per_1', name: 'Ingrid Solberg' },
      { text: ' agrees, @Nobody not' },
    ]);
  });

  it('finds links and leaves the full stop out', () => {
    expect(toBody('See https://example.org/a?b=1. Good', []).blocks[0]?.spans).toEqual([
      { text: 'See ' },
      { link: 'https://example.org/a?b=1', text: 'https://example.org/a?b=1' },
      { text: '. Good' },
    ]);
  });

  it('survives editing', () => {
    const text = '@Ingrid Solberg see https://example.org\nand <b>this</b>';
    const again = fromBody(toBody(text, [ingrid]));
    expect(again).toEqual({ text, mentions: [ingrid] });
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'nonsense'])('does not follow %s', (link) => {
    expect(safeLink(link)).toBeNull();
  });
});
