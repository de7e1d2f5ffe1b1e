import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../api/problem';
import { encodeMetadata, isTransient, tusUpload, waitFor } from './tus';

type Sent = { method: string; url: string; headers: Record<string, string>; size: number };
type Reply = { status: number; headers?: Record<string, string>; body?: string };

const sent: Sent[] = [];
let replies: ((request: Sent) => Reply)[] = [];

/** Answers each request with the next reply. */
class FakeRequest {
  upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onloadend: (() => void) | null = null;
  status = 0;
  responseText = '';
  private headers: Record<string, string> = {};
  private answer: Record<string, string> = {};
  private method = '';
  private url = '';
  open(method: string, url: string) {
    this.method = method;
    this.url = url;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  getResponseHeader(name: string) {
    return this.answer[name] ?? null;
  }
  abort() {
    this.onloadend?.();
  }
  send(body: Blob | null) {
    const request = { method: this.method, url: this.url, headers: this.headers, size: body?.size ?? 0 };
    sent.push(request);
    const reply = replies.shift()?.(request) ?? { status: 500 };
    this.status = reply.status;
    this.answer = reply.headers ?? {};
    this.responseText = reply.body ?? '';
    queueMicrotask(() => this.onloadend?.());
  }
}

const file = new Blob(['0123456789']);
const waits: number[] = [];
const urls: string[] = [];
const upload = (url: string | null = null) =>
  tusUpload(file, { metadata: { filename: 'ä.png' }, url, signal: new AbortController().signal, onUrl: (made) => urls.push(made), onProgress: () => undefined, onWait: (attempt) => waits.push(attempt) });

const created = (): Reply => ({ status: 201, headers: { location: '/api/v1/uploads/upl_1' } });
const complete = (): Reply => ({ status: 204, headers: { 'upload-offset': '10', 'countersign-file': 'fil_1', 'countersign-version': 'ver_1' } });
const problem = (status: number): Reply => ({ status, body: JSON.stringify({ code: 'x', detail: 'No.', status }) });

beforeEach(() => {
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  vi.stubGlobal('crypto', { subtle: { digest: () => Promise.resolve(new ArrayBuffer(32)) } });
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 2_000 });
  sent.length = waits.length = urls.length = 0;
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('an upload', () => {
  it('creates, sends a checked part and says which version it became', async () => {
    replies = [created, complete];
    await expect(upload()).resolves.toEqual({ file: 'fil_1', version: 'ver_1' });
    expect(sent.map((request) => [request.method, request.url])).toEqual([
      ['POST', '/api/v1/uploads'],
      ['PATCH', '/api/v1/uploads/upl_1'],
    ]);
    expect(sent[0]?.headers).toMatchObject({ 'tus-resumable': '1.0.0', 'upload-length': '10', 'upload-metadata': 'filename w6QucG5n' });
    expect(sent[1]?.headers['upload-checksum']).toMatch(/^sha256 [A-Za-z0-9+/]{43}=$/);
    expect(urls).toEqual(['/api/v1/uploads/upl_1']);
  });

  it('goes on at the offset the server has', async () => {
    replies = [() => ({ status: 200, headers: { 'upload-offset': '6' } }), complete];
    await upload('/api/v1/uploads/upl_1');
    expect(sent[1]).toMatchObject({ method: 'PATCH', size: 4, headers: { 'upload-offset': '6' } });
  });

  it('takes the result of an upload that was complete before the reload', async () => {
    replies = [() => ({ ...complete(), status: 200 })];
    await expect(upload('/api/v1/uploads/upl_1')).resolves.toEqual({ file: 'fil_1', version: 'ver_1' });
  });

  it('asks for the offset after a lost connection and tries again', async () => {
    replies = [created, () => ({ status: 0 }), () => ({ status: 200, headers: { 'upload-offset': '0' } }), complete];
    await upload();
    expect(sent.map((request) => request.method)).toEqual(['POST', 'PATCH', 'HEAD', 'PATCH']);
    expect(waits).toEqual([1]);
  });

  it('begins anew when the server has forgotten it', async () => {
    replies = [() => problem(404), created, complete];
    await upload('/api/v1/uploads/old');
    expect(sent.map((request) => request.method)).toEqual(['HEAD', 'POST', 'PATCH']);
  });

  it('gives up at once when the server refuses the file', async () => {
    replies = [() => problem(413)];
    await expect(upload()).rejects.toMatchObject({ status: 413 });
    expect(sent).toHaveLength(1);
  });

  it('never sends parts to another host', async () => {
    replies = [() => ({ status: 201, headers: { location: 'https://evil.example/api/v1/uploads/upl_1' } }), complete];
    await upload();
    expect(sent[1]?.url).toBe('/api/v1/uploads/upl_1');
  });
});

describe('trying again', () => {
  it('waits longer each time, or as long as the server says', () => {
    const failure = new ProblemError({ status: 503, code: 'unavailable', detail: '' });
    expect([1, 2, 6, 40].map((failures) => waitFor(failure, failures))).toEqual([1_000, 2_000, 30_000, 30_000]);
    expect(waitFor(new ProblemError({ status: 429, code: 'too_many', detail: '', retry_after: 12 }), 1)).toBe(12_000);
  });
  it.each([
    [0, true],
    [409, true],
    [429, true],
    [460, true],
    [503, true],
    [401, false],
    [403, false],
    [413, false],
    [422, false],
  ])('after %d: %s', (status, again) => expect(isTransient(new ProblemError({ status, code: '', detail: '' }))).toBe(again));
});

it('writes metadata as the protocol asks', () => expect(encodeMetadata({ filename: 'Häfen.docx', project: 'pro_1' })).toBe('filename SMOkZmVuLmRvY3g=,project cHJvXzE='));
