// What people do with many files: send them, lose the tab, order, choose, take, move and put away.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { sha256 } from '../fixtures/api';
import { bytesNamed } from '../fixtures/chance';
import { type Server, startServer } from '../fixtures/server';
import { openWindow, screen, stored, type Window } from '../fixtures/watch';

const MANY = 60;
const LARGE = 30_000_000;

let server: Server;
let window: Window;
let desk: string;

test.use({ trace: 'off' });
test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  server = await startServer({ demo: true });
  desk = mkdtempSync(join(tmpdir(), 'countersign-desk-'));
  window = await openWindow(browser, 'desktop');
  await window.page.goto(await server.link('/sign-in#'));
  await expect(window.page.getByRole('heading', { name: 'Projects', exact: true })).toBeVisible();
});

test.afterAll(async () => {
  await window.context.close();
  await server.stop('SIGKILL');
  server.remove();
  rmSync(desk, { recursive: true, force: true });
});

test('sixty files at once are sent, put in order, chosen as a whole and taken as one archive', async () => {
  const { page } = window;
  await openProject(page, 'Many files');
  const names = Array.from({ length: MANY }, (_, index) => `page-${index + 1}.txt`);
  for (const name of names) writeFileSync(join(desk, name), bytesNamed(name, 2_000));
  await upload(page, names.map((name) => join(desk, name)));
  await expect(page.getByRole('complementary', { name: 'Uploads' }).getByText(`${MANY} files uploaded`).first()).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Clear finished uploads' }).click();

  const row = (name: string) => grid(page).getByRole('rowheader').filter({ has: page.getByText(name, { exact: true }) });
  const [one, two, three] = ['page-1.txt', 'page-2.txt', 'page-3.txt'];
  expect(await order(page), 'files stand as they were chosen').toEqual([one, two, three]);
  await row(one).focus();
  await stored(page, () => page.keyboard.press('Alt+ArrowDown'));
  await expect.poll(() => order(page)).toEqual([two, one, three]);
  await page.reload();
  await expect.poll(() => order(page)).toEqual([two, one, three]);
  await row(three).dragTo(row(two));
  await expect.poll(() => order(page)).toEqual([three, two, one]);

  await row(three).focus();
  await page.keyboard.press('Control+a');
  const bar = page.getByRole('toolbar', { name: `${MANY} selected` });
  await expect(bar).toBeVisible();
  await screen(window, 'everything-selected', { narrow: true });
  const saving = page.waitForEvent('download');
  await bar.getByRole('button', { name: 'Download' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('Many files.zip');
  const archive = join(desk, 'archive.zip');
  await saved.saveAs(archive);
  expect(execFileSync('unzip', ['-t', archive], { encoding: 'utf8' })).toContain('No errors detected');
  expect(sha256(execFileSync('unzip', ['-p', archive, 'page-60.txt']))).toBe(sha256(bytesNamed('page-60.txt', 2_000)));
  expect(window.problems).toEqual([]);
});

test('some are chosen by Ctrl and Shift, deleted and brought back together, and moved elsewhere', async () => {
  const { page } = window;
  const name = (text: string) => grid(page).getByText(text, { exact: true });
  await page.keyboard.press('Escape');
  const names = (await grid(page).locator('.file .nm').allInnerTexts()).slice(0, 6);
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = names;
  await name(first).click({ modifiers: ['Control'] });
  await name(fourth).click({ modifiers: ['Shift'] });
  await expect(page.getByRole('toolbar', { name: '4 selected' })).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(name(fourth)).toHaveCount(0);
  await expect(name(fifth)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(name(fourth)).toBeVisible();

  await name(second).click({ modifiers: ['Control'] });
  await name(third).click({ modifiers: ['Control'] });
  await page.getByRole('toolbar', { name: '2 selected' }).getByRole('button', { name: 'Move' }).click();
  await page.getByRole('menuitem', { name: 'Another project' }).click();
  const dialog = page.getByRole('dialog', { name: 'Move 2 files to another project' });
  await dialog.getByRole('radio', { name: /Summer 2027 launch/ }).check({ force: true });
  await screen(window, 'move-files', { narrow: true });
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(name(second)).toHaveCount(0);
  await page.getByRole('button', { name: 'Open project' }).click();
  await expect(page.getByRole('heading', { name: 'Summer 2027 launch' })).toBeVisible();
  await expect(name(second)).toBeVisible();
  expect(window.problems).toEqual([]);
});

test('a project becomes a favourite, is archived and comes back', async () => {
  const { page } = window;
  await page.goto(server.origin);
  const projects = page.getByRole('table');
  await projects.getByRole('row').last().hover();
  const last = await projects.getByRole('link').last().innerText();
  await stored(page, () => page.getByRole('button', { name: `Add ${last} to favourites` }).click());
  await expect(projects.getByRole('link').first()).toHaveText(last);
  await page.reload();
  await expect(projects.getByRole('link').first()).toHaveText(last);

  await projects.getByRole('link', { name: 'Many files' }).click();
  await page.getByRole('button', { name: 'More for Many files' }).click();
  await page.getByRole('menuitem', { name: 'Archive project' }).click();
  await expect(projects.getByRole('link', { name: 'Many files' })).toHaveCount(0);
  await page.getByText('Archived (1)').click();
  await screen(window, 'archive', { narrow: true });
  await page.getByRole('link', { name: 'Many files' }).click();
  await expect(page.getByText('This project is archived')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Upload' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Bring back' }).click();
  await expect(page.getByRole('button', { name: 'Upload' })).toBeVisible();
  expect(window.problems).toEqual([]);
});

test('an upload goes on where it was after the tab was closed and the server was restarted', async () => {
  const { page, context } = window;
  await openProject(page, 'Interrupted');
  const address = page.url();
  writeFileSync(join(desk, 'film.bin'), bytesNamed('film.bin', LARGE));
  let sent = 0;
  // The line is cut after the second part.
  await context.route('**/api/v1/uploads/*', (route) => (route.request().method() === 'PATCH' && (sent += 1) > 2 ? route.abort('connectionreset') : route.continue()));
  await upload(page, [join(desk, 'film.bin')]);
  await expect(page.getByText('No connection, trying again')).toBeVisible({ timeout: 60_000 });
  await page.close();
  await server.stop('SIGKILL');
  await server.restart();
  await context.unroute('**/api/v1/uploads/*');

  const next = (window.page = await context.newPage());
  await next.goto(address);
  const tray = next.getByRole('complementary', { name: 'Uploads' });
  await expect(tray.getByText('Stopped by a reload.')).toBeVisible();
  const offsets: number[] = [];
  next.on('request', (request) => request.method() === 'PATCH' && offsets.push(Number(request.headers()['upload-offset'])));
  const choosing = next.waitForEvent('filechooser');
  await tray.getByRole('button', { name: 'Go on with film.bin' }).click();
  await (await choosing).setFiles(join(desk, 'film.bin'));
  await expect(tray.getByText('1 file uploaded').first()).toBeVisible({ timeout: 60_000 });
  expect(offsets[0], 'what had arrived is not sent again').toBe(16 * 1024 * 1024);
  const saving = next.waitForEvent('download');
  await next.getByRole('button', { name: 'More for Interrupted' }).click();
  await next.getByRole('menuitem', { name: 'Download all files' }).click();
  const archive = join(desk, 'film.zip');
  await (await saving).saveAs(archive);
  expect(sha256(execFileSync('unzip', ['-p', archive, 'film.bin'], { maxBuffer: 2 * LARGE }))).toBe(sha256(bytesNamed('film.bin', LARGE)));
});

function grid(page: Page) {
  return page.getByRole('grid', { name: 'Files by reviewer group' });
}

async function order(page: Page): Promise<string[]> {
  const names = await grid(page).locator('.file .nm').allInnerTexts();
  return names.slice(0, 3);
}

async function openProject(page: Page, name: string): Promise<void> {
  const id = await page.evaluate(async (project) => {
    const answer = await fetch('/api/v1/projects', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: project }) });
    return ((await answer.json()) as { id: string }).id;
  }, name);
  await page.goto(`${server.origin}/projects/${id}`);
  await expect(page.getByRole('heading', { name })).toBeVisible();
}

async function upload(page: Page, files: string[]): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^(Choose files|Upload)$/ }).first().click();
  await (await choosing).setFiles(files);
  await page.getByRole('dialog', { name: /^Upload \d+ files?/ }).getByRole('button', { name: /^Upload( only)?$/ }).click();
}
