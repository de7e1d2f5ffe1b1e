/** The strip of page pictures below a document, with the number of open comments on each. */
import { useEffect, useRef, useState, type FormEvent, type RefObject } from 'react';
import type { Size } from '../../annotate/geometry';
import { IconButton } from '../../ui/Button';
import type { Pdf } from './open-pdf';
import { drawPage } from './use-page-drawing';

type Props = {
  readonly pdf: Pdf;
  readonly sizes: readonly Size[];
  readonly counts: ReadonlyMap<number, number>;
  readonly page: number;
  readonly onPage: (page: number) => void;
  readonly field: RefObject<HTMLInputElement | null>;
};

const HEIGHT = 64;
/** The page that is read comes first. */
const BEGIN_MS = 400;

export function PageStrip({ pdf, sizes, counts, page, onPage, field }: Props) {
  const list = useRef<HTMLOListElement>(null);
  // One small picture after the other, so that turning a page never waits for the strip.
  const [turn] = useState<Turn>(() => ({ current: new Promise((begin) => setTimeout(begin, BEGIN_MS)) }));
  useEffect(() => {
    const current = list.current?.children[page - 1];
    if (list.current && current instanceof HTMLElement) list.current.scrollLeft = current.offsetLeft - list.current.clientWidth / 2 + current.clientWidth / 2;
  }, [page]);

  return (
    <>
      <IconButton icon="left" label="Previous page" className="vw-strip-ib" off={page <= 1 ? 'This is the first page' : undefined} onPress={() => onPage(page - 1)} />
      <ol ref={list} className="vw-strip-l">
        {sizes.map((size, index) => (
          <Thumb key={index} pdf={pdf} number={index + 1} size={size} open={counts.get(index + 1) ?? 0} current={page === index + 1} onPage={onPage} turn={turn} />
        ))}
      </ol>
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
type ThumbProps = Pick<Props, 'pdf' | 'onPage'> & { number: number; size: Size; open: number; current: boolean; turn: Turn };

function Thumb({ pdf, number, size, open, current, onPage, turn }: ThumbProps) {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const run = new AbortController();
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        turn.current = turn.current
          .then(() => (run.signal.aborted ? null : drawPage(pdf, number, HEIGHT / size.height, run.signal)))
          .then((canvas) => canvas && element.replaceChildren(canvas))
          .catch(() => undefined);
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => {
      run.abort();
      observer.disconnect();
    };
  }, [pdf, number, size.height, turn]);
  const comments = open === 0 ? '' : open === 1 ? ', 1 open comment' : `, ${open} open comments`;
  return (
    <li>
      <button type="button" className={`vw-thumb${current ? ' on' : ''}`} aria-label={`Page ${number}${comments}`} aria-current={current ? 'page' : undefined} onClick={() => onPage(number)}>
        <span ref={place} className="vw-thumb-p" style={{ width: Math.round((HEIGHT * size.width) / size.height) }} />
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
