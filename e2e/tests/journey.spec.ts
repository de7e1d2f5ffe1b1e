// The whole way of a new team: files in, a client who comments and decides on a phone, certificates out, nothing readable on the disk.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { altered, verify } from '../fixtures/certificate';
import { brochure, pictures, png } from '../fixtures/files';
import { plant } from '../fixtures/plant';
import { scan } from '../fixtures/scan';
import { type Server, startServer } from '../fixtures/server';
import { copied, openWindow, screen, type Window } from '../fixtures/watch';
import { arrival, card, drop, picture, pointOn, turnTo, write } from '../steps/review';
import { canaries, words } from '../steps/words';

const SCENES = 6;
/** A comment must be in the other window within this time, on a busy machine too. */
const SOON = 3_000;

let server: Server;
let owner: Window;
let client: Window;
let desk: string;
let dashboard: string;
let reviewLink: string;
let firstBytes: Buffer;
let secondBytes: Buffer;
let command: string;

// The windows live through all tests, which traces of single tests cannot follow.
test.use({ trace: 'off' });
test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  server = await startServer({ demo: true });
  desk = mkdtempSync(join(tmpdir(), 'countersign-desk-'));
  owner = await openWindow(browser, 'desktop');
  client = await openWindow(browser, 'phone');
  firstBytes = png(4000, 3000, 20, words.content);
  secondBytes = png(2000, 1500, 90, words.content);
  writeFileSync(join(desk, words.picture), firstBytes);
  writeFileSync(join(desk, words.document), brochure(words.content));
  await pictures(browser, join(desk, words.folder), SCENES);
});

test.afterAll(async () => {
  await owner.context.close();
  await client.context.close();
  await server.stop('SIGKILL');
  server.remove();
  rmSync(desk, { recursive: true, force: true });
});

test.afterEach(() => {
  expect(owner.problems, 'the console of the owner').toEqual([]);
  expect(client.problems, 'the console of the client').toEqual([]);
});

test('the owner comes in through the printed link and looks around', async () => {
  const { page } = owner;
  await page.goto(`${server.origin}/sign-in`);
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await screen(owner, 'sign-in', { narrow: true });
  await page.goto(await server.link('/sign-in#'));
  await expect(page.getByRole('heading', { name: 'Projects', exact: true })).toBeVisible();
  expect(page.url(), 'the secret has left the address bar').not.toContain('#');
  const campaign = page.getByRole('table').getByRole('link', { name: 'Summer 2027 launch' });
  await expect(campaign).toBeVisible();
  await screen(owner, 'projects', { narrow: true });
  await campaign.click();
  const grid = page.getByRole('grid', { name: 'Files by reviewer group' });
  await expect(grid.getByRole('row').filter({ hasText: 'Key visual A' })).toBeVisible();
  await expect.poll(() => grid.locator('img').evaluateAll((images) => images.every((image) => (image as HTMLImageElement).naturalWidth > 0)), { timeout: 60_000 }).toBe(true);
  await screen(owner, 'demo-dashboard', { narrow: true });
});

test('a project with groups receives a document, a large picture and a folder, and their review starts', async () => {
  const { page } = owner;
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Projects', exact: true }).click();
  await page.getByRole('button', { name: 'New project' }).click();
  const dialog = page.getByRole('dialog', { name: 'New project' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(words.project);
  await expect(dialog.getByRole('checkbox', { name: /Internal/ })).toBeChecked();
  await expect(dialog.getByRole('checkbox', { name: /Client/ })).toBeChecked();
  await screen(owner, 'new-project');
  await dialog.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByRole('heading', { name: words.project })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Choose files' })).toBeVisible();
  dashboard = page.url();
  await screen(owner, 'empty-project', { narrow: true });

  await page.getByRole('button', { name: 'Add group' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(words.group);
  await page.getByRole('dialog').getByRole('button', { name: 'Add group' }).click();
  await expect(page.getByRole('heading', { name: 'Reviewers', exact: true })).toBeVisible();
  await page.getByRole('link', { name: words.project }).first().click();

  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await choosing).setFiles([join(desk, words.picture), join(desk, words.document)]);
  const upload = page.getByRole('dialog', { name: /^Upload \d files/ });
  const choosingFolder = page.waitForEvent('filechooser');
  await upload.getByRole('button', { name: 'a folder' }).click();
  await (await choosingFolder).setFiles(join(desk, words.folder));
  await expect(page.getByRole('dialog', { name: `Upload ${SCENES + 2} files` })).toBeVisible();
  await expect(upload.getByRole('list', { name: 'Files to upload' }).getByRole('listitem')).toHaveCount(SCENES + 2);
  await expect(upload.getByRole('listitem').last(), 'a folder comes in the order of its names').toContainText(`scene-${SCENES}.jpg`);
  await expect(upload.getByRole('checkbox', { name: /Internal/ })).toBeChecked();
  await upload.getByRole('checkbox', { name: /Client/ }).check({ force: true });
  await screen(owner, 'upload-dialog', { narrow: true });

  await page.evaluate(() => Object.assign(window, { neverReloaded: true }));
  await upload.getByRole('button', { name: 'Upload and start review' }).click();
  const tray = page.getByRole('complementary', { name: 'Uploads' });
  await expect(tray.getByRole('progressbar').first()).toBeVisible();
  await expect(tray.getByText(/^Uploading \d of 8$/)).toBeVisible();
  await expect(tray.getByText(`${SCENES + 2} files uploaded`).first()).toBeVisible({ timeout: 120_000 });
  await expect(tray.getByText('Done, review started in Internal, Client')).toHaveCount(SCENES + 2);

  const grid = page.getByRole('grid', { name: 'Files by reviewer group' });
  for (const name of [words.picture, words.document, 'scene-1.jpg', `scene-${SCENES}.jpg`]) {
    const row = grid.getByRole('row').filter({ hasText: name });
    await expect(row.getByRole('gridcell', { name: /^Internal: In review/ })).toBeVisible();
    await expect(row.getByRole('gridcell', { name: /^Client: In review/ })).toBeVisible();
  }
  const shown = () => grid.locator('img').evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
  await expect.poll(shown, { timeout: 90_000, message: 'thumbnails appear by themselves' }).toBe(SCENES + 2);
  expect(await page.evaluate(() => 'neverReloaded' in window)).toBe(true);
  await tray.getByRole('button', { name: 'Clear finished uploads' }).click();
  await screen(owner, 'dashboard', { narrow: true });
});

test('the client opens the link on a phone, lands on the file and says who they are when they comment', async () => {
  await owner.page.getByRole('link', { name: 'Settings of Client' }).click();
  await expect(owner.page.getByRole('heading', { name: 'Access and link' })).toBeVisible();
  await screen(owner, 'group-settings', { narrow: true });
  reviewLink = await copied(owner.page, () => owner.page.getByRole('button', { name: 'Copy', exact: true }).click());
  expect(reviewLink).toContain(`${server.origin}/r/`);

  const { page } = client;
  await page.goto(reviewLink);
  await expect(page).toHaveURL(/\/review\/rev_/);
  await expect(page.getByText('Tap the picture to comment').or(page.getByText('Tap the page to comment'))).toBeVisible();
  await turnTo(page, words.picture);
  const image = await picture(page);
  await screen(client, 'viewer-image', { onPhone: true });
  const { x, y } = await pointOn(image, 0.5, 0.4);
  await page.touchscreen.tap(x, y);
  await page.getByRole('textbox', { name: 'Comment' }).fill(`${words.comment} is too dark for a phone`);
  await page.getByRole('button', { name: 'Send', exact: true }).tap();
  await expect(page.getByRole('heading', { name: 'Who is commenting?' })).toBeVisible();
  await expect(page.getByText(`${words.comment} is too dark for a phone`)).toBeVisible();
  await screen(client, 'identity', { onPhone: true });
  await page.getByRole('textbox', { name: 'Your name' }).fill(words.guest);
  await page.getByRole('textbox', { name: 'Your e-mail address' }).fill(words.email);
  await page.getByRole('button', { name: 'Send comment' }).tap();
  await expect(card(page, `${words.comment} is too dark`).getByText(words.guest)).toBeVisible();
  await screen(client, 'comments', { onPhone: true });
});

test('team and client talk in markers, and each window shows the other within seconds', async () => {
  const { page } = owner;
  await page.goto(dashboard);
  const row = page.getByRole('grid').getByRole('row').filter({ hasText: words.picture });
  await row.getByRole('gridcell', { name: /^Client/ }).getByRole('link').click();
  const image = await picture(page);
  await expect(card(page, `${words.comment} is too dark`).getByText(words.guest)).toBeVisible();

  await page.getByRole('toolbar', { name: 'Tools' }).getByRole('button', { name: 'Point' }).click();
  const point = await pointOn(image, 0.25, 0.3);
  await page.mouse.click(point.x, point.y);
  await write(page, `${words.comment} point on the corner`);
  expect(await arrival(card(client.page, 'point on the corner')), 'the point reaches the client').toBeLessThan(SOON);

  await page.getByRole('toolbar', { name: 'Tools' }).getByRole('button', { name: 'Rectangle' }).click();
  const from = await pointOn(image, 0.6, 0.55);
  const to = await pointOn(image, 0.85, 0.8);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, to.y, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
  await write(page, `${words.comment} rectangle around the house`);
  expect(await arrival(card(client.page, 'rectangle around the house')), 'the rectangle reaches the client').toBeLessThan(SOON);
  await expect(page.getByRole('group', { name: 'Markers' }).getByRole('button', { name: /^Comment \d by/ })).toHaveCount(3);

  await page.keyboard.press('Escape');
  await write(page, `${words.comment} a general remark`);
  expect(await arrival(card(client.page, 'a general remark')), 'the remark reaches the client').toBeLessThan(SOON);

  await card(page, `${words.comment} is too dark`).getByRole('button', { name: 'Reply' }).click();
  const reply = page.getByRole('textbox', { name: `Reply to ${words.guest}` });
  await reply.pressSequentially('We will lighten it @Gwen');
  await page.getByRole('listbox', { name: 'People' }).getByRole('option', { name: words.guest }).click();
  await expect(reply).toHaveValue(`We will lighten it @${words.guest} `);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(card(page, 'We will lighten it').getByText(`@${words.guest}`)).toBeVisible();
  expect(await arrival(card(client.page, 'We will lighten it').getByText(`@${words.guest}`)), 'the reply reaches the client').toBeLessThan(SOON);

  await page.getByRole('button', { name: 'Write a new comment instead' }).click({ timeout: 2_000 }).catch(() => undefined);
  await page.getByRole('button', { name: 'Team only' }).click();
  await page.getByRole('textbox', { name: 'Comment' }).fill(`${words.team} the budget is gone`);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(card(page, words.team).getByText('Team only')).toBeVisible();

  await card(page, 'a general remark').getByRole('button', { name: 'Resolve' }).click();
  await expect(card(client.page, 'a general remark')).toHaveCount(0, { timeout: SOON });
  await client.page.getByRole('tab', { name: /^All/ }).tap();
  await expect(card(client.page, 'a general remark').getByText(/^Resolved by/)).toBeVisible();
  await expect(client.page.getByText(words.team)).toHaveCount(0);
  const review = new URL(client.page.url()).pathname.split('/').at(-1);
  const sent = await (await client.page.request.get(`${server.origin}/api/v1/reviews/${review}/comments`)).text();
  expect(sent, 'the client gets the remark').toContain('a general remark');
  expect(sent, 'but nothing of the team, not even unseen').not.toContain(words.team);
  await screen(owner, 'viewer-image');

  await write(client.page, `${words.comment} thank you from the phone`, /Comment|Reply/);
  expect(await arrival(card(page, 'thank you from the phone')), 'the client reaches the team').toBeLessThan(SOON);
});

test('words in the document are marked', async () => {
  const { page } = owner;
  await page.goto(dashboard);
  const row = page.getByRole('grid').getByRole('row').filter({ hasText: words.document });
  await row.getByRole('gridcell', { name: /^Client/ }).getByRole('link').click();
  const first = page.getByRole('article', { name: 'Page 1 of 40' });
  await expect(first).toBeVisible({ timeout: 60_000 });
  const line = first.locator('.textLayer span').filter({ hasText: /\w{4,}/ }).first();
  await expect(line).toBeVisible({ timeout: 60_000 });
  const [from, to] = [await pointOn(line, 0.02, 0.5), await pointOn(line, 0.98, 0.5)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 8 });
  await page.mouse.up();
  const chosen = (await page.evaluate(() => getSelection()?.toString() ?? '')).trim();
  expect(chosen.length).toBeGreaterThan(3);
  await page.getByRole('button', { name: /^Comment/ }).click();
  await write(page, `${words.comment} these words need a lawyer`);
  await expect(card(page, 'need a lawyer').getByText(chosen.slice(0, 20))).toBeVisible();
  await expect(page.getByRole('button', { name: /^Page 1, 1 open comment$/ })).toBeVisible();
  await screen(owner, 'viewer-pdf');

  await client.page.getByRole('button', { name: 'Close comments' }).tap();
  await turnTo(client.page, words.document);
  await expect(client.page.getByRole('article', { name: 'Page 1 of 40' })).toBeVisible({ timeout: 60_000 });
  await client.page.getByRole('button', { name: '1 open comment' }).tap();
  await expect(card(client.page, 'need a lawyer').getByText(chosen.slice(0, 20))).toBeVisible();
  await screen(client, 'viewer-pdf', { onPhone: true });
  await client.page.getByRole('button', { name: 'Close comments' }).tap();
});

test('the client requests changes, gets the second version and approves it', async () => {
  const phone = client.page;
  await turnTo(phone, words.picture);
  await phone.getByRole('button', { name: 'Decide' }).tap();
  await phone.getByRole('radio', { name: /^Request changes/ }).check({ force: true });
  await phone.getByRole('textbox', { name: /sentence/ }).fill(`${words.sentence} make it lighter`);
  await screen(client, 'decision', { onPhone: true });
  await phone.getByRole('button', { name: 'Request changes', exact: true }).tap();
  await expect(phone.getByRole('heading', { name: `${words.guest} requests changes` })).toBeVisible({ timeout: 30_000 });
  await phone.getByRole('button', { name: 'Close', exact: true }).tap();

  const { page } = owner;
  await page.goto(dashboard);
  const row = page.getByRole('grid').getByRole('row').filter({ hasText: words.picture });
  await expect(row.getByRole('gridcell', { name: /^Client: Needs changes/ })).toBeVisible();
  await drop(page, row, words.picture, 'image/png', secondBytes);
  const upload = page.getByRole('dialog', { name: 'Upload 1 file' });
  await expect(upload.getByRole('button', { name: 'New version v2' })).toBeVisible();
  await upload.getByRole('checkbox', { name: /Client/ }).check({ force: true });
  await upload.getByRole('button', { name: 'Upload and start review' }).click();
  await expect(row.getByText('v2', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(row.getByRole('gridcell', { name: /^Client: In review/ })).toBeVisible({ timeout: 30_000 });

  await phone.getByRole('button', { name: 'Open v2' }).tap({ timeout: 60_000 });
  await expect(phone.getByRole('button', { name: 'v2, choose another version' })).toBeVisible();
  await picture(phone);
  await phone.getByRole('button', { name: 'v2, choose another version' }).tap();
  await phone.getByRole('menuitem', { name: /^v1/ }).or(phone.getByRole('menuitemradio', { name: /^v1/ })).tap();
  await expect(phone.getByRole('button', { name: 'v1, choose another version' })).toBeVisible();
  await phone.getByRole('button', { name: /open comments?$/ }).tap();
  await expect(card(phone, `${words.comment} is too dark`)).toBeVisible();
  await phone.getByRole('button', { name: 'Close comments' }).tap();
  await phone.getByRole('button', { name: 'Open v2' }).tap();
  await picture(phone);
  await phone.getByRole('button', { name: 'Decide' }).tap();
  await phone.getByRole('radio', { name: /^Approve\s*Ready as/ }).check({ force: true });
  await phone.getByRole('button', { name: 'Approve', exact: true }).tap();
  await expect(phone.getByRole('heading', { name: `${words.guest} approved` })).toBeVisible({ timeout: 30_000 });
  await screen(client, 'receipt', { onPhone: true });
  await phone.getByRole('link', { name: 'Open certificate' }).tap();
  await expect(phone.getByRole('heading', { name: `${words.guest} approved this exact file.` })).toBeVisible();
  await screen(client, 'certificate', { onPhone: true });
});

test('the owner sees who decided when on which bytes, and anybody can check the certificate', async () => {
  const { page } = owner;
  const row = page.getByRole('grid').getByRole('row').filter({ hasText: words.picture });
  const cell = row.getByRole('gridcell', { name: /^Client: Approved/ });
  await expect(cell).toBeVisible({ timeout: 15_000 });
  await cell.getByRole('link').click();
  await picture(page);
  await page.getByRole('button', { name: 'Decisions' }).or(page.getByRole('button', { name: 'Decide' })).click();
  const panel = page.getByRole('dialog', { name: /on v2$/ });
  await expect(panel.getByText(words.guest)).toBeVisible();
  await expect(panel.getByText('Approved', { exact: true })).toBeVisible();
  const moment = await panel.getByRole('listitem').filter({ hasText: words.guest }).getByRole('time').getAttribute('datetime');
  expect(Math.abs(Date.now() - Date.parse(moment ?? ''))).toBeLessThan(600_000);
  await screen(owner, 'decision-panel');
  await panel.getByRole('link', { name: /^Certificate CS-/ }).click();

  const sha256 = createHash('sha256').update(secondBytes).digest('hex');
  await expect(page.getByRole('heading', { name: `${words.guest} approved this exact file.` })).toBeVisible();
  expect((await page.getByRole('article').textContent())?.replace(/\s/g, '')).toContain(sha256);
  await expect(page.getByRole('article').getByText(words.email)).toBeVisible();
  await screen(owner, 'certificate', { narrow: true });
  const save = async (name: string, link: string) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: link }).click()]);
    await download.saveAs(join(desk, name));
    return join(desk, name);
  };
  command = await copied(page, () => page.getByRole('button', { name: 'Copy command' }).click());
  const json = await save('certificate.json', 'JSON');
  const pdf = await save('certificate.pdf', 'PDF');
  const key = await save('issuer.pub', 'Public key of the issuer');
  const file = join(desk, 'approved.png');
  writeFileSync(file, secondBytes);

  for (const certificate of [json, pdf]) {
    const valid = verify('--issuer-key', key, certificate, file);
    expect(valid.text).toContain('VALID');
    expect(valid.code).toBe(0);
  }
  const changedFile = join(desk, 'other.png');
  writeFileSync(changedFile, altered(secondBytes, secondBytes.length >> 1));
  const other = verify('--issuer-key', key, json, changedFile);
  expect(other.code).toBe(1);
  expect(other.text).toMatch(/FAIL file/);

  const bytes = readFileSync(json);
  const changedCertificate = join(desk, 'forged.json');
  for (const place of [sha256, words.guest, '"approve"']) {
    const at = bytes.indexOf(place);
    if (at < 0) continue;
    writeFileSync(changedCertificate, altered(bytes, at + 2));
    expect(verify('--issuer-key', key, changedCertificate, file).code, `a changed ${place}`).toBe(1);
  }
  writeFileSync(changedCertificate, altered(bytes, bytes.length >> 1));
  expect(verify('--issuer-key', key, changedCertificate, file).code).toBe(1);

  const unknown = verify(json, file);
  expect(unknown.code).toBe(3);
  expect(unknown.text).toContain('issuer NOT verified');
});

test('team, sessions and awaiting reviews can be read by everybody', async () => {
  const { page } = owner;
  await page.goto(`${server.origin}/team`);
  await expect(page.getByRole('heading', { name: 'Members' })).toBeVisible();
  await screen(owner, 'team', { narrow: true });
  await page.goto(`${server.origin}/account`);
  await expect(page.getByText('This session')).toBeVisible();
  await screen(owner, 'sessions', { narrow: true });
  await page.goto(`${server.origin}/awaiting`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await screen(owner, 'awaiting');
});

test('nothing that was typed or uploaded can be read on the disk of a killed server', async () => {
  // A browser would complain that the server is gone.
  await owner.page.close();
  await client.page.close();
  await server.stop('SIGKILL');
  expect(scan(server.folder, [...canaries])).toEqual([]);
});

test('the scan finds every form of a word', () => {
  for (const word of ['Nightjarholm71', 'two words & more']) {
    const planted = plant(server.folder, word);
    const found = new Set(scan(server.folder, [word]).map(({ file }) => file));
    expect(planted.filter((path) => !found.has(path))).toEqual([]);
  }
});

test('the command that the certificate page shows works as it stands, without any server', () => {
  const files: Record<string, string> = { FILE: 'approved.png', 'issuer.pub': 'issuer.pub' };
  const [program, verb, ...rest] = command.split(' ').map((word) => files[word] ?? (word.endsWith('.json') ? 'certificate.json' : word));
  expect([program, verb]).toEqual(['countersign', 'verify']);
  expect(verify(...rest.map((word) => (word.startsWith('--') ? word : join(desk, word)))).code, command).toBe(0);
});
