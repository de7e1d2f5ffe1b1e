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
import { openWindow, screen, type Window } from '../fixtures/watch';
import { arrival, card, comments, drop, picture, pointOn, turnTo, write } from '../steps/review';
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
  await owner.page.getByRole('button', { name: 'Copy', exact: true }).click();
  reviewLink = await owner.page.evaluate(() => navigator.clipboard.readText());
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

  await page.getByRole('toolbar', { name: 'Tools' }).getByRole('button', { name: 'Pin' }).click();
  const pin = await pointOn(image, 0.25, 0.3);
  await page.mouse.click(pin.x, pin.y);
  await write(page, `${words.comment} pin on the corner`);
  expect(await arrival(card(client.page, 'pin on the corner')), 'the pin reaches the client').toBeLessThan(SOON);

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
  await screen(owner, 'viewer-image');

  await write(client.page, `${words.comment} thank you from the phone`, /Comment|Reply/);
  expect(await arrival(card(page, 'thank you from the phone')), 'the client reaches the team').toBeLessThan(SOON);
});
