import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TileStore, type Loading } from './tile-store';
import { keyOf, type Tile } from './tiles';

type Call = { readonly key: string; readonly arrive: () => void; readonly fail: () => void; stopped: boolean };

function setUp(most = 8) {
  const calls: Call[] = [];
  const ready = vi.fn();
  const load = (tile: Tile): Loading<string> => {
    let call: Call | undefined;
    const picture = new Promise<string>((resolve, reject) => {
      call = { key: keyOf(tile), arrive: () => resolve(keyOf(tile)), fail: () => reject(new Error('gone')), stopped: false };
      calls.push(call);
    });
    return { picture, stop: () => call && (call.stopped = true) };
  };
  const store = new TileStore(load, most, ready);
  const running = () => calls.filter((call) => !call.stopped).map(({ key }) => key);
  return { store, calls, ready, running };
}

const row = (count: number, y = 0): Tile[] => Array.from({ length: count }, (_, x) => ({ level: 0, x, y }));
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('TileStore', () => {
  it('loads six at a time in the order wanted', async () => {
    const { store, calls, running, ready } = setUp();
    store.want(row(8));
    expect(running()).toEqual(['0/0/0', '0/1/0', '0/2/0', '0/3/0', '0/4/0', '0/5/0']);
    calls[2]?.arrive();
    await settle();
    expect(store.get({ level: 0, x: 2, y: 0 })).toBe('0/2/0');
    expect(ready).toHaveBeenCalledTimes(1);
    expect(calls.at(-1)?.key).toBe('0/6/0');
    expect(store.settled).toBe(false);
  });

  it('stops what is no longer wanted and ignores it when it comes anyway', async () => {
    const { store, calls, ready } = setUp();
    store.want(row(2));
    store.want(row(2, 1));
    expect(calls.slice(0, 2).every((call) => call.stopped)).toBe(true);
    calls[0]?.arrive();
    await settle();
    expect(ready).not.toHaveBeenCalled();
    expect(store.get({ level: 0, x: 0, y: 0 })).toBeUndefined();
  });

  it('keeps the tiles used last and no more than it may', async () => {
    const { store, calls } = setUp(4);
    store.want(row(4));
    calls.forEach((call) => call.arrive());
    await settle();
    store.want([{ level: 0, x: 0, y: 0 }, { level: 0, x: 9, y: 9 }]);
    calls.at(-1)?.arrive();
    await settle();
    expect(store.get({ level: 0, x: 0, y: 0 })).toBe('0/0/0');
    expect(store.get({ level: 0, x: 1, y: 0 })).toBeUndefined();
  });

  it('tries a failed tile again after a pause, three times in all', async () => {
    const { store, calls } = setUp();
    store.want(row(1));
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(calls).toHaveLength(attempt);
      calls.at(-1)?.fail();
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(calls).toHaveLength(3);
  });

  it('forgets everything when it is closed', async () => {
    const { store, calls } = setUp();
    store.want(row(7));
    calls[0]?.arrive();
    await settle();
    store.close();
    expect(store.get({ level: 0, x: 0, y: 0 })).toBeUndefined();
    expect(calls.slice(1).every((call) => call.stopped)).toBe(true);
    calls[1]?.fail();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(calls).toHaveLength(7);
  });
});
