import { describe, expect, it } from 'vitest';
import { boxOf, gridOf, isSharp, keyOf, levelFor, tilesInView, wantedTiles } from './tiles';

const picture = { width: 12_500, height: 8_000 };
const pyramid = { size: 512, levels: 3 };
const stage = { width: 1200, height: 800 };

describe('levels', () => {
  it('leaves the display picture alone while it is sharp', () => {
    expect(isSharp(picture, 0.2, 1)).toBe(true);
    expect(isSharp(picture, 0.2, 2)).toBe(false);
    expect(isSharp({ width: 900, height: 600 }, 1, 1)).toBe(true);
    expect(levelFor(picture, pyramid, 0.1, 2)).toBeNull();
  });

  it('takes the coarsest level that is sharp, and the finest one beyond every pixel', () => {
    expect(levelFor(picture, pyramid, 0.26, 1)).toBe(2);
    expect(levelFor(picture, pyramid, 0.5, 1)).toBe(1);
    expect(levelFor(picture, pyramid, 0.5, 2)).toBe(0);
    expect(levelFor(picture, pyramid, 16, 3)).toBe(0);
  });

  it('counts columns and rows as the server does', () => {
    expect(gridOf(picture, pyramid, 0)).toEqual({ columns: 25, rows: 16 });
    expect(gridOf(picture, pyramid, 1)).toEqual({ columns: 13, rows: 8 });
    expect(gridOf(picture, pyramid, 2)).toEqual({ columns: 7, rows: 4 });
  });
});

describe('tiles in view', () => {
  it('are those under the stage with a margin, the middle first, and never outside', () => {
    const view = { scale: 1, x: -3000, y: -2000 };
    const tiles = tilesInView(picture, pyramid, 0, view, stage);
    const [first] = tiles;
    expect(first).toEqual({ level: 0, x: 7, y: 4 });
    expect(new Set(tiles.map(keyOf)).size).toBe(tiles.length);
    for (const { x, y } of tiles) {
      expect(x >= 5 && x <= 9 && y >= 3 && y <= 6).toBe(true);
    }
    const corner = tilesInView(picture, pyramid, 0, { scale: 1, x: 600, y: 500 }, stage);
    expect(corner.every(({ x, y }) => x >= 0 && y >= 0)).toBe(true);
  });

  it('stay few at every zoom', () => {
    for (let scale = 0.25; scale < 16; scale *= 1.3) {
      const view = { scale, x: -4000 * scale, y: -3000 * scale };
      const count = wantedTiles(picture, pyramid, view, stage, 1).length;
      expect(count, `at ${scale}`).toBeLessThan(70);
      expect(count, `at ${scale}`).toBeGreaterThan(0);
    }
  });

  it('are none when the picture is not on the stage', () => {
    expect(tilesInView(picture, pyramid, 0, { scale: 1, x: -20_000, y: 0 }, stage)).toEqual([]);
  });
});

describe('boxes', () => {
  it('of neighbours meet exactly, at any zoom', () => {
    const whole = { width: 512, height: 512 };
    for (let scale = 0.21; scale < 16; scale *= 1.17) {
      const view = { scale, x: -33.37, y: 11.91 };
      const left = boxOf({ level: 1, x: 2, y: 3 }, whole, pyramid, view, 1.5);
      const right = boxOf({ level: 1, x: 3, y: 3 }, whole, pyramid, view, 1.5);
      const below = boxOf({ level: 1, x: 2, y: 4 }, whole, pyramid, view, 1.5);
      expect(right.left).toBe(left.right);
      expect(below.top).toBe(left.bottom);
    }
  });

  it('of the last tile end where its pixels end', () => {
    const box = boxOf({ level: 0, x: 24, y: 15 }, { width: 212, height: 320 }, pyramid, { scale: 1, x: 0, y: 0 }, 1);
    expect(box).toEqual({ left: 12_288, top: 7_680, right: 12_500, bottom: 8_000 });
  });
});
