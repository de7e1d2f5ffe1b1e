// A disk without room, a service of files that is gone or silent: what cannot be kept is refused in words, nothing
// acknowledged is lost, and everything goes on when the storage does.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { Api, Refused, sha256, text } from '../fixtures/api';
import { startBucket } from '../fixtures/backends';
import { bytesNamed } from '../fixtures/chance';
import { pause, type Server, startServer } from '../fixtures/server';

type Stage = { server: Server; api: Api; project: string; review: string; digest: string };

async function setStage(server: Server): Promise<Stage> {
  const api = new Api(server.origin);
  const me = await api.signIn(await server.link('/sign-in#'));
  const { id: project } = await api.post<{ id: string }>('/projects', { name: 'Storage' });
  const { id: group } = await api.post<{ id: string }>(`/projects/${project}/groups`, { name: 'Internal' });
  await api.post(`/groups/${group}/reviewers`, { email: me.member?.email, name: me.member?.person.name });
  const subject = bytesNamed('subject', 20_000);
  const done = await api.upload(project, 'subject.bin', subject);
  const started = await api.post<{ reviews: string[] }>('/reviews', { versions: [done.version], groups: [group] });
  return { server, api, project, review: started.reviews[0] ?? '', digest: sha256(subject) };
}

/** What was refused, with its code; any other failure is a defect. */
async function refusal(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    expect(error.status, error.message).toBe(503);
    return error.code;
  }
}

type Kept = { files: { version: string; digest: string }[]; comments: string[]; decisions: string[] };

/** Everything acknowledged is there, byte for byte and word for word. */
async function everythingIsThere({ api, review }: Stage, kept: Kept): Promise<void> {
  for (const { version, digest } of kept.files) {
    // To look at: a download is logged, and a log needs room.
    expect(sha256(await api.bytes(`/versions/${version}/content?use=view`)), version).toBe(digest);
  }
  const comments = (await api.comments(review)).map((comment) => text(comment.body));
  expect(comments.sort()).toEqual([...kept.comments].sort());
  const page = await api.get<{ decisions: { id: string }[] }>(`/reviews/${review}`);
  expect(page.decisions.map(({ id }) => id).sort()).toEqual([...kept.decisions].sort());
}

async function upload({ api, project }: Stage, kept: Kept, name: string, size: number): Promise<void> {
  const bytes = bytesNamed(name, size);
  const done = await api.upload(project, name, bytes);
  kept.files.push({ version: done.version ?? '', digest: sha256(bytes) });
}

async function comment({ api, review }: Stage, kept: Kept, words: string): Promise<void> {
  await api.comment(review, words, randomUUID());
  kept.comments.push(words);
}

async function decide({ api, review, digest }: Stage, kept: Kept): Promise<void> {
  const verdict = kept.decisions.length % 2 === 0 ? 'approve' : 'request_changes';
  kept.decisions.push((await api.decide(review, verdict, digest, kept.decisions.at(-1) ?? null)).id);
}

test('a full disk refuses in words, loses nothing and goes on when there is room', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-full-'));
  mkdirSync(join(folder, 'data'));
  // A disk of 64 MiB that only the server sees. A file on it takes half of the room until it is told to go.
  const disk = [
    'mount -t tmpfs -o size=64m,mode=700 tmpfs data',
    'head -c 32m /dev/zero >data/ballast',
    // Not for ever: a test that fails leaves nothing running.
    '(for turn in $(seq 1000); do [ ! -e release ] || break; sleep 0.2; done; rm data/ballast) &',
    'exec "$@"',
  ].join('\n');
  const server = await startServer({ demo: true, folder, variables: {}, by: ['unshare', '--map-root-user', '--mount', 'sh', '-ec', disk, 'sh'] });
  const kept: Kept = { files: [], comments: [], decisions: [] };
  try {
    const stage = await setStage(server);
    await comment(stage, kept, 'Before the disk is full');
    await decide(stage, kept);
    for (const size of [8_000_000, 1_000_000, 100_000, 4_000]) {
      let full: string | null = null;
      for (let turn = 0; full === null && turn < 40; turn += 1) full = await refusal(upload(stage, kept, `fill ${size} ${turn}.bin`, size));
      expect(full, `files of ${size} bytes`).toBe('storage_full');
    }
    let full: string | null = null;
    for (let turn = 0; full === null && turn < 400; turn += 1) {
      full = (await refusal(comment(stage, kept, `Comment ${turn} on a nearly full disk`))) ?? (await refusal(decide(stage, kept)));
    }
    expect(full, 'comments and decisions').toBe('storage_full');
    // What needs no room goes on.
    await everythingIsThere(stage, kept);

    writeFileSync(join(folder, 'release'), '');
    await pause(1_000);
    await comment(stage, kept, 'After there is room');
    await decide(stage, kept);
    await upload(stage, kept, 'after.bin', 8_000_000);
    await everythingIsThere(stage, kept);
  } finally {
    await server.stop();
    server.remove();
  }
});

test('a service of files that is gone or silent refuses uploads alone, which then go on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bucket-'));
  const bucket = await startBucket(folder);
  const server = await startServer({ demo: true, folder, variables: { ...bucket.variables, COUNTERSIGN_STORE__TIMEOUT_SECONDS: '2' } });
  const kept: Kept = { files: [], comments: [], decisions: [] };
  try {
    const stage = await setStage(server);
    const bytes = bytesNamed('resumed', 12_000_000);
    const id = await stage.api.create(stage.project, 'resumed.bin', bytes.length);
    await stage.api.send(id, 0, bytes.subarray(0, 5_000_000), { checksum: true });

    for (const way of ['gone', 'silent'] as const) {
      if (way === 'gone') await bucket.stop();
      else bucket.process.kill('SIGSTOP');
      const begun = Date.now();
      expect(await refusal(stage.api.send(id, 5_000_000, bytes.subarray(5_000_000), { checksum: false })), way).toBe('storage_unavailable');
      expect(Date.now() - begun, `${way}: milliseconds until the answer`).toBeLessThan(20_000);
      await comment(stage, kept, `While the service is ${way}`);
      await decide(stage, kept);
      if (way === 'gone') await bucket.restart();
      else bucket.process.kill('SIGCONT');
    }

    const { offset } = await stage.api.look(id);
    expect(offset, 'what was acknowledged is kept').toBe(5_000_000);
    const done = await stage.api.send(id, offset, bytes.subarray(offset), { checksum: true });
    kept.files.push({ version: done.version ?? '', digest: sha256(bytes) });
    await everythingIsThere(stage, kept);
  } finally {
    await server.stop();
    bucket.process.kill('SIGCONT');
    await bucket.stop();
    server.remove();
  }
});

test('a restart loses no upload that is on its way', async () => {
  const server = await startServer({ demo: true });
  const kept: Kept = { files: [], comments: [], decisions: [] };
  try {
    const stage = await setStage(server);
    const under = Array.from({ length: 4 }, (_, index) => upload(stage, kept, `under way ${index}.bin`, 6_000_000));
    await pause(50);
    const stopping = server.stop('SIGTERM');
    const ends = await Promise.allSettled(under);
    await stopping;
    // A connection that was let in is served to its end; one that was not never sent a byte.
    const failed = ends.filter((end) => end.status === 'rejected').map((end) => String(end.reason));
    expect(failed.filter((reason) => !reason.includes('ECONNREFUSED'))).toEqual([]);
    await server.restart();
    await everythingIsThere(stage, kept);
  } finally {
    await server.stop();
    server.remove();
  }
});
