/** Typed fetch client of /api/v1. Every failure is a ProblemError; bodies are JSON both ways. */
import { offline, toProblem, unreadable } from './problem';

export const API = '/api/v1';

type Query = Record<string, string | number | undefined | null>;
type Options = { query?: Query; signal?: AbortSignal };

export function get<T>(path: string, options: Options = {}): Promise<T> {
  return send<T>('GET', path, undefined, options);
}
export function post<T = void>(path: string, body?: unknown, options: Options = {}): Promise<T> {
  return send<T>('POST', path, body, options);
}
export function put<T = void>(path: string, body?: unknown, options: Options = {}): Promise<T> {
  return send<T>('PUT', path, body, options);
}
export function patch<T = void>(path: string, body?: unknown, options: Options = {}): Promise<T> {
  return send<T>('PATCH', path, body, options);
}
export function del<T = void>(path: string, options: Options = {}): Promise<T> {
  return send<T>('DELETE', path, undefined, options);
}

/** Sends bytes as they are; everything else is JSON. */
export async function postBytes<T>(path: string, bytes: Blob, headers: Record<string, string>): Promise<T> {
  const init: RequestInit = { method: 'POST', credentials: 'same-origin', redirect: 'error', body: bytes, headers: { accept: 'application/json', 'content-type': 'application/octet-stream', ...headers } };
  return answered<T>(await request(API + path, init));
}

async function send<T>(method: string, path: string, body: unknown, { query, signal }: Options): Promise<T> {
  const init: RequestInit = { method, credentials: 'same-origin', redirect: 'error', headers: { accept: 'application/json' } };
  if (signal) init.signal = signal;
  // An empty object too: the server accepts state changes only as JSON.
  if (method !== 'GET' && method !== 'DELETE') {
    init.body = JSON.stringify(body ?? {});
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
  }
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
