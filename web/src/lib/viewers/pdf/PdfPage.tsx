/** One page: picture, selectable text, marks and markers. Knows nothing of the other pages. */
import { useRef } from 'react';
import { markerPoint } from '../../annotate/anchor';
import { pagePoint, screenPoint, type PagePoint, type PageRect, type Size } from '../../annotate/geometry';
import { IDLE } from '../../annotate/gesture';
import { KeyCross, Markers, type PlacedMarker } from '../Markers';
import { Shapes } from '../Shapes';
import type { StageMarker, StageProps } from '../stage';
import { useMarkPointer } from '../use-mark-pointer';
import type { Pdf } from './open-pdf';
import type { PagePlace } from './page-list';
import { Underlines } from './Underlines';
import { usePageDrawing, useTextLayer } from './use-page-drawing';
import type { Find } from './use-find';
import { useFindMarks } from './use-find-marks';
import { markAt, useTextMarks, type TextMark } from './use-text-marks';

declare module 'react' {
  interface CSSProperties {
    /** Read by the text layer. */
    '--scale-factor'?: number;
  }
}

type Props = {
  readonly pdf: Pdf;
  readonly place: PagePlace;
  readonly size: Size;
  readonly scale: number;
  readonly pages: number;
  readonly stage: StageProps;
  readonly find: Find;
};

export function PdfPage({ pdf, place, size, scale, pages, stage, find }: Props) {
  const { number } = place;
  const sheet = useRef<HTMLElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  usePageDrawing(pdf, number, scale, picture);
  const drawn = useTextLayer(pdf, number, layer);
  const marks = useTextMarks({ layer, drawn, page: number, markers: stage.markers, draft: stage.draft, selected: stage.selected });
  const found = useFindMarks(layer, drawn, number, find);

  const gesture = stage.gesturePage === number ? stage.gesture : IDLE;
  const pointer = useMarkPointer({
    tool: stage.mayMark ? stage.tool : 'select',
    hovering: gesture.phase === 'stretch' && !gesture.held,
    toPage: (client) => {
      const box = sheet.current?.getBoundingClientRect();
      return box ? pagePoint((client.x - box.left) / box.width, (client.y - box.top) / box.height) : pagePoint(0, 0);
    },
    tell: (event) => stage.onGesture(event, number, size.width / size.height),
    tap: (client) => {
      if (getSelection()?.isCollapsed !== false) stage.onSelect(markAt(marks, client.x, client.y));
    },
    longPress: () => navigator.vibrate?.(10),
  });

  const placed = stage.markers.flatMap((marker) => placedOn(marker, place, marks) ?? []);
  const shapes = stage.draft ? [...stage.markers, stage.draft] : stage.markers;
  const cross = gesture.phase === 'keys' ? gesture : null;
  return (
    <article
      ref={sheet}
      className="vw-page"
      aria-label={`Page ${number} of ${pages}`}
      style={{ width: place.width, height: place.height, transform: `translateY(${place.top}px)`, '--scale-factor': scale }}
      {...pointer}
    >
      <div ref={picture} className="vw-page-picture" />
      <div ref={layer} className="textLayer" data-page={number} />
      <FoundPlace lines={found} size={size} />
      <Underlines marks={marks} size={size} selected={stage.selected ?? stage.draft?.id ?? null} />
      <Shapes markers={shapes} selected={stage.selected ?? stage.draft?.id ?? null} gesture={gesture} page={number} size={size} scale={scale} />
      <Markers placed={placed} draft={stage.draft && placedOn(stage.draft, place, marks)} selected={stage.selected} width={place.width} onSelect={stage.onSelect} />
      {cross && <KeyCross at={screenPoint(cross.at.x * place.width, cross.at.y * place.height)} first={cross.from === null} />}
    </article>
  );
}

/** A frame around the words that are looked at: seen on dark pages and pictures, and where highlights cannot be painted. */
function FoundPlace({ lines, size }: { lines: readonly PageRect[]; size: Size }) {
  if (lines.length === 0) return null;
  return (
    <svg className="vw-shapes" viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" aria-hidden="true">
      {lines.map((line, index) => (
        <rect key={index} className="vw-found" x={line.x * size.width - 1} y={line.y * size.height - 1} width={line.width * size.width + 2} height={line.height * size.height + 2} rx="2" />
      ))}
    </svg>
  );
}

/** The place of a marker on this page, or null when it points elsewhere (or its words are not drawn yet). */
function placedOn(marker: StageMarker, place: PagePlace, marks: readonly TextMark[]): PlacedMarker | null {
  const anchor = marker.anchors.find((found) => found.page === place.number);
  if (!anchor) return null;
  const point: PagePoint | null = anchor.shape ? markerPoint(anchor.shape) : (marks.find((mark) => mark.id === marker.id)?.point ?? null);
  return point && { marker, at: screenPoint(point.x * place.width, point.y * place.height) };
}
