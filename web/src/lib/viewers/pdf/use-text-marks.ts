// The text marks of one page: finds them in its text layer, paints them and says where their markers stand.

import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import type { PagePoint, PageRect } from '../../annotate/geometry';
import type { StageMarker } from '../stage';
import { paint } from './highlights';
import { covers, findStretch, stretchLines, stretchPoint } from './text-range';

export type TextMark = { readonly id: string; readonly range: Range; readonly lines: readonly PageRect[]; readonly point: PagePoint | null };

type Options = {
  readonly layer: RefObject<HTMLElement | null>;
  /** Counts finished text layers; 0 while there is none. */
  readonly drawn: number;
  readonly page: number;
  readonly markers: readonly StageMarker[];
  readonly draft: StageMarker | null;
  readonly selected: string | null;
};

export function useTextMarks({ layer, drawn, page, markers, draft, selected }: Options): readonly TextMark[] {
  const [marks, setMarks] = useState<readonly TextMark[]>([]);

  useLayoutEffect(() => {
    const element = layer.current;
    if (drawn === 0 || !element) return;
    const box = element.getBoundingClientRect();
    const all = draft ? [...markers, draft] : markers;
    setMarks(
      all.flatMap((marker) =>
        marker.anchors.flatMap((anchor) => {
          const range = anchor.page === page && anchor.text ? findStretch(element, anchor.text) : null;
          if (!range) return [];
          const lines = stretchLines(range, box);
          return [{ id: marker.id, range, lines, point: stretchPoint(lines) }];
        }),
      ),
    );
  }, [layer, drawn, page, markers, draft]);

  useEffect(() => {
    const unpaint = marks.map((mark) => paint(mark.id === draft?.id ? 'review-mark-draft' : mark.id === selected ? 'review-mark-on' : 'review-mark', mark.range));
    return () => unpaint.forEach((remove) => remove());
  }, [marks, selected, draft?.id]);

  return marks;
}

/** The mark under a click. */
export function markAt(marks: readonly TextMark[], x: number, y: number): string | null {
  return marks.find((mark) => covers(mark.range, x, y))?.id ?? null;
}
