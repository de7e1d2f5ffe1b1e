// Pan and zoom of one picture on a stage, as arithmetic. The DOM is not known here.

import { clamp, pagePoint, screenPoint, type PagePoint, type ScreenPoint, type Size } from './geometry';

/** Where the picture stands: CSS pixels per picture pixel, and the screen position of its top left corner. */
export type View = { readonly scale: number; readonly x: number; readonly y: number };

const STEPS = [0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 8, 12, 16];
const MOST = 16;
/** How much of the picture, in pixels, always stays on the stage. */
const HOLD = 64;

/** Centres the whole picture with room around it; small pictures are shown at their own size. */
export function fitView(picture: Size, stage: Size, room: number): View {
  const width = Math.max(stage.width - 2 * room, 1);
  const height = Math.max(stage.height - 2 * room, 1);
  const scale = Math.min(width / Math.max(picture.width, 1), height / Math.max(picture.height, 1), 1);
  return {
    scale,
    x: (stage.width - picture.width * scale) / 2,
    y: (stage.height - picture.height * scale) / 2,
  };
}

/** Zooms by a factor so that the picture point under `at` stays where it is. */
export function zoomAt(view: View, factor: number, at: ScreenPoint, least: number): View {
  const scale = clamp(view.scale * factor, Math.min(least, view.scale), MOST);
  const ratio = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

export function panBy(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x + dx, y: view.y + dy };
}

/** Keeps a piece of the picture on the stage, so that it cannot be lost. */
export function holdOnStage(view: View, picture: Size, stage: Size): View {
  const width = picture.width * view.scale;
  const height = picture.height * view.scale;
  return {
    scale: view.scale,
    x: clamp(view.x, Math.min(HOLD, stage.width / 2) - width, stage.width - Math.min(HOLD, stage.width / 2)),
    y: clamp(view.y, Math.min(HOLD, stage.height / 2) - height, stage.height - Math.min(HOLD, stage.height / 2)),
  };
}

/** Moves as little as needed to bring a page point inside the stage's free part. */
export function reveal(view: View, picture: Size, free: Size, point: PagePoint, margin: number): View {
  const at = toScreen(view, picture, point);
  const right = Math.max(free.width - margin, margin);
  const bottom = Math.max(free.height - margin, margin);
  return panBy(view, clamp(at.x, margin, right) - at.x, clamp(at.y, margin, bottom) - at.y);
}

export function toScreen(view: View, picture: Size, point: PagePoint): ScreenPoint {
  return screenPoint(view.x + point.x * picture.width * view.scale, view.y + point.y * picture.height * view.scale);
}

export function toPage(view: View, picture: Size, point: ScreenPoint): PagePoint {
  return pagePoint(
    (point.x - view.x) / (picture.width * view.scale),
    (point.y - view.y) / (picture.height * view.scale),
  );
}

/** The next larger (+1) or smaller (-1) round zoom step. */
export function nextStep(scale: number, direction: 1 | -1): number {
  const steps = direction === 1 ? STEPS : STEPS.toReversed();
  const found = steps.find((step) => (step - scale) * direction > scale * 0.01);
  return found ?? scale;
}

export type WheelTurn = {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
};
export type WheelMeaning = { kind: 'zoom'; factor: number } | { kind: 'pan'; dx: number; dy: number };

/** A mouse wheel and a pinch zoom; two fingers on a track pad and Shift with the wheel pan. */
export function wheelMeaning(turn: WheelTurn): WheelMeaning {
  const lines = turn.deltaMode === 1;
  const pixels = lines ? 16 : turn.deltaMode === 2 ? 400 : 1;
  const dx = turn.deltaX * pixels;
  const dy = turn.deltaY * pixels;
  if (turn.ctrlKey || turn.metaKey) {
    return { kind: 'zoom', factor: Math.exp(-clamp(dy, -100, 100) * 0.008) };
  }
  if (turn.shiftKey) return { kind: 'pan', dx: -(dx + dy), dy: 0 };
  const fingers = !lines && (dx !== 0 || Math.abs(dy) < 50 || !Number.isInteger(dy));
  if (fingers) return { kind: 'pan', dx: -dx, dy: -dy };
  return { kind: 'zoom', factor: dy > 0 ? 1 / 1.2 : 1.2 };
}
