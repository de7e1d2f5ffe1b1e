import { afterEach, expect, it, vi } from 'vitest';
import { get, post } from './client';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['a change is finished after the page was left', () => post('/inbox/mark', { all: true, read: true }), true],
  ['what is more than browsers finish is sent as usual', () => post('/inbox/mark', { items: Array.from({ length: 500 }, (_, place) => `itm_${place}`), read: true }), undefined],
  ['an answer that nobody reads any more is not waited for', () => get('/inbox/unread'), undefined],
])('%s', async (_what, ask, keepalive) => {
  const asked: RequestInit[] = [];
  vi.stubGlobal('fetch', (_address: string, init: RequestInit) => {
    asked.push(init);
    return Promise.resolve(new Response('{}'));
  });
  await ask();
  expect(asked.map((init) => init.keepalive)).toEqual([keepalive]);
});
