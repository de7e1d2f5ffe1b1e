// Requests that a tool makes up from the API's description, for minutes: nobody gets a failure of ours, and every answer
// is one that the description knows. description-exclusions.txt lists what is left out, with reasons.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { Api, type Dashboard, type Overview, type ReviewPage, sha256 } from '../fixtures/api';
import { bytesNamed } from '../fixtures/chance';
import { binary, type Server, startServer } from '../fixtures/server';
import { run } from '../fixtures/trace';
import { excluded, here } from './exclusions';

type Who = 'member' | 'guest' | 'stranger';
type Exclusion = { who: string; operation: string; check: string };
type Known = Record<string, string[]>;

/** Seconds for each of the three. */
const SECONDS = Number(process.env['DESCRIPTION_SECONDS'] ?? 80);
const CHECKS = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance', 'response_schema_conformance', 'unsupported_method'];
const tool = join(process.env['FULL_TOOLS'] ?? '../target/full', 'venv/bin/st');

let server: Server;
let folder: string;
let owner: Api;
let known: Known;
let link: string;

test.beforeAll(async () => {
  // Made-up requests are to reach what the description is about; the guard would stop many of them before.
  server = await startServer({ demo: true, variables: { COUNTERSIGN_GUARD__MODE: 'off' } });
  folder = mkdtempSync(join(tmpdir(), 'countersign-description-'));
  owner = new Api(server.origin);
  await owner.signIn(await server.link('/sign-in#'));
  ({ known, link } = await things(owner));
  writeFileSync(join(folder, 'known.json'), JSON.stringify(known));
});

test.afterAll(async () => {
  await server.stop();
  server.remove();
  rmSync(folder, { recursive: true });
});

test('a stranger meets nothing undescribed', async () => {
  await tried('stranger', new Api(server.origin));
});

test('a guest with a review link meets nothing undescribed', async () => {
  const guest = new Api(server.origin);
  const [, id = '', secret = ''] = /\/r\/([^#]+)#(.+)$/.exec(link) ?? [];
  await guest.post(`/review-links/${id}/open`, { secret });
  await tried('guest', guest);
});

test('a member meets nothing undescribed', async () => {
  await tried('member', owner);
});

async function tried(who: Who, api: Api): Promise<void> {
  test.setTimeout((SECONDS + 240) * 1000);
  const seed = process.env['DESCRIPTION_SEED'] ?? String(Math.floor(Math.random() * 2 ** 31));
  const settings = join(folder, `${who}.toml`);
  const left = exclusions().filter((exclusion) => exclusion.who === who || exclusion.who === 'all');
  writeFileSync(settings, toml(left));
  const cookie = api.cookies().map(({ name, value }) => `${name}=${value}`).join('; ');
  const request = [
    ...['--config-file', settings, 'run', `${server.origin}/api/v1/openapi.json`, '--url', server.origin, '--tls-verify', 'false', '--no-color'],
    ...['--header', `Origin: ${server.origin}`, ...(cookie === '=' ? [] : ['--header', `Cookie: ${cookie}`])],
    ...['--checks', CHECKS.join(','), '--phases', 'examples,coverage,fuzzing', '--max-time', String(SECONDS), '--seed', seed, '--generation-database', 'none'],
    // A kept connection may end just as a slow client uses it again; what ends every time still fails.
    ...['--continue-on-failure', '--request-timeout', '20', '--request-retries', '2', '--max-redirects', '0', '--suppress-health-check', 'all', '--warnings', 'off', '--output-truncate', 'true'],
    ...left.filter(({ check }) => check === 'call').flatMap(({ operation }) => ['--exclude-name', operation]),
  ];
  const outcome = await run(tool, request, { SCHEMATHESIS_HOOKS: 'known_ids', PYTHONPATH: here, PYTHONDONTWRITEBYTECODE: '1', KNOWN_IDS: join(folder, 'known.json'), HOME: folder }, folder);
  console.log(outcome.output.split('\n').slice(-12).join('\n'));
  if (process.env['DESCRIPTION_OUTPUT'] !== undefined) writeFileSync(`${process.env['DESCRIPTION_OUTPUT']}-${who}`, outcome.output);
  expect(outcome.code, `seed ${seed}; DESCRIPTION_SEED has it again\n${outcome.output}`).toBe(0);
  // A slow machine runs out of time before every operation had its turn, and would pass for nothing.
  const [, selected, tested] = /Selected: (\d+)\/[\s\S]*Tested: (\d+)/.exec(outcome.output) ?? [];
  expect(tested, `operations that had their turn; DESCRIPTION_SECONDS gives more time\n${outcome.output}`).toBe(selected);
  const lines = readFileSync(join(server.folder, 'log'), 'utf8').split('\n');
  expect(lines.filter((line) => /through our fault|panicked/.test(line)), 'failures in the log').toEqual([]);
  // The session that the run began with is still there: otherwise it tried a stranger's doors.
  const me = await api.get<{ member: unknown; guest: unknown }>('/me');
  expect([me.member !== null, me.guest !== null], who).toEqual([who === 'member', who === 'guest']);
}

function exclusions(): Exclusion[] {
  return excluded('description-exclusions.txt', 3).map(([who = '', operation = '', check = '']) => ({ who, operation, check }));
}

/** The checks that single operations are excused from, as the tool's own settings. */
function toml(left: Exclusion[]): string {
  const excused = left.filter(({ check }) => check !== 'call');
  return excused.map(({ operation, check }) => `[[operations]]\ninclude-name = ${JSON.stringify(operation)}\nchecks.${check}.enabled = false\n`).join('\n');
}

/** One of everything, and one more that may be destroyed. */
async function things(api: Api): Promise<{ known: Known; link: string }> {
  const { projects } = await api.get<Overview>('/overview');
  const found = await Promise.all(projects.slice(0, 2).map((project) => api.get<Dashboard & { groups: { id: string }[]; sections: { id: string }[] }>(`/projects/${project.id}/dashboard`)));
  const { id: project } = await api.post<{ id: string }>('/projects', { name: 'May be destroyed' });
  const made = async (path: string) => (await api.post<{ id: string }>(`/projects/${project}/${path}`, { name: 'May be destroyed' })).id;
  const [group, section] = [await made('groups'), await made('sections')];
  const bytes = bytesNamed('may be destroyed', 3000);
  const done = await api.upload(project, 'Destroyed.bin', bytes);
  const { reviews } = await api.post<{ reviews: string[] }>('/reviews', { versions: [done.version], groups: [group] });
  const review = reviews[0] ?? '';
  const comment = await api.comment(review, 'May be destroyed.', '0190a000-0000-4000-8000-000000000001');
  const me = await api.get<{ member: { person: { id: string } } }>('/me');
  await api.post(`/groups/${group}/reviewers`, { email: 'mara@larkfield.example', name: 'Mara' });
  const decision = await api.decide(review, 'approve', sha256(bytes), null);
  const unfinished = await api.create(project, 'Unfinished.bin', 1000);
  const { invitations } = await invited(api);
  const own = await sessionsOf(api);
  await new Api(server.origin).signIn(await anotherLink());
  const other = (await sessionsOf(api)).filter((id) => !own.includes(id));
  const groups = [...found.flatMap((page) => page.groups.map(({ id }) => id)), group];
  const page = await api.get<{ link: { url: string; id: string } }>(`/groups/${groups[0]}`);
  const destroyed = await api.get<{ link: { id: string; url: string } }>(`/groups/${group}`);
  const versions = found.flatMap((one) => one.files.map((file) => file.version.id));
  const reviewed = await api.get<ReviewPage>(`/reviews/${review}`);
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  return {
    link: page.link.url,
    known: {
      project: [...projects.map(({ id }) => id), project],
      group: groups,
      section: [...found.flatMap((one) => one.sections.map(({ id }) => id)), section],
      file: [...found.flatMap((one) => one.files.map(({ id }) => id)), done.file ?? ''],
      version: [...versions, done.version ?? ''],
      review: [...(await reviewsOf(api, projects[0]?.id ?? '')), review],
      comment: [comment.id],
      decision: [decision.id],
      person: [me.member.person.id],
      upload: [unfinished],
      invitation: invitations,
      session: other,
      own,
      link: [page.link.id, destroyed.link.id],
      secret: [page.link.url.split('#')[1] ?? ''],
      sha256: [reviewed.version.sha256],
      status: ['review', 'request', 'approve', 'none', 'overdue'],
      metadata: [
        `project ${encoded(project)},filename ${encoded('Made up.png')}`,
        `project ${encoded(project)},filename ${encoded('Made up.pdf')},section ${encoded(section)}`,
        `project ${encoded(project)},filename ${encoded('../../etc/passwd')},file ${encoded(done.file ?? '')}`,
        `project ${encoded(project)},filename ${encoded('x')},relative_path ${encoded('a/b/c')}`,
        `project ${encoded('pro_x')},filename`,
      ],
    },
  };
}

async function reviewsOf(api: Api, project: string): Promise<string[]> {
  const page = await api.get<{ files: { cells: ({ review?: string } | null)[] }[] }>(`/projects/${project}/dashboard`);
  return JSON.stringify(page).match(/rev_[0-9a-f]{32}/g)?.slice(0, 6) ?? [];
}

async function invited(api: Api): Promise<{ invitations: string[] }> {
  const made = await api.post<{ id: string }>('/team/invitations', { email: 'made-up@larkfield.example', name: 'Made up', role: 'member' });
  return { invitations: [made.id] };
}

async function sessionsOf(api: Api): Promise<string[]> {
  return (await api.get<{ sessions: { id: string }[] }>('/sessions')).sessions.map(({ id }) => id);
}

/** A link to sign in with, printed beside the running server. */
async function anotherLink(): Promise<string> {
  const printed = await run(binary, ['demo'], { COUNTERSIGN_HTTP__PUBLIC_ORIGIN: server.origin }, server.folder);
  const [link] = /\S+\/sign-in#\S+/.exec(printed.output) ?? [];
  expect(link, printed.output).toBeDefined();
  return link ?? '';
}

test('the words of an exclusion are complete', () => {
  expect(exclusions().every(({ who, check }) => ['all', 'member', 'guest', 'stranger'].includes(who) && (check === 'call' || CHECKS.includes(check)))).toBe(true);
});
