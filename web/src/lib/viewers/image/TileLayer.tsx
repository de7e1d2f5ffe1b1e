/** The sharp part of a large picture: one canvas as large as the stage, over the display picture and under the marks. */
import { useLayoutEffect, useRef, useState } from 'react';
import type { Size } from '../../annotate/geometry';
import type { View } from '../../annotate/view';
import { API } from '../../api/client';
import { TileStore, type Loading } from './tile-store';
import { boxOf, levelFor, tilesInView, wantedTiles, type Pyramid, type Tile } from './tiles';

type Props = { readonly version: string; readonly picture: Size; readonly pyramid: Pyramid; readonly view: View; readonly stage: Size };

/** A tile takes a megabyte once it is decoded. */
const MOST = 192;
const MOST_ON_PHONES = 80;
/** Device pixels per pixel from which single pixels are shown as squares. */
const SQUARES = 3;

export function TileLayer({ version, picture, pyramid, view, stage }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [arrived, setArrived] = useState(0);
  const store = useTiles(version, setArrived);
  const density = window.devicePixelRatio;

  // In the same frame as the display picture moves, so that the two never part.
  useLayoutEffect(() => {
    const [target, tiles] = [canvas.current, store.current];
    if (!target || !tiles) return;
    tiles.want(wantedTiles(picture, pyramid, view, stage, density));
    draw(target, tiles, { picture, pyramid, view, stage, density });
    target.dataset['settled'] = String(tiles.settled);
  }, [store, picture, pyramid, view, stage, density, arrived]);

  return <canvas ref={canvas} className="vw-tiles" aria-hidden="true" />;
}

/** One store per version; redraws at most once per frame. */
function useTiles(version: string, redraw: (change: (count: number) => number) => void) {
  const store = useRef<TileStore<HTMLImageElement> | null>(null);
  useLayoutEffect(() => {
    let frame = 0;
    const ready = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => redraw((count) => count + 1));
    };
    const most = window.matchMedia('(pointer: coarse)').matches ? MOST_ON_PHONES : MOST;
    const made = new TileStore((tile) => load(version, tile), most, ready);
    store.current = made;
    ready();
    return () => {
      cancelAnimationFrame(frame);
      made.close();
      store.current = null;
    };
  }, [version, redraw]);
  return store;
}

function load(version: string, { level, x, y }: Tile): Loading<HTMLImageElement> {
  const image = new Image();
  image.src = `${API}/versions/${version}/tiles/${level}/${x}/${y}`;
  return { picture: image.decode().then(() => image), stop: () => image.removeAttribute('src') };
}

type Scene = Omit<Props, 'version'> & { readonly density: number };

function draw(canvas: HTMLCanvasElement, store: TileStore<HTMLImageElement>, { picture, pyramid, view, stage, density }: Scene): void {
  const [width, height] = [Math.round(stage.width * density), Math.round(stage.height * density)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  const sharp = levelFor(picture, pyramid, view.scale, density);
  if (sharp === null) return;
  context.save();
  context.beginPath();
  const edge = (from: number, length: number) => [Math.round(from * density), Math.round((from + length * view.scale) * density)] as const;
  const [[left, right], [top, bottom]] = [edge(view.x, picture.width), edge(view.y, picture.height)];
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  context.imageSmoothingEnabled = view.scale * density < SQUARES;
  context.imageSmoothingQuality = 'high';
  // What is coarser lies below and shows until the sharp one is there.
  for (let level = pyramid.levels - 1; level >= sharp; level -= 1) {
    for (const tile of tilesInView(picture, pyramid, level, view, stage)) {
      const image = store.get(tile);
      if (!image) continue;
      const box = boxOf(tile, { width: image.naturalWidth, height: image.naturalHeight }, pyramid, view, density);
      if (level === sharp) context.clearRect(box.left, box.top, box.right - box.left, box.bottom - box.top);
      context.drawImage(image, box.left, box.top, box.right - box.left, box.bottom - box.top);
    }
  }
  context.restore();
}
