// @vitest-environment node
import { describe as group, expect, it } from 'vitest';
import type { Anchor } from './anchor';
import { pagePoint } from './geometry';
import { likeness, placeShape, placeText, together, type Grey } from './relocate';
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

  it('is nothing that a point has', () => {
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

  /** A picture with a small drawn thing whose upper left corner is at x and y. */
  const drawn = (x: number, y: number, ground = 20): Grey => {
    const [width, height] = [40, 30];
    const values = Array.from({ length: width * height }, (_, at) => {
      const [column, row] = [(at % width) - x, Math.floor(at / width) - y];
      return column >= 0 && row >= 0 && column < 6 && row < 6 ? 80 + ((column * 37 + row * 61) % 150) : ground;
    });
    return { width, height, values };
  };
  const over = (x: number, y: number): Anchor => ({ page: null, text: null, shape: { kind: 'region', rect: { x: x / 40, y: y / 30, width: 6 / 40, height: 6 / 30 } } });
  const place = (placed: ReturnType<typeof placeShape>) => (placed?.anchor.shape?.kind === 'region' ? [Math.round(placed.anchor.shape.rect.x * 40), Math.round(placed.anchor.shape.rect.y * 30)] : null);

  it('stays where the picture did not change', () => {
    const placed = placeShape(over(10, 10), drawn(10, 10), drawn(10, 10, 60), 0.1);
    expect(placed?.anchor).toEqual(over(10, 10));
    expect(placed?.sure).toBeGreaterThan(90);
  });

  it('follows what it lies on', () => {
    const placed = placeShape(over(10, 10), drawn(10, 10), drawn(15, 7), 0.1);
    expect(place(placed)).toEqual([15, 7]);
    expect(placed?.sure).toBe(100);
  });

  it('keeps its place, and says how unlike it is, where the thing is gone', () => {
    const gone = placeShape(over(10, 10), drawn(10, 10), drawn(100, 100), 0.1);
    expect(gone).toEqual({ anchor: over(10, 10), sure: 0 });
    const far = placeShape(over(0, 0), drawn(0, 0), drawn(34, 24), 0.1);
    expect(far?.anchor).toEqual(over(0, 0));
  });

  it('moves every kind of shape alike', () => {
    const at = (x: number, y: number) => pagePoint(x / 40, y / 30);
    for (const shape of [{ kind: 'point', at: at(13, 13) }, { kind: 'arrow', from: at(11, 11), to: at(15, 15) }, { kind: 'path', points: [at(11, 11), at(15, 15)] }] as const) {
      const placed = placeShape({ page: null, text: null, shape }, drawn(10, 10), drawn(15, 7), 0.2);
      expect(placed?.sure).toBe(100);
      expect(placed?.anchor.shape).not.toEqual(shape);
    }
    expect(placeShape({ page: 1, text: null, shape: null }, drawn(1, 1), drawn(1, 1), 0.1)).toBeNull();
  });

  it('of several parts is as sure as the least', () => {
    expect([together([]), together([90, 40, 100])]).toEqual([100, 40]);
  });
});
