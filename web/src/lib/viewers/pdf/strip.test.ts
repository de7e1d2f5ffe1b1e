// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { centreOn, layStrip, pictureWidth, seenStrip } from './strip';

const a4 = { width: 595, height: 842 };
const long = layStrip(Array.from({ length: 10_000 }, () => a4));

describe('page strip', () => {
  it('draws a handful of ten thousand pages, wherever it stands', () => {
    for (const from of [0, 1_000, 250_000, long.width - 900]) {
      const seen = seenStrip(long, from, 900);
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.length).toBeLessThan(40);
    }
  });

  it('draws everything in its window', () => {
    const seen = seenStrip(long, 100_000, 900);
    expect(seen[0]?.left).toBeLessThanOrEqual(100_000);
    expect((seen.at(-1)?.left ?? 0) + (seen.at(-1)?.width ?? 0)).toBeGreaterThanOrEqual(100_900);
  });

  it('puts the page that is read in the middle, except at the ends', () => {
    expect(centreOn(long, 1, 900)).toBe(0);
    expect(centreOn(long, 10_000, 900)).toBe(long.width - 900);
    const place = long.places[4_999];
    expect(centreOn(long, 5_000, 900)).toBeCloseTo((place?.left ?? 0) + (place?.width ?? 0) / 2 - 450);
    expect(centreOn(long, 20_000, 900)).toBe(0);
  });

  it('keeps very thin and very wide pages in bounds', () => {
    expect(pictureWidth({ width: 1, height: 9_000 })).toBe(24);
    expect(pictureWidth({ width: 9_000, height: 1 })).toBe(240);
    expect(pictureWidth({ width: 0, height: 0 })).toBe(24);
    expect(layStrip([]).width).toBe(0);
  });
});
