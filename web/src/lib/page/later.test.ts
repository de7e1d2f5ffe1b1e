// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { later } from './later';

describe('a part that comes later', () => {
  it('is fetched once and then at hand', async () => {
    let fetched = 0;
    const part = later(async () => (fetched += 1));
    expect(part.here().part).toBeNull();
    await Promise.all([part.load(), part.load()]);
    await part.load();
    expect(part.here()).toEqual({ part: 1, failed: null });
  });

  it('says that it could not come, and comes when it is asked for again', async () => {
    const answers = [Promise.reject(new TypeError('Failed to fetch')), Promise.resolve('panel')];
    const part = later(() => answers.shift() ?? Promise.reject(new Error('asked too often')));
    const told: (string | null)[] = [];
    part.subscribe(() => told.push(part.here().failed?.code ?? part.here().part));
    await part.load();
    await part.load();
    expect(told).toEqual(['offline', null, 'panel']);
  });

  it('is prepared where nobody has asked, and left to whoever was told that it failed', async () => {
    let asked = 0;
    const part = later(() => {
      asked += 1;
      return Promise.reject(new TypeError('Failed to fetch'));
    });
    part.prepare();
    await part.load();
    part.prepare();
    expect(asked).toBe(1);
    expect(part.here().failed?.code).toBe('offline');
  });
});
