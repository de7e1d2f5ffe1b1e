// @vitest-environment node
import { describe as group, expect, it } from 'vitest';
import type { Anchor } from './anchor';
import { likeness, placeText, together } from './relocate';
import { describe } from './text-anchor';

const before = 'The offer ends on 31 May. Prices include delivery within the city limits. Terms apply.';
const quote = (text: string, words: string, page = 1): Anchor => ({ page, shape: null, text: describe(text, text.indexOf(words), text.indexOf(words) + words.length) });
const marked = quote(before, 'include delivery within the city');
const textOf = (placed: ReturnType<typeof placeText>) => [placed?.anchor.page, placed?.anchor.text?.exact];

group('a quotation on another version', () => {
  it('that did not change is certain', () => {
    expect(placeText(marked, [before])).toMatchObject({ sure: 100 });
  });

  it('is found again where it moved to, on its page or another one', () => {
    const moved = placeText(marked, [`A new first sentence. ${before}`]);
    expect(textOf(moved)).toEqual([1, 'include delivery within the city']);
    const other = placeText(marked, ['Cover', 'Nothing here', before]);
    expect(textOf(other)).toEqual([3, 'include delivery within the city']);
    for (const placed of [moved, other]) expect(placed?.sure).toBeGreaterThan(80);
    for (const placed of [moved, other]) expect(placed?.sure).toBeLessThan(100);
  });

  it('is less sure where its surroundings are others', () => {
    const same = placeText(marked, [`x ${before}`])?.sure ?? 0;
    const apart = placeText(marked, ['We include delivery within the city as a gift.'])?.sure ?? 0;
    expect(apart).toBeLessThan(same);
    expect(apart).toBeGreaterThan(59);
  });

  it('is found when some of its words changed, and says so', () => {
    const placed = placeText(marked, ['The offer ends soon. Prices include free delivery in the city limits.']);
    expect(placed?.anchor.text?.exact).toContain('delivery');
    expect(placed?.sure).toBeGreaterThan(50);
    expect(placed?.sure).toBeLessThan(90);
  });

  it('keeps its old place when it is gone, and is never lost', () => {
    const placed = placeText(marked, ['Something else altogether', '']);
    expect(placed).toEqual({ anchor: marked, sure: 0 });
    expect(placeText(marked, [])).toEqual({ anchor: marked, sure: 0 });
  });

  it('takes the likelier of two places', () => {
    const twice = placeText(marked, ['They include delivery within the city, they say.', before]);
    expect(twice?.anchor.page).toBe(2);
  });

  it('is nothing that a pin has', () => {
    expect(placeText({ page: 1, shape: null, text: null }, [before])).toBeNull();
  });
});

group('a place on a picture', () => {
  const noise = Array.from({ length: 64 }, (_, at) => (at * 73) % 256);
  it('is as sure as it looks alike', () => {
    expect(likeness(noise, noise)).toBe(100);
    expect(likeness(noise, noise.map((value) => value / 2 + 60))).toBe(100);
    expect(likeness(noise, noise.map((value) => 255 - value))).toBe(0);
    expect(likeness(noise, noise.toReversed())).toBeLessThan(60);
  });

  it('on an even area goes by brightness', () => {
    const even = (value: number) => noise.map(() => value);
    expect(likeness(even(200), even(200))).toBe(100);
    expect(likeness(even(255), even(0))).toBe(0);
    expect(likeness(even(200), noise)).toBe(0);
  });

  it('of several parts is as sure as the least', () => {
    expect([together([]), together([90, 40, 100])]).toEqual([100, 40]);
  });
});
