// Paints what was found on one page, and says where the place that is looked at lies.

import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import type { PageRect } from '../../annotate/geometry';
import type { Match } from './find';
import { paint } from './highlights';
import { rangeAt, stretchLines } from './text-range';
import type { Find } from './use-find';

/** `drawn` counts finished text layers; 0 while there is none. */
export function useFindMarks(layer: RefObject<HTMLElement | null>, drawn: number, page: number, find: Find): readonly PageRect[] {
  const [lines, setLines] = useState<readonly PageRect[]>([]);
  const { open, matches } = find;
  const current: Match | null = open ? (matches[find.at] ?? null) : null;
  const here = current?.page === page ? current : null;

  useEffect(() => {
    const element = layer.current;
    if (drawn === 0 || !element || !open) return;
    const unpaint = matches.flatMap((match) => {
      const range = match.page === page && match !== here ? rangeAt(element, match.start, match.end) : null;
      return range ? [paint('find-match', range)] : [];
    });
    return () => unpaint.forEach((remove) => remove());
  }, [layer, drawn, page, open, matches, here]);

  useLayoutEffect(() => {
    const element = layer.current;
    const range = drawn > 0 && element && here ? rangeAt(element, here.start, here.end) : null;
    if (!range || !element?.parentElement) {
      setLines([]);
      return;
    }
    setLines(stretchLines(range, element.parentElement.getBoundingClientRect()));
    return paint('find-match-on', range);
  }, [layer, drawn, here]);

  return lines;
}
