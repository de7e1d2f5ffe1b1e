/** The strip of page pictures below a document, with the number of open comments on each. */
import { useEffect, useMemo, useRef, useState, type FormEvent, type RefObject } from 'react';
import type { Size } from '../../annotate/geometry';
import { IconButton } from '../../ui/Button';
import { useSize } from '../use-size';
import type { Pdf } from './open-pdf';
import { centreOn, HEIGHT, layStrip, seenStrip, type StripPlace } from './strip';
import { drawPage } from './use-page-drawing';

type Props = {
  readonly pdf: Pdf;
  readonly sizes: readonly Size[];
  readonly counts: ReadonlyMap<number, number>;
  readonly page: number;
  readonly onPage: (page: number) => void;
  readonly field: RefObject<HTMLInputElement | null>;
};

/** The page that is read comes first. */
const BEGIN_MS = 400;

export function PageStrip({ pdf, sizes, counts, page, onPage, field }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const window = useSize(list)?.width ?? 0;
  const [from, setFrom] = useState(0);
  const strip = useMemo(() => layStrip(sizes), [sizes]);
  // One small picture after the other, so that turning a page never waits for the strip.
  const [turn] = useState<Turn>(() => ({ current: new Promise((begin) => setTimeout(begin, BEGIN_MS)) }));
  useEffect(() => {
    if (list.current) list.current.scrollLeft = centreOn(strip, page, window);
  }, [strip, page, window]);

  return (
    <>
      <IconButton icon="left" label="Previous page" className="vw-strip-ib" off={page <= 1 ? 'This is the first page' : undefined} onPress={() => onPage(page - 1)} />
      <div ref={list} className="vw-strip-l" onScroll={(event) => setFrom(event.currentTarget.scrollLeft)}>
        <ol style={{ width: strip.width }}>
          {seenStrip(strip, from, window).map((place) => {
            const size = sizes[place.number - 1];
            return size && <Thumb key={place.number} pdf={pdf} place={place} size={size} pages={sizes.length} open={counts.get(place.number) ?? 0} current={page === place.number} onPage={onPage} turn={turn} />;
          })}
        </ol>
      </div>
      <IconButton icon="right" label="Next page" className="vw-strip-ib" off={page >= sizes.length ? 'This is the last page' : undefined} onPress={() => onPage(page + 1)} />
      <PageField page={page} pages={sizes.length} onPage={onPage} field={field} />
    </>
  );
}

/** Page number that can be typed; the G key comes here. */
function PageField({ page, pages, onPage, field }: { page: number; pages: number; onPage: (page: number) => void; field: RefObject<HTMLInputElement | null> }) {
  const [typed, setTyped] = useState<string | null>(null);
  const go = (event: FormEvent) => {
    event.preventDefault();
    const number = Number(typed);
    if (Number.isInteger(number) && number >= 1) onPage(Math.min(number, pages));
    setTyped(null);
    field.current?.blur();
  };
  return (
    <form className="vw-strip-n" onSubmit={go}>
      <label>
        Page{' '}
        <input
          ref={field}
          inputMode="numeric"
          autoComplete="off"
          size={Math.max(2, String(pages).length)}
          value={typed ?? String(page)}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={() => setTyped(null)}
        />
      </label>{' '}
      of {pages}
    </form>
  );
}

/** The end of the queue. */
type Turn = { current: Promise<unknown> };
type ThumbProps = Pick<Props, 'pdf' | 'onPage'> & { place: StripPlace; size: Size; pages: number; open: number; current: boolean; turn: Turn };

function Thumb({ pdf, place, size, pages, open, current, onPage, turn }: ThumbProps) {
  const picture = useRef<HTMLSpanElement>(null);
  const { number } = place;
  useEffect(() => {
    const run = new AbortController();
    turn.current = turn.current
      .then(() => (run.signal.aborted ? null : drawPage(pdf, number, HEIGHT / size.height, run.signal)))
      .then((canvas) => canvas && picture.current?.replaceChildren(canvas))
      .catch(() => undefined);
    return () => run.abort();
  }, [pdf, number, size.height, turn]);
  const comments = open === 0 ? '' : open === 1 ? ', 1 open comment' : `, ${open} open comments`;
  return (
    <li style={{ left: place.left, width: place.width }} aria-posinset={number} aria-setsize={pages}>
      <button type="button" className={`vw-thumb${current ? ' on' : ''}`} aria-label={`Page ${number}${comments}`} aria-current={current ? 'page' : undefined} onClick={() => onPage(number)}>
        <span ref={picture} className="vw-thumb-p" />
        <span aria-hidden="true">{number}</span>
      </button>
      {open > 0 && (
        <span className="vw-thumb-c" aria-hidden="true">
          {open}
        </span>
      )}
    </li>
  );
}
