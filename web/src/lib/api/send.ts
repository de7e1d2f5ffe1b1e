/** One request with its headers, and how much of it was sent: for what is too large to send in silence. */
import { parse } from './client';
import { offline, toProblem, unreadable } from './problem';

type Request = { headers?: Record<string, string>; body?: Blob; signal: AbortSignal; onSent?: (sent: number) => void };
/** What is not JSON has no value. */
export type Answer = { status: number; header: (name: string) => string | null; value: unknown };

/** XMLHttpRequest, because fetch does not report how much was sent. Ended by the signal, it throws the signal's reason. */
export function request(method: string, url: string, { headers = {}, body, signal, onSent }: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const xhr = new XMLHttpRequest();
    const stop = () => xhr.abort();
    signal.addEventListener('abort', stop);
    xhr.open(method, url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    if (onSent) xhr.upload.onprogress = (event) => onSent(event.loaded);
    xhr.onloadend = () => {
      signal.removeEventListener('abort', stop);
      const value = parse(xhr.responseText);
      if (signal.aborted) reject(signal.reason as Error);
      else if (xhr.status === 0) reject(offline());
      else if (xhr.status >= 400) reject(toProblem(value, xhr.status) ?? unreadable(xhr.status));
      else resolve({ status: xhr.status, header: (name) => xhr.getResponseHeader(name), value });
    };
    xhr.send(body ?? null);
  });
}
