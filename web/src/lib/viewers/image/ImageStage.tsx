/** A picture with pan, zoom and markers: the server's display copy, and tiles of the original where it is larger. 100 % is the original's own size. */
import { useEffect, useLayoutEffect, useReducer, useRef, useState, type RefObject } from 'react';
import { markerPoint, type Anchor } from '../../annotate/anchor';
import { clampToPage, pagePoint, screenPoint, type PagePoint, type ScreenPoint, type Size } from '../../annotate/geometry';
import { nextStep, toPage, toScreen, type View } from '../../annotate/view';
import type { Preview } from '../../api/types';
import { InkBar } from '../InkBar';
import { KeyCross, Markers, type PlacedMarker } from '../Markers';
import { Shapes } from '../Shapes';
import { imageTools, type StageMarker, type StageProps } from '../stage';
import { StageTools } from '../StageTools';
import { useMarkPointer } from '../use-mark-pointer';
import { useSize } from '../use-size';
import { DisplayPicture } from './DisplayPicture';
import { PictureFailed } from './PictureFailed';
import { reduceImage, START, type ImageEvent } from './image-state';
import { TileLayer } from './TileLayer';
import { isSharp } from './tiles';
import { panKey, useGlide, useWheel, type ZoomBy } from './use-zoom';
import { arrivedPicture } from './warm-picture';
import '../viewers.css';

export function ImageStage({ preview, ...props }: StageProps & { readonly preview: Preview }) {
  const host = useRef<HTMLDivElement>(null);
  const [early] = useState(() => arrivedPicture(props.version));
  const [state, tell] = useReducer(reduceImage, { ...START, picture: early && originalSize(preview, early) });
  const [failed, setFailed] = useState(false);
  const size = useSize(host);
  const { picture, view } = state;

  // Before the first paint, so that a picture that is there is in it.
  useLayoutEffect(() => {
    if (size) tell({ type: 'resized', stage: size, noted: props.noted });
  }, [size, props.noted]);
  // The first answer may come after the picture; then 100 % is corrected. A picture that was not made yet is asked for again.
  useEffect(() => {
    if (preview.width <= 0 || preview.height <= 0) return;
    setFailed(false);
    tell({ type: 'loaded', picture: { width: preview.width, height: preview.height } });
  }, [preview.width, preview.height]);
  const zoomBy = useGlide(tell);
  useWheel(host, tell, zoomBy);
  useCommands(host, props, state, tell, zoomBy);
  useReveal(props, tell);

  const inside = (client: ScreenPoint): ScreenPoint => {
    const box = host.current?.getBoundingClientRect();
    return screenPoint(client.x - (box?.left ?? 0), client.y - (box?.top ?? 0));
  };
  const pointer = useMarkPointer({
    tool: props.mayMark || props.tool === 'pan' ? props.tool : 'select',
    hovering: props.gesture.phase === 'stretch' && !props.gesture.held,
    toPage: (client) => (picture ? toPage(view, picture, inside(client)) : pagePoint(0, 0)),
    tell: (event) => props.onGesture(event, null, picture ? picture.width / picture.height : 1),
    pan: (dx, dy) => tell({ type: 'pan', dx, dy }),
    pinch: (factor, at) => tell({ type: 'zoom', factor, at: inside(at) }),
    tap: () => props.onSelect(null),
    longPress: () => navigator.vibrate?.(10),
  });

  const place = (marker: StageMarker): PlacedMarker | null => {
    const shape = firstShape(marker);
    return picture && shape ? { marker, at: toScreen(view, picture, markerPoint(shape)) } : null;
  };
  const shapes = props.draft ? [...props.markers, props.draft] : props.markers;
  const cross = props.gesture.phase === 'keys' ? props.gesture : null;
  const placing = cross !== null || (props.gesture.phase === 'stretch' && !props.gesture.held);
  const resting = props.tool === 'select' || props.tool === 'pan';

  return (
    <div className={`vw-image vw-with-${props.tool}`}>
      <StageTools
        tools={imageTools(props.mayMark)}
        tool={props.tool}
        onTool={props.onTool}
        percent={Math.round(view.scale * 100)}
        onZoomIn={() => stepZoom(state, zoomBy, 1)}
        onZoomOut={() => stepZoom(state, zoomBy, -1)}
        onFit={() => tell({ type: 'fit' })}
      />
      <InkBar tool={props.tool} ink={props.ink} onTool={props.onTool} onInk={props.onInk} />
      <div
        ref={host}
        className="vw-canvas"
        tabIndex={0}
        role="group"
        aria-label={`Picture of ${props.fileName}. Arrow keys move it, plus and minus zoom.`}
        {...pointer}
        onKeyDown={(event) => !placing && panKey(event, tell)}
        onDoubleClick={(event) => resting && zoomBy(2, inside(screenPoint(event.clientX, event.clientY)))}
      >
        <div className="vw-frame" style={picture ? { width: picture.width * view.scale, height: picture.height * view.scale, transform: `translate(${view.x}px, ${view.y}px)` } : undefined}>
          {!failed && (
            <DisplayPicture
              key={props.version}
              version={props.version}
              alt={`${props.fileName}, version ${props.versionNumber}`}
              picture={picture}
              scale={view.scale}
              early={early !== null}
              onLoaded={(image) => tell({ type: 'loaded', picture: originalSize(preview, image) })}
              onFailed={() => setFailed(true)}
            />
          )}
        </div>
        {picture && preview.tiles && !failed && <TileLayer version={props.version} picture={picture} pyramid={preview.tiles} view={view} stage={state.stage} />}
        {picture && <Shapes markers={shapes} selected={props.selected ?? props.draft?.id ?? null} gesture={props.gesture} page={null} size={picture} scale={view.scale} seen={seenPart(view, state.stage)} />}
        <Markers
          placed={props.markers.flatMap((marker) => place(marker) ?? [])}
          draft={props.draft && place(props.draft)}
          selected={props.selected}
          width={state.stage.width}
          onSelect={props.onSelect}
        />
        {cross && picture && <KeyCross at={toScreen(view, picture, cross.at)} first={cross.from === null} />}
      </div>
      {picture && !isSharp(picture, view.scale, window.devicePixelRatio) && <DetailNote detail={preview.detail} />}
      {failed && <PictureFailed onRetry={() => setFailed(false)} />}
    </div>
  );
}

/** Said once somebody looks closer than the display copy can show. */
function DetailNote({ detail }: { readonly detail: Preview['detail'] }) {
  const words = { whole: null, ready: null, pending: 'Finer detail is being made. It appears by itself.', failed: 'Finer detail could not be made. Download the original to see every pixel.' }[detail];
  return (
    <p className="vw-detail" role="status">
      {words}
    </p>
  );
}

type Tell = (event: ImageEvent) => void;

/** To the next round zoom, around the middle of the stage. */
function stepZoom({ view, stage }: ReturnType<typeof reduceImage>, zoomBy: ZoomBy, direction: 1 | -1): void {
  zoomBy(nextStep(view.scale, direction) / view.scale, screenPoint(stage.width / 2, stage.height / 2));
}

/** The part of the picture under the stage, in the picture's own pixels. */
function seenPart({ scale, x, y }: View, stage: Size) {
  return { x: -x / scale, y: -y / scale, width: stage.width / scale, height: stage.height / scale };
}

function useCommands(host: RefObject<HTMLElement | null>, props: StageProps, state: ReturnType<typeof reduceImage>, tell: Tell, zoomBy: ZoomBy): void {
  const latest = useRef({ props, state });
  useEffect(() => {
    latest.current = { props, state };
  });
  const { onCommands } = props;
  useEffect(() => {
    onCommands({
      zoomIn: () => stepZoom(latest.current.state, zoomBy, 1),
      zoomOut: () => stepZoom(latest.current.state, zoomBy, -1),
      fit: () => tell({ type: 'fit' }),
      aim: (tool) => {
        const { props: now, state: here } = latest.current;
        if (!here.picture) return;
        const centre = toPage(here.view, here.picture, screenPoint(here.stage.width / 2, (here.stage.height - now.covered) / 2));
        // Arrow keys and Enter are for the cross now, not for the button that had the focus.
        host.current?.focus({ preventScroll: true });
        now.onGesture({ type: 'keys', tool, at: clampToPage(centre) }, null);
      },
      askPage: null,
      find: null,
    });
    return () => onCommands(null);
  }, [host, onCommands, tell, zoomBy]);
}

/** The selected marker stays in sight, above the sheet of a phone too. */
function useReveal({ selected, draft, markers, covered }: StageProps, tell: Tell): void {
  const wanted = selected === null ? draft : (markers.find((marker) => marker.id === selected) ?? null);
  const point = wanted && pointOf(wanted);
  const [x, y] = [point?.x, point?.y];
  useEffect(() => {
    if (x !== undefined && y !== undefined) tell({ type: 'reveal', point: pagePoint(x, y), covered });
  }, [x, y, covered, tell]);
}

function pointOf(marker: StageMarker): PagePoint | null {
  const shape = firstShape(marker);
  return shape && markerPoint(shape);
}

function firstShape(marker: StageMarker): Anchor['shape'] {
  return marker.anchors.find((anchor) => anchor.shape !== null)?.shape ?? null;
}

function originalSize(preview: Preview, image: HTMLImageElement): Size {
  const known = preview.width > 0 && preview.height > 0;
  return known ? { width: preview.width, height: preview.height } : { width: image.naturalWidth, height: image.naturalHeight };
}
