// The server answers after the disk has it, and never before: what the system calls of a traced server say.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { expect, test } from '@playwright/test';

import { Api, type Comment } from '../fixtures/api';
import { bytesNamed } from '../fixtures/chance';
import { pause, type Server, startServer } from '../fixtures/server';
import { type Call, isFlush, parsed, startTraced, type Window, within } from '../fixtures/trace';

test('an acknowledgement comes after the disk has it', async () => {
  const scene = await quietScene();
  const traced = await startTraced(scene.server, []);
  const bytes = bytesNamed('the traced upload', 40_000);
  let uploading: Window;
  let commenting: Window;
  try {
    const upload = await scene.api.create(scene.project, 'Traced.bin', bytes.length);
    uploading = await during(scene.api, () => scene.api.send(upload, 0, bytes, { checksum: false }));
    commenting = await during(scene.api, () => scene.api.comment(scene.review, 'Is this on the disk?', randomUUID()));
  } finally {
    await traced.stop();
  }
  const calls = parsed(readFileSync(traced.trace, 'utf8'));
  scene.server.remove();

  const upload = within(calls, uploading);
  const [part, moved, folder, rows] = [
    only(upload, 'the sealed part is flushed', (call) => isFlush(call) && /\/blobs\/staging\/[0-9a-f]{32}$/.test(call.path)),
    only(upload, 'the part gets its name', (call) => call.name.startsWith('rename') && call.text.includes('/blobs/objects/')),
    only(upload, 'the folder of the part is flushed', (call) => isFlush(call) && /\/blobs\/objects\/[0-9a-f]{2}$/.test(call.path)),
    flushOfRows(upload),
  ];
  const answer = first(upload, 'the answer to the upload', isAnswer);
  inOrder([part, moved, folder, rows.first, rows.flush, answer]);

  const comment = within(calls, commenting);
  const written = flushOfRows(comment);
  inOrder([written.first, written.flush, first(comment, 'the answer to the comment', isAnswer)]);
});

test('who asks again while the disk is slow waits for the disk as well', async () => {
  const scene = await quietScene();
  const { api, review } = scene;
  const slow = 1000;
  const traced = await startTraced(scene.server, ['-e', `inject=fsync,fdatasync:delay_enter=${slow * 1000}`]);
  try {
    const root = await api.comment(review, 'To be settled twice.', randomUUID());
    await Promise.all(Array.from({ length: 6 }, () => api.get('/me')));
    await pause(5 * slow);
    const begun = Date.now();
    const before = api.comment(review, 'Keeps the disk busy.', randomUUID());
    const busy = await rowsWritten(traced.trace, begun);
    // These stand in line for the next commit, the second and third behind the first.
    const client = randomUUID();
    const answered = await Promise.all([
      ...Array.from({ length: 3 }, async () => [(await api.comment(review, 'Sent again.', client)).id, Date.now() - busy] as const),
      ...Array.from({ length: 3 }, async () => [(await api.post<Comment>(`/comments/${root.id}/resolve`, {})).id, Date.now() - busy] as const),
    ]);
    await before;
    expect(new Set(answered.map(([id]) => id)).size, 'one new comment and one settled').toBe(2);
    // One flush keeps the line waiting, and a second one is theirs.
    expect(Math.min(...answered.map(([, waited]) => waited)), `nobody is told before the disk has it: ${answered}`).toBeGreaterThanOrEqual(2 * slow);
  } finally {
    await traced.stop();
    scene.server.remove();
  }
});

/** When the trace first shows rows on their way to the disk after some moment; in milliseconds. */
async function rowsWritten(trace: string, after: number): Promise<number> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const calls = parsed(readFileSync(trace, 'utf8')).filter((call) => call.at * 1000 >= after);
    const found = calls.find((call) => call.path.endsWith('/countersign.db-wal') && call.name.startsWith('pwrite'));
    if (found !== undefined) return Math.floor(found.at * 1000);
    await pause(10);
  }
  throw new Error('no rows were written');
}

type QuietScene = { server: Server; api: Api; project: string; group: string; review: string };

/** A review in an installation where nothing else goes on; its server has stopped. */
async function quietScene(): Promise<QuietScene> {
  const server = await startServer({ demo: false });
  const api = new Api(server.origin);
  const me = await api.setUp(await server.link('/setup#'));
  const { id: project } = await api.post<{ id: string }>('/projects', { name: 'Traced' });
  const { id: group } = await api.post<{ id: string }>(`/projects/${project}/groups`, { name: 'Internal' });
  await api.post(`/groups/${group}/reviewers`, { email: me.member?.email, name: me.member?.person.name });
  const done = await api.upload(project, 'Subject.bin', bytesNamed('subject', 1000));
  const { reviews } = await api.post<{ reviews: string[] }>('/reviews', { versions: [done.version], groups: [group] });
  // The first comment of somebody in a project makes a key; the later ones write one database only.
  await api.comment(reviews[0] ?? '', 'First.', randomUUID());
  await server.stop();
  return { server, api, project, group, review: reviews[0] ?? '' };
}

async function during(api: Api, work: () => Promise<unknown>): Promise<Window> {
  // Opens the connection, and lets what earlier requests left behind come to rest.
  await api.get('/me');
  await pause(1500);
  const from = Date.now() / 1000;
  await work();
  return { from, to: (Date.now() + 1) / 1000 };
}

function isAnswer(call: Call): boolean {
  return call.path.startsWith('TCP');
}

/** The first writing of rows and the flush that follows it. */
function flushOfRows(calls: Call[]): { first: Call; flush: Call } {
  const log = (call: Call) => call.path.endsWith('/countersign.db-wal');
  const writing = first(calls, 'rows are written', (call) => log(call) && call.name.startsWith('pwrite'));
  const flush = first(calls.slice(calls.indexOf(writing)), 'rows are flushed', (call) => log(call) && isFlush(call));
  return { first: writing, flush };
}

function first(calls: Call[], what: string, is: (call: Call) => boolean): Call {
  const found = calls.find(is);
  expect(found, `${what}; the trace says:\n${calls.map((call) => call.text.slice(0, 120)).join('\n')}`).toBeDefined();
  return found as Call;
}

function only(calls: Call[], what: string, is: (call: Call) => boolean): Call {
  expect(calls.filter(is).length, `${what} once`).toBe(1);
  return first(calls, what, is);
}

/** Each call ended before the next one began. */
function inOrder(calls: Call[]): void {
  calls.slice(1).forEach((call, index) => {
    const before = calls[index] as Call;
    expect(before.ended, `before\n${call.text.slice(0, 160)}\nthis had to end:\n${before.text.slice(0, 160)}`).toBeLessThan(call.begun);
  });
}
