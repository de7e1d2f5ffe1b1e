/** A PDF document: opens it, shows its pages and the strip below, or says why it cannot be shown. */
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Size } from '../../annotate/geometry';
import type { StageProps } from '../stage';
import { openPdf, problemOf, type Pdf, type PdfProblem } from './open-pdf';
import { PageStrip } from './PageStrip';
import { PdfPages } from './PdfPages';
import { PdfProblemCard } from './PdfProblemCard';
import '../viewers.css';
import './pdf.css';

type Props = StageProps & {
  /** Open comments per page. */
  readonly counts: ReadonlyMap<number, number>;
  /** Where the page strip is put. */
  readonly strip: HTMLElement | null;
  readonly onPage: (page: number) => void;
  readonly download: ReactNode;
};

type Opened = { readonly pdf: Pdf; readonly sizes: readonly Size[] };

export function PdfStage({ counts, strip, onPage, download, ...stage }: Props) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const [problem, setProblem] = useState<PdfProblem | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [page, setPage] = useState(1);
  const [wanted, setWanted] = useState({ page: 1, times: 0 });
  const pageField = useRef<HTMLInputElement>(null);

  useEffect(() => {
    let left = false;
    const opening = openPdf(stage.version);
    const measure = async () => {
      const pdf = await opening.ready;
      const first = (await pdf.document.getPage(1)).getViewport({ scale: 1 });
      const size = { width: first.width, height: first.height };
      if (left) return;
      setOpened({ pdf, sizes: Array.from({ length: pdf.document.numPages }, () => size) });
      const sizes = await measureAll(pdf, size, () => left);
      if (!left && sizes) setOpened({ pdf, sizes });
    };
    measure().catch((error: unknown) => !left && setProblem(problemOf(error)));
    return () => {
      left = true;
      opening.close();
      setOpened(null);
    };
  }, [stage.version, attempt]);

  const turned = useCallback(
    (next: number) => {
      setPage(next);
      onPage(next);
    },
    [onPage],
  );
  const goTo = useCallback((number: number) => setWanted(({ times }) => ({ page: number, times: times + 1 })), []);
  const askPage = useCallback(() => {
    pageField.current?.focus();
    pageField.current?.select();
  }, []);

  if (problem) {
    const retry = () => {
      setProblem(null);
      setAttempt(attempt + 1);
    };
    return <PdfProblemCard problem={problem} onRetry={retry} download={download} />;
  }
  if (!opened) return <div className="vw-pdf vw-wait" role="status" aria-label="Opening the document" />;
  return (
    <>
      <PdfPages pdf={opened.pdf} sizes={opened.sizes} stage={stage} onPage={turned} wanted={wanted} askPage={askPage} />
      {strip && createPortal(<PageStrip pdf={opened.pdf} sizes={opened.sizes} counts={counts} page={page} onPage={goTo} field={pageField} />, strip)}
    </>
  );
}

/** Sizes of all pages when they differ from the first; pages are asked one after the other, behind what is being read. */
async function measureAll(pdf: Pdf, first: Size, stopped: () => boolean): Promise<Size[] | null> {
  const sizes: Size[] = [];
  let differ = false;
  for (let number = 1; number <= pdf.document.numPages; number += 1) {
    if (stopped()) return null;
    const view = (await pdf.document.getPage(number)).getViewport({ scale: 1 });
    sizes.push({ width: view.width, height: view.height });
    differ ||= Math.abs(view.width - first.width) > 0.5 || Math.abs(view.height - first.height) > 0.5;
  }
  return differ ? sizes : null;
}
