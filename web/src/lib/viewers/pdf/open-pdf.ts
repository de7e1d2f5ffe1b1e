// Opens a PDF by range requests. Parsing and drawing happen in two workers started through the
// Trusted Types policy; each document has its own pair, so that a slow one cannot hold up the next.

import type { PDFDocumentProxy } from 'pdfjs-dist';
import rendererAddress from 'pdfjs-dist/build/pdf.renderer.min.mjs?url';
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import oldRendererAddress from 'pdfjs-dist/legacy/build/pdf.renderer.min.mjs?url';
import oldWorkerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { API } from '../../api/client';
import { startWorker } from '../../trusted';

type Library = typeof import('pdfjs-dist');
export type Pdf = { readonly document: PDFDocumentProxy; readonly library: Library };
export type Opening = { readonly ready: Promise<Pdf>; readonly close: () => void };
export type PdfProblem = 'password' | 'broken' | 'unreachable';

/** Where the build puts character maps, fonts and decoders. The name carries the version: they never change. */
const DATA = '/assets/pdf-6.5.438';
const RANGE_BYTES = 256 * 1024;

export function openPdf(version: string): Opening {
  const closers: (() => void)[] = [];
  let closed = false;
  const closing = (close: () => void) => (closed ? close() : closers.push(close));
  return {
    ready: load(version, closing),
    close: () => {
      closed = true;
      for (const close of closers) close();
    },
  };
}

/** What went wrong, in the three ways that differ for the reader. A file is called broken only by who has read it. */
export function problemOf(error: unknown): PdfProblem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'PasswordException') return 'password';
  // The rest is a bad line, a script or worker that did not come, an answer of something in between: worth another try.
  return name === 'InvalidPDFException' ? 'broken' : 'unreachable';
}

async function load(version: string, closing: (close: () => void) => void): Promise<Pdf> {
  // The current build uses what browsers learnt in 2025; older ones get the build with substitutes.
  const current = 'getOrInsertComputed' in Map.prototype;
  const library: Library = await (current ? import('pdfjs-dist') : import('pdfjs-dist/legacy/build/pdf.mjs'));
  const parser = startWorker(current ? workerAddress : oldWorkerAddress, 'pdf');
  const renderer = startWorker(current ? rendererAddress : oldRendererAddress, 'pdf-renderer');
  library.GlobalWorkerOptions.rendererPorts = [renderer];
  const worker = library.PDFWorker.create({ port: parser });
  const task = library.getDocument({
    url: `${API}/versions/${version}/content?use=view`,
    worker,
    rangeChunkSize: RANGE_BYTES,
    disableStream: true,
    disableAutoFetch: true,
    cMapUrl: `${DATA}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${DATA}/standard_fonts/`,
    wasmUrl: `${DATA}/wasm/`,
    iccUrl: `${DATA}/iccs/`,
    // With the machine's own fonts a page would look different for every reviewer.
    useSystemFonts: false,
    enableXfa: false,
  });
  closing(() => {
    void task
      .destroy()
      .catch(() => undefined)
      .finally(() => {
        worker.destroy();
        parser.terminate();
        renderer.terminate();
      });
  });
  return { document: await task.promise, library };
}
