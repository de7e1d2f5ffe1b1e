// A file as big as the product takes: server and sender are killed on the way, the bytes are the same at the end, and the
// server's memory does not grow with the file.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statfsSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { expect, test } from '@playwright/test';

import { Api, type ReviewPage } from '../fixtures/api';
import { pause, type Server, startServer } from '../fixtures/server';
import { digestOf } from './big-file';

const GB = 1_000_000_000;
/** What has to stay free on the disk. */
const RESERVE = 5 * GB;
/** The memory of a server that does this, in bytes; whatever the size of the file. */
const MEMORY = 200_000_000;
/** How much one part of the way may take more than the first one. */
const GROWTH = 60_000_000;

/** When it happens, as a share of the file, and to whom. */
const KILLS: [number, 'server' | 'sender'][] = [[0.1, 'sender'], [0.25, 'server'], [0.4, 'sender'], [0.55, 'server'], [0.8, 'server'], [0.95, 'sender']];

test('a big file arrives whole although server and sender are killed on the way', async () => {
  const size = sizeThatFits();
  test.setTimeout(300_000 + (size / GB) * 150_000);
  const server = await startServer({ demo: false });
  const memory = watchMemory(server);
  try {
    const api = new Api(server.origin);
    const me = await api.setUp(await server.link('/setup#'));
    const { id: project } = await api.post<{ id: string }>('/projects', { name: 'Big' });
    const { id: group } = await api.post<{ id: string }>(`/projects/${project}/groups`, { name: 'Internal' });
    await api.post(`/groups/${group}/reviewers`, { email: me.member?.email, name: me.member?.person.name });
    const upload = await api.create(project, 'Rushes.bin', size);

    const begun = Date.now();
    const [version, digest] = await Promise.all([sent(server, api, upload, size), digestOf(size)]);
    console.log(`${(size / GB).toFixed(1)} GB sent in ${seconds(begun)} s with ${KILLS.length} kills`);

    const { reviews } = await api.post<{ reviews: string[] }>('/reviews', { versions: [version], groups: [group] });
    const page = await api.get<ReviewPage>(`/reviews/${reviews[0]}`);
    expect([page.version.size, page.version.sha256]).toEqual([size, digest]);

    const again = Date.now();
    expect(await downloaded(server, api, version), 'what comes back').toEqual([size, digest]);
    console.log(`read again in ${seconds(again)} s`);
    memory.verify();
  } finally {
    memory.stop();
    await server.stop();
    server.remove();
  }
});

function sizeThatFits(): number {
  const wanted = Number(process.env['UPLOAD_GB'] ?? 20) * GB;
  const { bavail, bsize } = statfsSync(tmpdir());
  const room = bavail * bsize - RESERVE;
  const size = Math.min(wanted, Math.floor(room / 1.02 / GB) * GB);
  if (size < wanted) console.log(`there is room for ${size / GB} GB only, not for ${wanted / GB}`);
  expect(size, `room on the disk of ${tmpdir()}`).toBeGreaterThanOrEqual(Math.min(wanted, GB));
  return size;
}

/** Sends until the version is there, through all kills. */
async function sent(server: Server, api: Api, upload: string, size: number): Promise<string> {
  const kills = KILLS.map(([share, who]) => ({ at: Math.floor(share * size), who }));
  let acknowledged = 0;
  for (let attempt = 0; attempt < KILLS.length + 3; attempt += 1) {
    const sender = startSender(server, api, upload, size);
    const next = kills.shift();
    const outcome = await new Promise<string | null>((done) => {
      createInterface({ input: sender.stdout ?? process.stdin }).on('line', (line) => {
        const [word, value = ''] = line.split(' ');
        if (word === 'from') {
          expect(Number(value), 'what was kept is not lost').toBeGreaterThanOrEqual(acknowledged);
          acknowledged = Number(value);
        }
        if (word === 'at' && next !== undefined && Number(value) >= next.at && !server.process.killed && !sender.killed) {
          // 9, as when the power goes or the browser is ended.
          (next.who === 'server' ? server.process : sender).kill('SIGKILL');
        }
        if (word === 'version') done(value);
      });
      sender.once('exit', () => done(null));
    });
    if (outcome !== null) return outcome;
    if (server.process.signalCode !== null || server.process.killed) {
      await server.stop('SIGKILL');
      await server.restart();
    }
    await pause(200);
  }
  throw new Error('the upload did not end');
}

function startSender(server: Server, api: Api, upload: string, size: number): ChildProcess {
  const cookie = api.cookies().map(({ name, value }) => `${name}=${value}`).join('; ');
  const words = ['--no-warnings', resolve('full/sender.ts'), server.origin, upload, String(size)];
  return spawn(process.execPath, words, { env: { COOKIE: cookie }, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function downloaded(server: Server, api: Api, version: string): Promise<[number, string]> {
  const cookie = api.cookies().map(({ name, value }) => `${name}=${value}`).join('; ');
  const hash = createHash('sha256');
  let length = 0;
  await new Promise<void>((done, failed) => {
    get(`${server.origin}/api/v1/versions/${version}/content`, { headers: { cookie }, rejectUnauthorized: false }, (answer) => {
      answer.on('data', (bytes: Buffer) => {
        length += bytes.length;
        hash.update(bytes);
      });
      answer.once('end', done);
      answer.once('error', failed);
    }).once('error', failed);
  });
  return [length, hash.digest('hex')];
}

/** The memory of the server's process, twice a second; the first second of each process does not count. */
function watchMemory(server: Server): { verify(): void; stop(): void } {
  const byProcess = new Map<number, number[]>();
  const timer = setInterval(() => {
    const id = server.process.pid ?? 0;
    try {
      const status = readFileSync(`/proc/${id}/status`, 'utf8');
      const resident = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
      if (resident > 0) byProcess.set(id, [...(byProcess.get(id) ?? []), resident]);
    } catch {
      // Killed just now.
    }
  }, 500);
  return {
    stop: () => clearInterval(timer),
    verify: () => {
      for (const samples of byProcess.values()) {
        const half = Math.floor(samples.length / 2);
        const [early, late] = [Math.max(...samples.slice(0, half)), Math.max(...samples.slice(half))];
        console.log(`memory over ${samples.length / 2} s: ${Math.round(early / 1e6)} MB, then ${Math.round(late / 1e6)} MB`);
        if (samples.length < 8) continue;
        expect(Math.max(early, late), 'bytes of memory').toBeLessThan(MEMORY);
        expect(late - early, 'growth in bytes').toBeLessThan(GROWTH);
      }
    },
  };
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(0);
}
