// Keeps an installation of this version's schema with data in it, for the test that later versions can open it:
// scripts/keep-schema. Not a test of the long suite by itself.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect, test } from '@playwright/test';

import { Api, type Overview, sha256 } from '../fixtures/api';
import { newDatabases } from '../fixtures/backends';
import { bytesNamed } from '../fixtures/chance';
import { filesBelow } from '../fixtures/scan';
import { pause, startServer } from '../fixtures/server';

const name = process.env['KEEP_SCHEMA'];
/** Larger objects stay out of the repository: nothing that a migration does depends on them. */
const LARGEST = 64 * 1024;

test('keep an installation', async () => {
  test.skip(name === undefined, 'only scripts/keep-schema keeps one');
  const databases = newDatabases();
  const engine = Object.keys(databases).length > 0 ? 'postgres' : 'sqlite';
  const place = resolve(`../crates/server/tests/fixtures/schema-${name}/${engine}`);
  const server = await startServer({ demo: true, variables: databases });
  try {
    const api = new Api(server.origin);
    await api.signIn(await server.link('/sign-in#'));
    await more(api);
    await pause(20_000);
    const previews = await api.get<Overview>('/overview');
    expect(previews.projects.length, 'the demo; the archived one is not listed').toBeGreaterThan(2);
    await server.stop();

    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    cpSync(join(server.folder, 'keys'), join(place, 'keys'), { recursive: true });
    for (const file of readdirSync(join(place, 'keys')).filter((file) => /tls|pem|lock/.test(file))) rmSync(join(place, 'keys', file), { recursive: true });
    for (const file of filesBelow(join(server.folder, 'data', 'blobs', 'objects'))) {
      if (statSync(file).size <= LARGEST) cpSync(file, file.replace(join(server.folder, 'data'), place), { recursive: true });
    }
    for (const [what, file] of [['MAIN', 'countersign'], ['KEYSTORE', 'keystore']]) {
      const address = databases[`COUNTERSIGN_DATABASE__${what}`];
      if (address === undefined) {
        const copied = new DatabaseSync(join(server.folder, 'data', `${file}.db`));
        copied.exec(`VACUUM INTO '${join(place, `${file}.db`)}'`);
        copied.close();
      } else {
        const dump = execFileSync('pg_dump', ['--no-owner', '--no-privileges', '--inserts', '--rows-per-insert=50', '-d', address]);
        // Words to the client that dumped it, not to the server.
        writeFileSync(join(place, `${file}.sql`), dump.toString('utf8').split('\n').filter((line) => !/^(\\|SET transaction_timeout)/.test(line)).join('\n'));
      }
    }
  } finally {
    await server.stop();
    server.remove();
  }
});

/** What the demo lacks: passwords, trash, withdrawals, likes, unfinished uploads, things of an archive. */
async function more(api: Api): Promise<void> {
  const { id: project } = await api.post<{ id: string }>('/projects', { name: 'Kept for later versions' });
  const { id: group } = await api.post<{ id: string }>(`/projects/${project}/groups`, { name: 'Kept reviewers' });
  await api.post(`/groups/${group}/reviewers`, { email: 'mara@larkfield.example', name: 'Mara' });
  await api.put(`/groups/${group}/password`, { password: 'seven quiet otters' });
  const bytes = bytesNamed('kept', 5000);
  const kept = await api.upload(project, 'Kept.bin', bytes);
  const trashed = await api.upload(project, 'Trashed.bin', bytesNamed('trashed', 100));
  await api.create(project, 'Never finished.bin', 1000);
  const { reviews } = await api.post<{ reviews: string[] }>('/reviews', { versions: [kept.version], groups: [group] });
  const review = reviews[0] ?? '';
  const comment = await api.comment(review, 'Kept words: the moon glow clips, “zu hell”.', '0190a000-0000-4000-8000-000000000001');
  await api.put(`/comments/${comment.id}/like`, {});
  await api.put(`/comments/${comment.id}/pin`, {});
  const decision = await api.decide(review, 'approve', sha256(bytes), null);
  await api.post(`/decisions/${decision.id}/withdraw`, { locale: 'en', zone: 'Europe/Oslo' });
  await api.decide(review, 'request_changes', sha256(bytes), (await api.get<{ me: { decision: string | null } }>(`/reviews/${review}`)).me.decision);
  await api.remove(`/files/${trashed.file}`);
  await api.post('/team/invitations', { email: 'later@larkfield.example', name: 'Later', role: 'member' });
  await api.put(`/projects/${project}/favourite`, {});
  await api.put(`/projects/${project}/archive`, {});
}
