// Where the picture stands on its stage, as a pure reducer.

import type { PagePoint, ScreenPoint, Size } from '../../annotate/geometry';
import { fitView, holdOnStage, panBy, reveal, zoomAt, type View } from '../../annotate/view';

export type ImageState = {
  /** Size of the picture in the units that count as 100 %; null until it is known. */
  readonly picture: Size | null;
  readonly stage: Size;
  /** Pixels at the upper edge that a note covers. */
  readonly noted: number;
  readonly view: View;
  /** The picture follows the size of the stage until the person zooms or pans. */
  readonly fitted: boolean;
};

export type ImageEvent =
  | { readonly type: 'loaded'; readonly picture: Size }
  | { readonly type: 'resized'; readonly stage: Size; readonly noted?: number }
  | { readonly type: 'fit' }
  | { readonly type: 'pan'; readonly dx: number; readonly dy: number }
  | { readonly type: 'zoom'; readonly factor: number; readonly at: ScreenPoint }
  /** Brings a point into the part of the stage that is not covered. */
  | { readonly type: 'reveal'; readonly point: PagePoint; readonly covered: number };

export const START: ImageState = { picture: null, stage: { width: 0, height: 0 }, noted: 0, view: { scale: 1, x: 0, y: 0 }, fitted: true };

const ROOM_WIDE = 44;
/** The tool bar stands under the picture, not on it. */
const TOOLS = 32;
const MARGIN = 48;

export function reduceImage(state: ImageState, event: ImageEvent): ImageState {
  switch (event.type) {
    case 'loaded':
      return fitted({ ...state, picture: event.picture });
    case 'resized':
      return resized({ ...state, stage: event.stage, noted: event.noted ?? state.noted });
    case 'fit':
      return fitted(state);
    case 'pan':
      return held({ ...state, fitted: false, view: panBy(state.view, event.dx, event.dy) });
    case 'zoom':
      return zoomed(state, event.factor, event.at);
    case 'reveal':
      return revealed(state, event.point, event.covered);
  }
}

function fitted(state: ImageState): ImageState {
  if (!state.picture || state.stage.width === 0) return { ...state, fitted: true };
  return { ...state, fitted: true, view: fitting(state, state.picture) };
}

function resized(state: ImageState): ImageState {
  return state.fitted ? fitted(state) : held(state);
}

/** The whole picture between the note above and the tools below. */
function fitting({ stage, noted }: ImageState, picture: Size): View {
  const wide = stage.width > 640;
  const [above, below] = wide ? [Math.max(0, noted - ROOM_WIDE), TOOLS] : [noted, 0];
  const view = fitView(picture, { width: stage.width, height: stage.height - above - below }, room(stage));
  return { ...view, y: view.y + above };
}

/** A phone has no pixels to give away. */
function room(stage: Size): number {
  return stage.width <= 640 ? 0 : ROOM_WIDE;
}

function zoomed(state: ImageState, factor: number, at: ScreenPoint): ImageState {
  if (!state.picture) return state;
  const least = Math.min(fitting(state, state.picture).scale, 1) / 4;
  return held({ ...state, fitted: false, view: zoomAt(state.view, factor, at, least) });
}

function held(state: ImageState): ImageState {
  return state.picture ? { ...state, view: holdOnStage(state.view, state.picture, state.stage) } : state;
}

function revealed(state: ImageState, point: PagePoint, covered: number): ImageState {
  if (!state.picture) return state;
  const free = { width: state.stage.width, height: Math.max(state.stage.height - covered, 0) };
  const view = reveal(state.view, state.picture, free, point, Math.min(MARGIN, free.width / 4, free.height / 4));
  return view.x === state.view.x && view.y === state.view.y ? state : { ...state, fitted: false, view };
}
