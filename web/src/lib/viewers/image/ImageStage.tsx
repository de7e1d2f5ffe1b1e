/** A picture with pan, zoom and markers. The picture is the server's display copy; 100 % is the original's own size. */
import { useEffect, useReducer, useRef, useState } from 'react';
import { markerPoint, type Anchor } from '../../annotate/anchor';
import { clampToPage, pagePoint, screenPoint, type PagePoint, type ScreenPoint } from '../../annotate/geometry';
import { toPage, toScreen, wheelMeaning } from '../../annotate/view';
import { API } from '../../api/client';
import type { Preview } from '../../api/types';
import { KeyCross, Markers, type PlacedMarker } from '../Markers';
import { Shapes } from '../Shapes';
import { imageTools, type StageMarker, type StageProps } from '../stage';
import { StageTools } from '../StageTools';
import { useMarkPointer } from '../use-mark-pointer';
import { useSize } from '../use-size';
import { PictureFailed } from './PictureFailed';
import { reduceImage, START } from './image-state';
import '../viewers.css';

export function ImageStage({ preview, ...props }: StageProps & { readonly preview: Preview }) {
  const host = useRef<HTMLDivElement>(null);
  const [state, tell] = useReducer(reduceImage, START);
  const [failed, setFailed] = useState(false);
  const size = useSize(host);
  const { picture, view } = state;

  useEffect(() => {
    if (size) tell({ type: 'resized', stage: size, noted: props.noted });
  }, [size, props.noted]);
  // The first answer may come after the picture; then 100 % is corrected.
  useEffect(() => {
    if (preview.width > 0 && preview.height > 0) tell({ type: 'loaded', picture: { width: preview.width, height: preview.height } });
  }, [preview.width, preview.height]);
  useWheel(host, tell);
  useCommands(props, state, tell);
  useReveal(props, tell);

  const inside = (client: ScreenPoint): ScreenPoint => {
    const box = host.current?.getBoundingClientRect();
    return screenPoint(client.x - (box?.left ?? 0), client.y - (box?.top ?? 0));
  };
  const pointer = useMarkPointer({
    tool: props.mayMark || props.tool === 'pan' ? props.tool : 'select',
    hovering: props.gesture.phase === 'stretch' && !props.gesture.held,
    toPage: (client) => (picture ? toPage(view, picture, inside(client)) : pagePoint(0, 0)),
    tell: (event) => props.onGesture(event, null),
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

  return (
    <div className={`vw-image vw-with-${props.tool}`}>
      <StageTools
        tools={imageTools(props.mayMark)}
        tool={props.tool}
        onTool={props.onTool}
        percent={Math.round(view.scale * 100)}
        onZoomIn={() => tell({ type: 'step', direction: 1 })}
        onZoomOut={() => tell({ type: 'step', direction: -1 })}
        onFit={() => tell({ type: 'fit' })}
      />
      <div ref={host} className="vw-canvas" {...pointer}>
        <div className="vw-frame" style={picture ? { width: picture.width * view.scale, height: picture.height * view.scale, transform: `translate(${view.x}px, ${view.y}px)` } : undefined}>
          {!failed && (
            <img
              key={props.version}
              src={`${API}/versions/${props.version}/display`}
              alt={`${props.fileName}, version ${props.versionNumber}`}
              draggable={false}
              decoding="async"
              onLoad={({ currentTarget: image }) => tell({ type: 'loaded', picture: originalSize(preview, image) })}
              onError={() => setFailed(true)}
            />
          )}
          {picture && <Shapes markers={shapes} selected={props.selected ?? props.draft?.id ?? null} gesture={props.gesture} page={null} size={picture} scale={view.scale} />}
        </div>
        <Markers
          placed={props.markers.flatMap((marker) => place(marker) ?? [])}
          draft={props.draft && place(props.draft)}
          selected={props.selected}
          width={state.stage.width}
          onSelect={props.onSelect}
        />
        {cross && picture && <KeyCross at={toScreen(view, picture, cross.at)} first={cross.from === null} />}
      </div>
      {failed && <PictureFailed onRetry={() => setFailed(false)} />}
    </div>
  );
}

type Tell = (event: Parameters<typeof reduceImage>[1]) => void;

/** React listens passively, but zooming must not scroll the page. */
function useWheel(host: { current: HTMLElement | null }, tell: Tell): void {
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const meaning = wheelMeaning(event);
      const box = element.getBoundingClientRect();
      if (meaning.kind === 'pan') tell({ type: 'pan', dx: meaning.dx, dy: meaning.dy });
      else tell({ type: 'zoom', factor: meaning.factor, at: screenPoint(event.clientX - box.left, event.clientY - box.top) });
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [host, tell]);
}

function useCommands(props: StageProps, state: ReturnType<typeof reduceImage>, tell: Tell): void {
  const latest = useRef({ props, state });
  useEffect(() => {
    latest.current = { props, state };
  });
  const { onCommands } = props;
  useEffect(() => {
    onCommands({
      zoomIn: () => tell({ type: 'step', direction: 1 }),
      zoomOut: () => tell({ type: 'step', direction: -1 }),
      fit: () => tell({ type: 'fit' }),
      aim: (tool) => {
        const { props: now, state: here } = latest.current;
        if (!here.picture) return;
        const centre = toPage(here.view, here.picture, screenPoint(here.stage.width / 2, (here.stage.height - now.covered) / 2));
        now.onGesture({ type: 'keys', tool, at: clampToPage(centre) }, null);
      },
      askPage: null,
    });
    return () => onCommands(null);
  }, [onCommands, tell]);
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

function originalSize(preview: Preview, image: HTMLImageElement) {
  const known = preview.width > 0 && preview.height > 0;
  return known ? { width: preview.width, height: preview.height } : { width: image.naturalWidth, height: image.naturalHeight };
}
