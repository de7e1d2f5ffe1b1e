/**
 * tus 1.0.0 client: creation, resumption, checksum and termination. One call uploads one file in
 * parts of 8 MiB; each part carries its SHA-256. It tries again by itself as long as that makes sense.
 */
import { API } from '../api/client';
import { ProblemError, unreadable } from '../api/problem';
import { request, type Answer } from '../api/send';

export const PART_BYTES = 8 * 1024 * 1024;
const WAIT_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const VERSION = { 'tus-resumable': '1.0.0' };

export type Uploaded = { file: string; version: string };
export type TusOptions = {
  metadata: Record<string, string>;
  /** Address of an upload begun before. */
  url: string | null;
  signal: AbortSignal;
  onUrl: (url: string) => void;
  onProgress: (sent: number) => void;
  onWait: (attempt: number) => void;
};

export async function tusUpload(file: Blob, options: TusOptions): Promise<Uploaded> {
  let url = options.url;
  let offset = 0;
  let known = url === null;
  for (let failures = 0; ; ) {
    try {
      if (url === null) {
        url = await create(file, options);
        options.onUrl(url);
        offset = 0;
        known = true;
      }
      if (!known) {
        const found = await ask(url, options.signal);
        if (found.done) return found.done;
        // All bytes are there, but the version is not made yet.
        if (file.size > 0 && found.offset >= file.size) throw new ProblemError({ status: 503, code: 'unavailable', detail: 'The server is still writing the file.' });
        offset = found.offset;
        known = true;
        options.onProgress(offset);
      }
      const answer = await sendPart(url, file, offset, options);
      failures = 0;
      offset = Number(answer.header('upload-offset'));
      options.onProgress(offset);
      const done = uploaded(answer);
      if (done) return done;
      // The server has all bytes but did not say which version they became: ask.
      if (offset >= file.size) known = false;
    } catch (error) {
      options.signal.throwIfAborted();
      if (isGone(error) && url !== null) url = null;
      else if (!isTransient(error)) throw error;
      known = url === null;
      options.onWait((failures += 1));
      await pause(waitFor(error, failures), options.signal);
    }
  }
}

/** Tells the server to forget the bytes. Failing is harmless: they expire by themselves. */
export async function tusDelete(url: string): Promise<void> {
  await fetch(url, { method: 'DELETE', headers: VERSION, credentials: 'same-origin' }).catch(() => undefined);
}

/** Milliseconds before the next try; the server's own wish wins. */
export function waitFor(error: unknown, failures: number): number {
  if (error instanceof ProblemError && error.retryAfter !== undefined) return error.retryAfter * 1_000;
  return WAIT_MS[Math.min(failures, WAIT_MS.length) - 1] ?? 1_000;
}

/** `key base64,key base64`, as the protocol asks. */
export function encodeMetadata(metadata: Record<string, string>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key} ${base64(new TextEncoder().encode(value))}`)
    .join(',');
}

async function create(file: Blob, options: TusOptions): Promise<string> {
  const answer = await request('POST', `${API}/uploads`, {
    headers: { ...VERSION, 'upload-length': String(file.size), 'upload-metadata': encodeMetadata(options.metadata) },
    signal: options.signal,
  });
  const location = answer.header('location');
  if (!location) throw unreadable(answer.status);
  const url = new URL(location, window.location.origin);
  // SECURITY: parts of the file must not go to another host, whatever the answer says.
  return url.pathname + url.search;
}

async function ask(url: string, signal: AbortSignal): Promise<{ offset: number; done: Uploaded | undefined }> {
  const answer = await request('HEAD', url, { headers: VERSION, signal });
  return { offset: Number(answer.header('upload-offset') ?? 0), done: uploaded(answer) };
}

async function sendPart(url: string, file: Blob, offset: number, options: TusOptions): Promise<Answer> {
  const part = file.slice(offset, offset + PART_BYTES);
  const headers: Record<string, string> = { ...VERSION, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) };
  // Not available on plain http; the server then checks the whole file only.
  if (crypto.subtle) headers['upload-checksum'] = `sha256 ${base64(new Uint8Array(await crypto.subtle.digest('SHA-256', await part.arrayBuffer())))}`;
  // The slice itself, not its bytes: the browser then reads and sends it beside the page.
  return request('PATCH', url, { headers, body: part, signal: options.signal, onSent: (sent) => options.onProgress(offset + sent) });
}

function uploaded(answer: Answer): Uploaded | undefined {
  const file = answer.header('countersign-file');
  const version = answer.header('countersign-version');
  return file && version ? { file, version } : undefined;
}

/** The upload expired or was removed: begin anew. */
function isGone(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 404 || error.status === 410);
}

/** Worth another try: no connection, busy server, wrong offset (409), another part on its way (423), damaged part (460). */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false;
  return error.status === 0 || error.status === 408 || error.status === 409 || error.status === 423 || error.status === 429 || error.status === 460 || error.status >= 500;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const wake = () => {
      clearTimeout(timer);
      window.removeEventListener('online', wake);
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const stop = () => {
      clearTimeout(timer);
      window.removeEventListener('online', wake);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(wake, milliseconds);
    window.addEventListener('online', wake, { once: true });
    signal.addEventListener('abort', stop, { once: true });
  });
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
