/** The scrolling list of pages with its tools: only what is near the window exists. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { boundsOfShape } from '../../annotate/anchor';
import { clamp, pagePoint, type Size } from '../../annotate/geometry';
import { wheelMeaning } from '../../annotate/view';
import { InkBar } from '../InkBar';
import { pageTools, type StageProps } from '../stage';
import { StageTools } from '../StageTools';
import { useSize } from '../use-size';
import type { Pdf } from './open-pdf';
import { FindBar } from './FindBar';
import { clampScale, currentPage, fitPage, fitScale, FULL, keepPlace, listPages, scrollTo, seenPages, stepScale, type Fit } from './page-list';
import { PdfPage } from './PdfPage';
import { SelectionButton } from './SelectionButton';
import { selectedAnchors } from './text-range';
import { useFind, type Find } from './use-find';
import { usePinch } from './use-pinch';

type Props = {
  readonly pdf: Pdf;
  readonly sizes: readonly Size[];
  readonly stage: StageProps;
  /** Told when another page is being read. */
  readonly onPage: (page: number) => void;
  /** A page to go to; `times` counts the requests. */
  readonly wanted: { readonly page: number; readonly times: number };
  readonly askPage: () => void;
};

export function PdfPages({ pdf, sizes, stage, onPage, wanted, askPage }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const size = useSize(host);
  const [chosen, setChosen] = useState<number | Fit>('width');
  const [top, setTop] = useState(0);
  const height = size?.height ?? 0;
  // The whole page that is fitted is the one read when it was asked for: turning pages must not zoom.
  const fitted = useRef(1);
  const scale = typeof chosen === 'number' ? chosen : !size ? FULL : chosen === 'width' ? fitScale(sizes, size) : fitPage(sizes, size, fitted.current);
  const list = useMemo(() => listPages(sizes, scale, stage.noted), [sizes, scale, stage.noted]);
  const page = currentPage(list, top, height);

  // Zooming keeps the words at the pointer (or a third down) where they are.
  const before = useRef({ list, at: 0 });
  useLayoutEffect(() => {
    const element = host.current;
    const { list: was, at } = before.current;
    if (element && was !== list) {
      const middle = element.clientWidth / 2;
      element.scrollTop = keepPlace(was, list, element.scrollTop, at || element.clientHeight / 3);
      element.scrollLeft = was.width === 0 ? 0 : ((element.scrollLeft + middle) * list.width) / was.width - middle;
    }
    before.current = { list, at: 0 };
  }, [list]);

  const latest = useRef({ stage, scale, page, list, top, height, chosen });
  useEffect(() => {
    latest.current = { stage, scale, page, list, top, height, chosen };
  });
  const find = useFind(pdf, page);
  const zoomTo = useCallback((next: number | Fit, at = 0) => {
    before.current.at = at;
    setChosen(typeof next === 'number' ? clampScale(next) : next);
  }, []);
  // Fit shows the width first and the whole page the second time.
  const fit = useCallback(() => {
    fitted.current = latest.current.page;
    zoomTo(latest.current.chosen === 'width' ? 'page' : 'width');
  }, [zoomTo]);
  const scrollPage = useCallback(
    (number: number, y: number) => {
      const element = host.current;
      if (element) element.scrollTop = scrollTo(list, number, y, element.scrollTop, element.clientHeight - stage.covered);
    },
    [list, stage.covered],
  );

  useEffect(() => onPage(page), [page, onPage]);
  useEffect(() => {
    const place = list.places[wanted.page - 1];
    if (wanted.times > 0 && place && host.current) host.current.scrollTop = place.top - Math.max(12, stage.noted);
    // Only a new request scrolls, not a new zoom.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted]);
  useFollow(stage, scrollPage);
  useWheelZoom(host, scale, zoomTo);
  usePinch(host, scale, zoomTo);

  useFoundPlace(find, scrollPage);
  const { onCommands } = stage;
  useEffect(() => {
    onCommands({
      zoomIn: () => zoomTo(stepScale(latest.current.scale, 1)),
      zoomOut: () => zoomTo(stepScale(latest.current.scale, -1)),
      fit,
      aim: (tool) => {
        // Arrow keys and Enter are for the cross now, not for the button that had the focus.
        if (aim(latest.current, tool)) host.current?.focus({ preventScroll: true });
      },
      askPage,
      find: find.show,
    });
    return () => onCommands(null);
  }, [onCommands, zoomTo, fit, askPage, find.show]);

  return (
    <div className={`vw-pdf vw-with-${stage.tool}`}>
      <StageTools
        tools={pageTools(stage.mayMark)}
        tool={stage.tool}
        onTool={stage.onTool}
        percent={Math.round((scale / FULL) * 100)}
        onZoomIn={() => zoomTo(stepScale(scale, 1))}
        onZoomOut={() => zoomTo(stepScale(scale, -1))}
        fitLabel={chosen === 'width' ? 'Fit the page' : 'Fit the width'}
        onFit={fit}
        onFind={find.open ? find.close : find.show}
      />
      <InkBar tool={stage.tool} ink={stage.ink} onTool={stage.onTool} onInk={stage.onInk} />
      {find.open && <FindBar find={find} />}
      <div ref={host} className="vw-scroll" tabIndex={0} role="region" aria-label={`Pages of ${stage.fileName}`} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
        <div className="vw-pages" style={{ height: list.height, width: Math.max(list.width + 16, size?.width ?? 0) }}>
          {size && seenPages(list, top, height).map((place) => <PdfPage key={place.number} pdf={pdf} place={place} size={sizes[place.number - 1] ?? place} scale={scale} pages={sizes.length} stage={stage} find={find} />)}
        </div>
      </div>
      {stage.mayMark && <SelectionButton host={host} onMark={stage.onMarked} />}
    </div>
  );
}

/** Marks the selected words; without any, the keyboard's cross appears in the middle of what is seen, and this is true. */
function aim({ stage, page, list, top, height }: { stage: StageProps; page: number; list: ReturnType<typeof listPages>; top: number; height: number }, tool: 'point' | 'region' | 'arrow'): boolean {
  const words = selectedAnchors(getSelection());
  if (words.length > 0) {
    getSelection()?.removeAllRanges();
    stage.onMarked(words);
    return false;
  }
  const place = list.places[page - 1];
  if (!place) return false;
  const y = clamp((top + (height - stage.covered) / 2 - place.top) / place.height, 0.02, 0.98);
  stage.onGesture({ type: 'keys', tool, at: pagePoint(0.5, y) }, page);
  return true;
}

/** Scrolls to the comment that was selected elsewhere. */
function useFollow({ selected, markers }: StageProps, scrollPage: (page: number, y: number) => void): void {
  const anchor = markers.find((marker) => marker.id === selected)?.anchors[0];
  const page = anchor?.page ?? null;
  const y = anchor?.shape ? boundsOfShape(anchor.shape).y : 0.3;
  useEffect(() => {
    if (selected !== null && page !== null) scrollPage(page, y);
    // Following is for a new selection only; the reader may scroll away afterwards.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selected]);
}

/** Scrolls to the place that is looked at, when that changes. */
function useFoundPlace({ open, matches, at }: Find, scrollPage: (page: number, y: number) => void): void {
  const match = open ? matches[at] : undefined;
  const scroll = useRef(scrollPage);
  useEffect(() => {
    scroll.current = scrollPage;
  });
  const place = match && `${match.page} ${match.start} ${match.end}`;
  const target = useRef(match);
  useEffect(() => {
    target.current = match;
  });
  useEffect(() => {
    if (place !== undefined && target.current) scroll.current(target.current.page, target.current.y);
  }, [place]);
}

function useWheelZoom(host: { current: HTMLElement | null }, scale: number, zoomTo: (scale: number, at: number) => void): void {
  const now = useRef(scale);
  useEffect(() => {
    now.current = scale;
  });
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const turn = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const meaning = wheelMeaning(event);
      if (meaning.kind === 'zoom') zoomTo(now.current * meaning.factor, event.clientY - element.getBoundingClientRect().top);
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [host, zoomTo]);
}
