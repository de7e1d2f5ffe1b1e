// What was acknowledged survives a kill at any moment, and what was not is either there as a whole or not at all.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { Api, type Comment, type Decision, type Overview, type ReviewPage, type Standing, sha256, text, Unanswered, type Verdict } from '../fixtures/api';
import { bytesNamed, Chance } from '../fixtures/chance';
import { consistent } from '../fixtures/consistency';
import { binary, pause, type Server, startServer } from '../fixtures/server';
import { run } from '../fixtures/trace';

const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 20);
/** How many times as many people work at once as in the short run. */
const LOAD = Number(process.env['CRASH_LOAD'] ?? 1);
/** After this the server looks at keys that a kill left pending; the short run does not wait for it. */
const REPAIR = 75_000;
const LONG = ROUNDS > 20;
/** What the server seals as one part at most. */
const PART = 8 * 1024 * 1024;

type Attempt = { id: string; name: string; size: number; digest: string; acknowledged: number; sent: number; done: Standing | null };
type Said = { client: string; text: string; id: string | null };
type Decided = { id: string; verdict: Verdict };

/** What one round did, as far as the client knows. */
type Round = {
  number: number;
  review: string;
  digest: string;
  attempts: Attempt[];
  said: Said[];
  decided: Decided[];
  /** The decision whose answer never came. */
  open: Verdict | null;
};

type Stage = { server: Server; api: Api; project: string; group: string; chance: Chance; folder: string };

test('nothing acknowledged is lost when the server is killed at random moments', async () => {
  test.setTimeout(300_000 + ROUNDS * 15_000 * LOAD);
  const stage = await setStage();
  const rounds: Round[] = [];
  try {
    for (let number = 0; number < ROUNDS; number += 1) {
      const round = await begin(stage, number);
      rounds.push(round);
      await killDuring(stage, round);
      await stage.server.restart();
      await settle(stage, round);
    }
    await everythingIsThere(stage, rounds);
    await atRest(stage);
    console.log(told(rounds));
  } catch (error) {
    console.log(`seed ${stage.chance.seed}; run again with CRASH_SEED=${stage.chance.seed}`);
    throw error;
  } finally {
    await stage.server.stop();
    stage.server.remove();
    rmSync(stage.folder, { recursive: true });
  }
});

async function setStage(): Promise<Stage> {
  const chance = new Chance(Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 2 ** 31)));
  console.log(`seed ${chance.seed}`);
  const server = await startServer({ demo: true });
  const api = new Api(server.origin);
  const me = await api.signIn(await server.link('/sign-in#'));
  const { id: project } = await api.post<{ id: string }>('/projects', { name: 'Killed at random' });
  const { id: group } = await api.post<{ id: string }>(`/projects/${project}/groups`, { name: 'Internal' });
  await api.post(`/groups/${group}/reviewers`, { email: me.member?.email, name: me.member?.person.name });
  const folder = mkdtempSync(join(tmpdir(), 'countersign-certificates-'));
  writeFileSync(join(folder, 'issuer.pub'), await api.bytes('/issuer-key'));
  return { server, api, project, group, chance, folder };
}

/** A file with a review of its own for each round. */
async function begin({ api, project, group }: Stage, number: number): Promise<Round> {
  const subject = plan(number, 'subject', 20_000);
  const id = await api.create(project, subject.name, subject.size);
  const done = await api.send(id, 0, bytesNamed(subject.name, subject.size), { checksum: false });
  const started = await api.post<{ reviews: string[] }>('/reviews', { versions: [done.version], groups: [group] });
  const attempt = { ...subject, id, acknowledged: subject.size, sent: subject.size, done };
  return { number, review: started.reviews[0] ?? '', digest: subject.digest, attempts: [attempt], said: [], decided: [], open: null };
}

function plan(round: number, what: string, size: number): Attempt {
  const name = `Round ${round}, ${what}.bin`;
  return { id: '', name, size, digest: sha256(bytesNamed(name, size)), acknowledged: 0, sent: 0, done: null };
}

async function killDuring(stage: Stage, round: Round): Promise<void> {
  const people = Array.from({ length: LOAD }, (_, place) => [uploading(stage, round, 2 * place), uploading(stage, round, 2 * place + 1), commenting(stage, round), commenting(stage, round)]);
  const loops: Promise<void>[] = [...people.flat(), deciding(stage, round)];
  // Not in every round: on a fast machine one person would come to the end of what they may attach in a minute.
  if (round.number % 2 === 0) loops.push(attaching(stage, round));
  const ends = Promise.allSettled(loops.map(untilKilled));
  await someMoment(stage.chance, round);
  await stage.server.stop('SIGKILL');
  for (const end of await ends) {
    if (end.status === 'rejected') throw end.reason;
  }
}

/** A moment when some of it is under way, on a slow machine as on a fast one. */
async function someMoment(chance: Chance, round: Round): Promise<void> {
  const enough = chance.between(0, 40);
  for (let waited = 0; waited < 200 && acknowledgements(round) < enough; waited += 1) await pause(10);
  await pause(chance.between(0, 40));
}

function acknowledgements(round: Round): number {
  const pieces = round.attempts.filter((attempt) => attempt.acknowledged > 0).length;
  return pieces + round.said.filter((said) => said.id !== null).length + round.decided.length;
}

/** A broken connection ends a loop; any other failure is the server's. */
async function untilKilled(loop: Promise<void>): Promise<void> {
  try {
    await loop;
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
  }
}

async function uploading({ api, project, chance }: Stage, round: Round, loop: number): Promise<never> {
  for (let turn = 0; ; turn += 1) {
    // Now and then a file of several sealed parts, so that a kill falls between them.
    const size = chance.oneIn(8) ? PART + chance.between(1, PART / 2) : chance.between(1, 300_000);
    const attempt = plan(round.number, `upload ${loop}.${turn}`, size);
    attempt.id = await api.create(project, attempt.name, size);
    round.attempts.push(attempt);
    const bytes = bytesNamed(attempt.name, size);
    const pieces = chance.between(1, 6);
    while (attempt.done === null) {
      const length = Math.max(1, chance.between(1, Math.ceil((2 * size) / pieces)));
      const end = Math.min(size, attempt.acknowledged + length);
      attempt.sent = end;
      const standing = await api.send(attempt.id, attempt.acknowledged, bytes.subarray(attempt.acknowledged, end), { checksum: chance.oneIn(2) });
      expect(standing.offset, `${attempt.name} was taken in up to what was sent`).toBe(end);
      attempt.acknowledged = end;
      if (standing.version !== null) attempt.done = standing;
    }
  }
}

async function commenting({ api }: Stage, round: Round): Promise<never> {
  for (;;) {
    const client = randomUUID();
    const said: Said = { client, text: `Comment ${client} of round ${round.number}: the moon glow clips, “zu hell”.`, id: null };
    round.said.push(said);
    said.id = (await api.comment(round.review, said.text, client)).id;
  }
}

/** A file that waits for a comment: it counts as the team's, or leaves nothing. */
async function attaching({ api, chance }: Stage, round: Round): Promise<void> {
  await pause(chance.between(0, 60));
  const name = `Round ${round.number}, attached.txt`;
  await api.attach(round.review, name, bytesNamed(name, chance.between(1, 300_000)));
}

async function deciding({ api }: Stage, round: Round): Promise<never> {
  for (let turn = 0; ; turn += 1) {
    const verdict: Verdict = turn % 2 === 0 ? 'approve' : 'request_changes';
    round.open = verdict;
    const decision = await api.decide(round.review, verdict, round.digest, round.decided.at(-1)?.id ?? null);
    round.decided.push({ id: decision.id, verdict });
    round.open = null;
    await pause(20);
  }
}

/** After the restart: compares what is there with what was acknowledged, then finishes what was under way. */
async function settle(stage: Stage, round: Round): Promise<void> {
  const { api } = stage;
  expect((await api.get<{ member: unknown }>('/me')).member, 'the session survives').not.toBeNull();
  await decisionsAreThere(api, round);
  await commentsAreThere(api, round);
  await retryComments(api, round);
  for (const attempt of round.attempts) await resume(api, attempt);
  await commentsAreThere(api, round);
  // A review that was cut off goes on.
  const decision = await api.decide(round.review, 'approve', round.digest, round.decided.at(-1)?.id ?? null);
  round.decided.push({ id: decision.id, verdict: 'approve' });
  await verify(stage, decision);
}

async function decisionsAreThere(api: Api, round: Round): Promise<void> {
  const page = await api.get<ReviewPage>(`/reviews/${round.review}`);
  const found = page.decisions.map(({ id, verdict }) => ({ id, verdict })).sort(byId);
  const extra = found.filter((decision) => !round.decided.some((known) => known.id === decision.id));
  expect(found.filter((decision) => !extra.includes(decision)), 'every acknowledged decision is listed').toEqual([...round.decided].sort(byId));
  if (extra.length > 0) {
    expect(extra.map((decision) => decision.verdict), 'only the decision under way can be there besides').toEqual([round.open]);
    round.decided.push(...extra);
  }
  round.open = null;
  expect(page.me.decision, 'the latest decision is the one in force').toBe(round.decided.at(-1)?.id ?? null);
  expect(page.decisions.filter((decision) => !decision.superseded).length, 'one decision is in force').toBe(Math.min(1, round.decided.length));
  const status = { approve: 'approve', request_changes: 'request' } as Record<Verdict, string>;
  expect(page.review.status).toBe(status[round.decided.at(-1)?.verdict ?? 'reject'] ?? 'review');
  expect(page.version.sha256).toBe(round.digest);
}

/** Every acknowledged comment is there once with its words, and nothing that nobody wrote. */
async function commentsAreThere(api: Api, round: Round): Promise<void> {
  const found = await api.comments(round.review);
  const byText = new Map<string, Comment>(found.map((comment) => [text(comment.body), comment]));
  expect(byText.size, 'no comment is there twice').toBe(found.length);
  for (const said of round.said.filter((one) => one.id !== null)) {
    expect(byText.get(said.text)?.id, `"${said.text}" is there`).toBe(said.id);
  }
  const known = new Set(round.said.map((said) => said.text));
  expect(found.map((comment) => text(comment.body)).filter((words) => !known.has(words)), 'no comment without its words').toEqual([]);
}

/** Sends again what was not answered, and some of what was. */
async function retryComments(api: Api, round: Round): Promise<void> {
  const again = [...round.said.filter((said) => said.id === null), ...round.said.filter((said) => said.id !== null).slice(-2)];
  for (const said of again) {
    const comment = await api.comment(round.review, said.text, said.client);
    if (said.id !== null) expect(comment.id, 'the same comment answers').toBe(said.id);
    said.id = comment.id;
  }
}

async function resume(api: Api, attempt: Attempt): Promise<void> {
  const standing = attempt.done ?? (await api.look(attempt.id));
  expect(standing.offset, `${attempt.name} has what was acknowledged`).toBeGreaterThanOrEqual(attempt.acknowledged);
  expect(standing.offset, `${attempt.name} has no more than was sent`).toBeLessThanOrEqual(attempt.sent);
  const rest = bytesNamed(attempt.name, attempt.size).subarray(standing.offset);
  attempt.done = standing.version === null ? await api.send(attempt.id, standing.offset, rest, { checksum: false }) : standing;
  attempt.sent = attempt.acknowledged = attempt.size;
  const bytes = await api.bytes(`/versions/${attempt.done.version}/content`);
  expect(sha256(bytes), `${attempt.name} has its bytes`).toBe(attempt.digest);
  expect((await api.look(attempt.id)).version ?? attempt.done.version, 'the upload still tells its version').toBe(attempt.done.version);
}

/** After all rounds: nothing of the earlier ones has gone, and nothing is half there. */
async function everythingIsThere(stage: Stage, rounds: Round[]): Promise<void> {
  const { api, project } = stage;
  const attempts = new Map(rounds.flatMap((round) => round.attempts).map((attempt) => [attempt.name, attempt]));
  const files = await api.files(project);
  expect(files.map((file) => file.name).sort(), 'each file is there once').toEqual([...attempts.keys()].sort());
  for (const file of files) {
    const attempt = attempts.get(file.name);
    const bytes = await api.bytes(`/versions/${file.version.id}/content`);
    expect([file.versions, file.version.id, file.version.size, bytes.length, sha256(bytes)], file.name).toEqual([1, attempt?.done?.version, attempt?.size, attempt?.size, attempt?.digest]);
  }
  const overview = await api.get<Overview>('/overview');
  expect(overview.projects.find((card) => card.id === project)?.files).toBe(files.length);
  for (const round of rounds) {
    await decisionsAreThere(api, round);
    await commentsAreThere(api, round);
  }
  const decided = rounds.flatMap((round) => round.decided.slice(0, -1));
  const certificates = await Promise.all(decided.map(({ id }) => api.bytes(`/decisions/${id}/certificate.json`)));
  expect(certificates.length).toBe(decided.length);
  // The latest of each round was verified already; of the others, those that a kill came closest to.
  for (const round of rounds) {
    const last = round.decided.at(-2);
    if (last !== undefined) await verify(stage, last);
  }
}

/** When the server has stopped in order, after its repair of keys, nothing on the disk contradicts anything else. */
async function atRest({ server, api }: Stage): Promise<void> {
  if (process.env['TEST_DATABASE_URL'] !== undefined) return;
  if (LONG) await pause(REPAIR);
  expect((await api.get<{ member: unknown }>('/me')).member).not.toBeNull();
  await server.stop();
  const lines = readFileSync(join(server.folder, 'log'), 'utf8').split('\n');
  expect(lines.filter((line) => /could not be|through our fault|panicked/.test(line)), 'what the server complained about').toEqual([]);
  consistent(join(server.folder, 'data'), { repaired: LONG });
}

/** The program itself, offline, finds the certificate valid for these bytes. */
async function verify({ api, folder }: Stage, { id }: Pick<Decision, 'id'>): Promise<void> {
  const certificate = join(folder, `${id}.json`);
  const page = await api.get<{ version: string }>(`/decisions/${id}`);
  const file = join(folder, page.version);
  writeFileSync(certificate, await api.bytes(`/decisions/${id}/certificate.json`));
  writeFileSync(file, await api.bytes(`/versions/${page.version}/content`));
  const outcome = await run(binary, ['verify', '--issuer-key', join(folder, 'issuer.pub'), certificate, file], {});
  expect(outcome.code, outcome.output).toBe(0);
}

function byId(one: { id: string }, other: { id: string }): number {
  return one.id.localeCompare(other.id);
}

function told(rounds: Round[]): string {
  const count = (of: (round: Round) => number) => rounds.reduce((sum, round) => sum + of(round), 0);
  return `${rounds.length} kills: ${count((round) => round.attempts.length)} uploads, ${count((round) => round.said.length)} comments, ${count((round) => round.decided.length)} decisions`;
}
