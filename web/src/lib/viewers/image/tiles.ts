// Which tiles of a large picture the stage needs, as arithmetic. Level 0 has every pixel; each further
// level has one half of each edge, rounded up. The display picture lies under all of them.

import type { Size } from '../../annotate/geometry';
import type { View } from '../../annotate/view';

export type Pyramid = { readonly size: number; readonly levels: number };
export type Tile = { readonly level: number; readonly x: number; readonly y: number };
/** A rectangle in device pixels, with whole numbers, so that neighbours meet without a seam. */
export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** Longest edge of the picture that lies under the tiles. */
const DISPLAY_EDGE = 2560;
/** Tiles around the window that are loaded ahead. */
const AHEAD = 0.5;
/** A level is good enough while it is enlarged by no more than this. */
const SOFT = 1.15;

/** Device pixels per pixel of the display picture at which it is no longer sharp. */
export function isSharp(picture: Size, scale: number, density: number): boolean {
  const display = Math.min(1, DISPLAY_EDGE / Math.max(picture.width, picture.height, 1));
  return scale * density <= display * SOFT;
}

/** The coarsest level that is sharp at this scale; null where the display picture suffices. */
export function levelFor(picture: Size, pyramid: Pyramid, scale: number, density: number): number | null {
  if (isSharp(picture, scale, density)) return null;
  const level = Math.floor(Math.log2(SOFT / (scale * density)));
  return Math.max(0, Math.min(level, pyramid.levels - 1));
}

export function keyOf({ level, x, y }: Tile): string {
  return `${level}/${x}/${y}`;
}

/** Columns and rows of a level. */
export function gridOf(picture: Size, pyramid: Pyramid, level: number): { readonly columns: number; readonly rows: number } {
  const step = pyramid.size * 2 ** level;
  return { columns: Math.ceil(picture.width / step), rows: Math.ceil(picture.height / step) };
}

/** The tiles of a level that the stage shows, and a few around, nearest to the middle first. */
export function tilesInView(picture: Size, pyramid: Pyramid, level: number, view: View, stage: Size): Tile[] {
  const step = pyramid.size * 2 ** level * view.scale;
  const { columns, rows } = gridOf(picture, pyramid, level);
  const first = (from: number) => Math.max(0, Math.floor(-from / step - AHEAD));
  const last = (from: number, length: number, count: number) => Math.min(count - 1, Math.floor((length - from) / step + AHEAD));
  const middle = { x: (stage.width / 2 - view.x) / step - 0.5, y: (stage.height / 2 - view.y) / step - 0.5 };
  const found: { tile: Tile; far: number }[] = [];
  for (let y = first(view.y); y <= last(view.y, stage.height, rows); y += 1) {
    for (let x = first(view.x); x <= last(view.x, stage.width, columns); x += 1) {
      found.push({ tile: { level, x, y }, far: Math.hypot(x - middle.x, y - middle.y) });
    }
  }
  return found.toSorted((a, b) => a.far - b.far).map(({ tile }) => tile);
}

/** What to load, most wanted first: the level for this zoom, and under it the next coarser one, which arrives sooner. */
export function wantedTiles(picture: Size, pyramid: Pyramid, view: View, stage: Size, density: number): Tile[] {
  const level = levelFor(picture, pyramid, view.scale, density);
  if (level === null) return [];
  const sharp = tilesInView(picture, pyramid, level, view, stage);
  return level + 1 < pyramid.levels ? [...sharp, ...tilesInView(picture, pyramid, level + 1, view, stage)] : sharp;
}

/** Where a tile stands on the canvas. Its last pixels may stand for less than a whole square of the picture. */
export function boxOf({ level, x, y }: Tile, pixels: Size, pyramid: Pyramid, view: View, density: number): Box {
  const unit = 2 ** level;
  const across = (column: number) => Math.round((view.x + column * unit * view.scale) * density);
  const down = (row: number) => Math.round((view.y + row * unit * view.scale) * density);
  const [left, top] = [x * pyramid.size, y * pyramid.size];
  return { left: across(left), top: down(top), right: across(left + pixels.width), bottom: down(top + pixels.height) };
}
