import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { UploadRecord } from './record';
import { Uploads } from './uploads';

// The edges are the browser's storage and locks, which all tabs share, and the network, where nothing ends by itself.
const { stored } = vi.hoisted(() => ({ stored: new Map<string, UploadRecord>() }));
vi.mock('./record', () => ({
  records: {
    all: async () => [...stored.values()],
    one: async (id: string) => stored.get(id),
    save: async (record: UploadRecord) => void stored.set(record.id, record),
    remove: async (id: string) => void stored.delete(id),
    clear: async () => stored.clear(),
  },
}));
const tusDelete = vi.hoisted(() => vi.fn());
vi.mock('./tus', () => ({ tusUpload: () => new Promise(() => undefined), tusDelete }));

const held = new Map<string, Promise<unknown>>();
const locks = {
  request: (name: string, run: () => Promise<void>) => {
    const turn = (held.get(name) ?? Promise.resolve()).then(run);
    held.set(name, turn);
    return turn;
  },
};

beforeEach(() => {
  stored.clear();
  held.clear();
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true });
});
afterEach(() => void Reflect.deleteProperty(navigator, 'locks'));

const settled = () => new Promise((done) => setTimeout(done, 20));
function tab(): Uploads {
  const uploads = new Uploads(new QueryClient());
  uploads.subscribe(() => undefined);
  return uploads;
}
const begin = (uploads: Uploads) => uploads.add([{ blob: new File(['abc'], 'a.bin'), handle: null, path: null, project: 'pro_1', section: null, file: null, start: null }]);

it('another tab does not show what this one is uploading, and cannot cancel it', async () => {
  const first = tab();
  begin(first);
  await settled();
  const second = tab();
  await settled();
  expect(first.snapshot()).toHaveLength(1);
  expect(second.snapshot()).toEqual([]);
});

it('another tab does not wake up for an upload that was given up here', async () => {
  const first = tab();
  begin(first);
  await settled();
  const second = tab();
  await settled();
  first.cancel(first.snapshot()[0]?.id ?? '');
  await settled();
  expect([first.snapshot(), second.snapshot(), stored.size]).toEqual([[], [], 0]);
});

it('what was stopped by closing its tab is offered in the next one, also without locks', async () => {
  stored.set('up_1', { id: 'up_1', project: 'pro_1', section: null, file: null, name: 'a.bin', path: null, size: 3, modified: 0, url: null, start: null, handle: null });
  const next = tab();
  await settled();
  expect(next.snapshot()).toMatchObject([{ id: 'up_1', phase: { is: 'asking' } }]);
  Reflect.deleteProperty(navigator, 'locks');
  const plain = tab();
  await settled();
  expect(plain.snapshot()).toHaveLength(1);
});
