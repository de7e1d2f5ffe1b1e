/**
 * Typed fetch client of /api/v1: a path that does not exist, or a body of another shape, does not compile. Every
 * failure is a ProblemError; bodies are JSON both ways.
 */
import type { Answer, Path, Sent } from './contract';
import { offline, toProblem, unreadable } from './problem';

export const API = '/api/v1';

type Query = Record<string, string | number | undefined | null>;
type Options = { query?: Query; signal?: AbortSignal };
type Rest<B> = B extends undefined ? [body?: undefined, options?: Options] : [body: B, options?: Options];

export function get<P extends string>(path: Path<'get', P>, options: Options = {}): Promise<Answer<'get', P>> {
  return send('GET', path, undefined, options);
}
export function post<P extends string>(path: Path<'post', P>, ...[body, options = {}]: Rest<Sent<'post', P>>): Promise<Answer<'post', P>> {
  return send('POST', path, body, options);
}
export function put<P extends string>(path: Path<'put', P>, ...[body, options = {}]: Rest<Sent<'put', P>>): Promise<Answer<'put', P>> {
  return send('PUT', path, body, options);
}
export function patch<P extends string>(path: Path<'patch', P>, ...[body, options = {}]: Rest<Sent<'patch', P>>): Promise<Answer<'patch', P>> {
  return send('PATCH', path, body, options);
}
export function del<P extends string>(path: Path<'delete', P>, options: Options = {}): Promise<Answer<'delete', P>> {
  return send('DELETE', path, undefined, options);
}

/** Sends bytes as they are; everything else is JSON. */
export async function postBytes<T>(path: string, bytes: Blob, headers: Record<string, string>): Promise<T> {
  const init: RequestInit = { method: 'POST', credentials: 'same-origin', redirect: 'error', body: bytes, headers: { accept: 'application/json', 'content-type': 'application/octet-stream', ...headers } };
  return answered<T>(await request(API + path, init));
}

/** Browsers finish so much of what a page has sent after it was left, all of it together 64 KiB (Fetch, "keepalive"). */
const FINISHED_ANYWAY = 4_096;

async function send<T>(method: string, path: string, body: unknown, { query, signal }: Options): Promise<T> {
  const init: RequestInit = { method, credentials: 'same-origin', redirect: 'error', headers: { accept: 'application/json' } };
  if (signal) init.signal = signal;
  // An empty object too: the server accepts state changes only as JSON.
  if (method !== 'GET' && method !== 'DELETE') {
    init.body = JSON.stringify(body ?? {});
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
  }
  // What is shown at once must not be lost when the page is left at once.
  if (method !== 'GET' && String(init.body ?? '').length <= FINISHED_ANYWAY) init.keepalive = true;
  return answered<T>(await request(API + path + search(query), init));
}

async function answered<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const text = await response.text().catch(() => '');
  if (response.ok && text === '') return undefined as T;
  const value = parse(text);
  if (response.ok && value !== undefined) return value as T;
  throw toProblem(value, response.status) ?? unreadable(response.status);
}

async function request(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw offline();
  }
}

function search(query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null) params.set(name, String(value));
  return params.size > 0 ? `?${params}` : '';
}

/** The value of JSON, or undefined. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
