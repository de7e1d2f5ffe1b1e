import { describe, expect, it } from 'vitest';
import { matched, percent, Speed, step, totals, type UploadEvent, type UploadItem } from './uploadState';

const item: UploadItem = { id: '1', project: 'pro_1', name: 'film.mp4', size: 1_000, sent: 0, phase: { is: 'queued' }, groups: [], start: null, preview: null };
const after = (events: UploadEvent[], start: UploadItem = item) => events.reduce(step, start);
const done: UploadEvent = { type: 'done', file: 'fil_1', version: 'ver_1', started: false };

describe('an upload', () => {
  it('runs, reports and ends', () => expect(after([{ type: 'run' }, { type: 'progress', sent: 400 }, { type: 'uploaded' }, done])).toMatchObject({ sent: 1_000, phase: { is: 'done', version: 'ver_1' } }));
  it('stays paused when a late report of a stopped part comes in', () =>
    expect(after([{ type: 'run' }, { type: 'progress', sent: 400 }, { type: 'pause' }, { type: 'progress', sent: 500 }])).toMatchObject({ sent: 400, phase: { is: 'paused' } }));
  it('waits for the connection and runs again with the next report', () =>
    expect(after([{ type: 'run' }, { type: 'wait', attempt: 2 }, { type: 'progress', sent: 10 }])).toMatchObject({ sent: 10, phase: { is: 'running' } }));
  it('queues again after a pause, a failure or a reload', () => {
    expect(after([{ type: 'run' }, { type: 'pause' }, { type: 'resume' }]).phase.is).toBe('queued');
    expect(after([{ type: 'fail', detail: 'Too large.' }, { type: 'resume' }]).phase.is).toBe('queued');
    expect(after([{ type: 'resume' }], { ...item, phase: { is: 'asking' } }).phase.is).toBe('queued');
  });
  it('does not fail after it is done', () => expect(after([{ type: 'run' }, done, { type: 'fail', detail: 'late' }]).phase.is).toBe('done'));
  it('says 100 percent only when the server has everything', () => {
    expect(percent({ ...item, sent: 1_000, phase: { is: 'running' } })).toBe(99);
    expect(percent(after([{ type: 'run' }, { type: 'uploaded' }]))).toBe(100);
  });
});

it('counts what is left of active uploads only', () =>
  expect(totals([after([{ type: 'run' }, { type: 'progress', sent: 400 }]), after([{ type: 'run' }, done]), item])).toEqual({ all: 3, done: 1, active: 2, sent: 400, size: 2_000 }));

describe('speed', () => {
  it('is silent until it has seen enough', () => {
    const speed = new Speed();
    speed.add(100, 0);
    speed.add(100, 1_000);
    expect(speed.perSecond(1_000)).toBeUndefined();
  });
  it('is the mean of the last seconds', () => {
    const speed = new Speed();
    for (let second = 0; second <= 20; second += 1) speed.add(1_000, second * 1_000);
    expect(speed.perSecond(20_000)).toBe(1_000);
    expect(speed.perSecond(60_000)).toBeUndefined();
  });
});

describe('files that are picked again', () => {
  const waiting = (id: string, name: string, size: number): UploadItem => ({ ...item, id, name, size, phase: { is: 'asking' } });
  it('go to the uploads of their name and size, each to one', () => {
    const files = [{ name: 'b.png', size: 2 }, { name: 'a.png', size: 1 }, { name: 'a.png', size: 9 }, { name: 'a.png', size: 1 }];
    const items = [waiting('1', 'a.png', 1), waiting('2', 'b.png', 2), waiting('3', 'a.png', 1), waiting('4', 'c.png', 3), waiting('5', 'a.png', 1)];
    expect(matched(items, files).map(({ id, blob }) => `${id} ${blob.name} ${blob.size}`)).toEqual(['1 a.png 1', '2 b.png 2', '3 a.png 1']);
  });
});
