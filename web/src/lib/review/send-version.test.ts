import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sendVersion } from './send-version';

let reply: { status: number; body: string } | null = null;
let sent: Record<string, string> = {};
let aborted = 0;

/** Answers with the reply, or stays on its way while there is none. */
class FakeRequest {
  upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onloadend: (() => void) | null = null;
  status = 0;
  responseText = '';
  open(method: string, url: string) {
    sent = { method, url };
  }
  setRequestHeader(name: string, value: string) {
    sent[name] = value;
  }
  abort() {
    aborted += 1;
    this.onloadend?.();
  }
  send(body: Blob) {
    this.upload.onprogress?.({ loaded: body.size });
    if (!reply) return;
    this.status = reply.status;
    this.responseText = reply.body;
    queueMicrotask(() => this.onloadend?.());
  }
}

const progress = vi.fn();
const send = (signal = new AbortController().signal) => sendVersion('rev_1', new File(['0123456789'], 'Häfen.pdf'), signal, progress);

beforeEach(() => {
  vi.stubGlobal('XMLHttpRequest', FakeRequest);
  progress.mockClear();
  aborted = 0;
});
afterEach(() => vi.unstubAllGlobals());

it('sends the file with its name and gives the new version', async () => {
  reply = { status: 201, body: '{"version":"ver_2","review":"rev_2"}' };
  await expect(send()).resolves.toEqual({ version: 'ver_2', review: 'rev_2' });
  expect(sent).toEqual({ method: 'POST', url: '/api/v1/reviews/rev_1/versions', accept: 'application/json', 'content-type': 'application/octet-stream', 'version-name': 'H%C3%A4fen.pdf' });
  expect(progress).toHaveBeenCalledWith(10);
});

it.each([
  ['a refusal', 413, '{"code":"too_large","detail":"Too large."}', 'too_large'],
  ['no connection', 0, '', 'offline'],
  ['what is no JSON', 201, '<html>', 'unreadable'],
  ['another answer', 200, '{}', 'unreadable'],
])('says what went wrong after %s', async (_, status, body, code) => {
  reply = { status, body };
  await expect(send()).rejects.toMatchObject({ code, status });
});

it('is ended by its signal', async () => {
  reply = null;
  const ending = new AbortController();
  const sending = send(ending.signal);
  ending.abort();
  await expect(sending).rejects.toBe(ending.signal.reason);
  expect(aborted).toBe(1);
});
