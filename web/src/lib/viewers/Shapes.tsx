/** Rectangles, arrows and drawings over a page. Line widths do not grow with the zoom; positions are SVG attributes. */
import { boundsOfShape, type Shape } from '../annotate/anchor';
import type { PageRect, Size } from '../annotate/geometry';
import { preview, type Gesture } from '../annotate/gesture';
import { arrowData, pathData } from '../annotate/stroke';
import type { StageMarker } from './stage';

type Props = {
  readonly markers: readonly StageMarker[];
  readonly selected: string | null;
  /** Gesture on this page, if any. */
  readonly gesture: Gesture;
  readonly page: number | null;
  /** Size of the page in its own units. */
  readonly size: Size;
  /** Screen pixels per unit, for the arrow's head. */
  readonly scale: number;
  /** The part of the page under the drawing, where the page is larger than the screen; all of it otherwise. */
  readonly seen?: PageRect;
};

export function Shapes({ markers, selected, gesture, page, size, scale, seen }: Props) {
  const drawn = preview(gesture);
  const { x, y, width, height } = seen ?? { x: 0, y: 0, ...size };
  return (
    <svg className={`vw-shapes${page === null ? '' : ' vw-on-page'}`} viewBox={`${x} ${y} ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {markers.flatMap((marker) =>
        marker.anchors
          .filter((anchor) => anchor.page === page)
          .map((anchor, index) => anchor.shape && <Drawn key={`${marker.id}-${index}`} shape={anchor.shape} size={size} scale={scale} on={marker.id === selected} />),
      )}
      {drawn && <Drawn shape={drawn} size={size} scale={scale} on />}
    </svg>
  );
}

function Drawn({ shape, size, scale, on }: { shape: Shape; size: Size; scale: number; on: boolean }) {
  const mark = `vw-box${on ? ' on' : ''}`;
  switch (shape.kind) {
    case 'point':
      return null;
    case 'region': {
      const { x, y, width, height } = shape.rect;
      return <rect className={mark} x={x * size.width} y={y * size.height} width={width * size.width} height={height * size.height} rx={3 / scale} />;
    }
    case 'ellipse': {
      const { x, y, width, height } = boundsOfShape(shape);
      return <ellipse className={mark} cx={(x + width / 2) * size.width} cy={(y + height / 2) * size.height} rx={(width / 2) * size.width} ry={(height / 2) * size.height} />;
    }
    case 'arrow':
      return <Ink data={arrowData(shape.from, shape.to, size, 16 / scale)} />;
    case 'path':
      return <Ink data={pathData(shape.points, size)} />;
  }
}

function Ink({ data }: { data: string }) {
  return (
    <>
      <path className="vw-ink vw-under" d={data} />
      <path className="vw-ink" d={data} />
    </>
  );
}
