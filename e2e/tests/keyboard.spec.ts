// A whole review without a pointing device: nothing here clicks, taps, hovers or focuses by itself.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { png } from '../fixtures/files';
import { type Server, startServer } from '../fixtures/server';
import { openWindow, type Window } from '../fixtures/watch';
import { ask, hasFocus, press, tabTo, type } from '../steps/keys';
import { card, picture } from '../steps/review';

const typed = { team: 'Larkfield', name: 'Odalys Penn', email: 'odalys@larkfield.example', password: 'sparrow-tundra-lantern24-velvet' };

let server: Server;
let owner: Window;
let desk: string;

test.use({ trace: 'off' });
test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  server = await startServer({ demo: false });
  owner = await openWindow(browser, 'desktop');
  desk = mkdtempSync(join(tmpdir(), 'countersign-keys-'));
  writeFileSync(join(desk, 'Poster.png'), png(1600, 1200, 40, 'keys'));
  writeFileSync(join(desk, 'Banner.png'), png(1200, 400, 80, 'keys'));
});

test.afterAll(async () => {
  await owner.context.close();
  await server.stop('SIGKILL');
  server.remove();
  rmSync(desk, { recursive: true, force: true });
});

test.afterEach(() => {
  expect(owner.problems, 'the console').toEqual([]);
});

test('the owner makes a team, leaves, and signs in again', async () => {
  const { page } = owner;
  await page.goto(await server.link('/setup#'));
  await expect(page.getByRole('textbox', { name: 'One-time code' })).not.toHaveValue('');
  await type(page, page.getByRole('textbox', { name: 'Team name' }), typed.team);
  await type(page, page.getByRole('textbox', { name: 'Your name' }), typed.name);
  await type(page, page.getByRole('textbox', { name: 'E-mail' }), typed.email);
  await type(page, page.getByLabel('Password', { exact: true }), typed.password);
  await press(page, page.getByRole('button', { name: 'Create team and continue' }));
  await expect(page.getByRole('heading', { name: 'Start with a project.' })).toBeVisible({ timeout: 30_000 });

  await ask(page, 'sign out', 'Sign out');
  await expect(page.getByRole('textbox', { name: 'E-mail' })).toBeFocused();
  await page.keyboard.type(typed.email);
  await type(page, page.getByLabel('Password', { exact: true }), typed.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Start with a project.' })).toBeVisible({ timeout: 30_000 });
});

test('a project with groups receives files, and their review starts', async () => {
  const { page } = owner;
  // From now on the browser hands choosing files over to the test; asked at the last moment, it may hear the key first.
  page.on('filechooser', () => undefined);
  const opener = page.getByRole('main').getByRole('button', { name: 'New project' });
  await press(page, opener);
  const dialog = page.getByRole('dialog', { name: 'New project' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(opener, 'the focus returns to what opened the dialog').toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Spring window');
  await tabTo(page, dialog.getByRole('checkbox', { name: /Legal/ }));
  await page.keyboard.press('Space');
  await expect(dialog.getByRole('checkbox', { name: /Legal/ })).toBeChecked();
  await press(page, dialog.getByRole('button', { name: 'Create project' }));
  await expect(page.getByRole('heading', { name: 'Spring window' })).toBeVisible();

  await expect(dialog).toBeHidden();
  await expect(page.getByRole('main'), 'the focus is on the page, not lost').toBeFocused();
  // The key counts once the page knows that its reader may upload.
  await expect(page.getByRole('button', { name: 'Upload', exact: true })).toBeVisible();
  const choosing = page.waitForEvent('filechooser');
  await page.keyboard.press('u');
  await (await choosing).setFiles([join(desk, 'Poster.png'), join(desk, 'Banner.png')]);
  const upload = page.getByRole('dialog', { name: 'Upload 2 files' });
  await tabTo(page, upload.getByRole('checkbox', { name: /Client/ }));
  await page.keyboard.press('Space');
  await press(page, upload.getByRole('button', { name: 'Upload and start review' }));
  const tray = page.getByRole('complementary', { name: 'Uploads' });
  await expect(tray.getByRole('status').filter({ hasText: '2 files uploaded' })).toHaveCount(1, { timeout: 60_000 });
  await press(page, tray.getByRole('button', { name: 'Clear finished uploads' }));
});

test('the table is walked with arrow keys, one tab stop in all', async () => {
  const { page } = owner;
  const grid = page.getByRole('grid', { name: 'Files by reviewer group' });
  const row = grid.getByRole('row').filter({ hasText: 'Poster.png' });
  await expect(row.getByRole('gridcell', { name: /^Internal: In review/ })).toBeVisible({ timeout: 30_000 });
  await expect(grid.locator('tbody [tabindex="0"]')).toHaveCount(1);
  await tabTo(page, grid.locator('tbody [tabindex="0"]'), 'Shift+Tab');
  await page.keyboard.press('Home');
  for (let step = 0; step < 5 && !(await hasFocus(row.getByRole('rowheader'))); step += 1) await page.keyboard.press('ArrowDown');
  await expect(row.getByRole('rowheader')).toBeFocused();
  await page.keyboard.press('Space');
  const bar = page.getByRole('toolbar', { name: '1 selected' });
  await expect(bar).toBeVisible();
  await tabTo(page, bar.getByRole('button', { name: 'Start review' }));
  await page.keyboard.press('ArrowRight');
  await expect(bar.getByRole('button', { name: 'Due date' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();

  await ask(page, 'poster', /^Poster\.png/);
  await picture(page);
  await tabTo(page, page.getByRole('link', { name: 'Back to Spring window' }));
  await page.keyboard.press('Enter');
  await expect(row.getByRole('rowheader'), 'back at the file that was looked at').toBeFocused();
  await page.keyboard.press('F10');
  await expect(page.getByRole('menu', { name: 'Poster.png' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row.getByRole('rowheader')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(row.getByRole('gridcell', { name: /^Client: In review/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await picture(page);
});

test('comments are pinned, walked through, answered and resolved', async () => {
  const { page } = owner;
  const box = page.getByRole('textbox', { name: 'Comment' });
  const pin = async (words: string, ...moves: string[]) => {
    await page.keyboard.press('c');
    await expect(page.getByText('Arrow keys move it, Enter sets it')).toBeVisible();
    for (const move of moves) await page.keyboard.press(move);
    await page.keyboard.press('Enter');
    await expect(box).toBeFocused();
    await expect(page.getByText('Marker set on the picture')).toBeVisible();
    await page.keyboard.type(words);
    await page.keyboard.press('Control+Enter');
    await expect(card(page, words)).toBeVisible();
    await expect(page.getByText('Sending', { exact: true })).toHaveCount(0);
    await page.keyboard.press('Escape');
  };
  await pin('Too dark here', ...Array<string>(20).fill('ArrowLeft'), ...Array<string>(12).fill('ArrowUp'));
  await pin('And this is crooked', ...Array<string>(18).fill('ArrowRight'));
  await pin('The name is wrong', ...Array<string>(14).fill('ArrowDown'));
  const markers = page.getByRole('group', { name: 'Markers' }).getByRole('button');
  await expect(markers).toHaveCount(3);
  const [first, second] = [await markers.nth(0).boundingBox(), await markers.nth(1).boundingBox()];
  expect((second?.x ?? 0) - (first?.x ?? 0), 'the markers stand where the keys took them').toBeGreaterThan(200);

  await page.keyboard.press('n');
  await expect(card(page, 'Too dark here')).toBeFocused();
  await page.keyboard.press('n');
  await expect(card(page, 'And this is crooked')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(markers.nth(1), 'Esc returns to the marker').toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(markers.nth(2)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(markers.nth(0)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card(page, 'Too dark here')).toBeFocused();

  await page.keyboard.press('r');
  await expect(page.getByRole('textbox', { name: `Reply to ${typed.name}` })).toBeFocused();
  await page.keyboard.type('I will lighten it');
  await page.keyboard.press('Control+Enter');
  await expect(card(page, 'I will lighten it')).toBeVisible();
  await expect(page.getByText('Sending', { exact: true })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('p');
  await page.keyboard.press('n');
  await page.keyboard.press('e');
  await expect(page.getByRole('tab', { name: /^Resolved\s*1/ })).toBeVisible();
  await tabTo(page, page.getByRole('tab', { name: /^Open/ }), 'Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: /^Resolved/ })).toBeFocused();
  await expect(page.getByText(`Resolved by ${typed.name}`)).toBeVisible();
  await page.keyboard.press('ArrowLeft');
});

test('the tools of the stage are one tab stop, and the skip link leads past the bar', async () => {
  const { page } = owner;
  await page.reload();
  await picture(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the file' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  const tools = page.getByRole('toolbar', { name: 'Tools' }).getByRole('button');
  await expect(tools.first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tools.nth(1)).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('group', { name: /^Picture of Poster/ })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(tools.nth(1)).toBeFocused();
});

test('the keys are listed, and the command menu filters, finds and comes back empty', async () => {
  const { page } = owner;
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(keys.getByText('Search and do')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await ask(page, 'resolved comm', 'Show resolved comments');
  await expect(page.getByText(`Resolved by ${typed.name}`)).toBeVisible();
  await ask(page, 'open comm', 'Show open comments');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('zzqx');
  await expect(page.getByText('Nothing here is called “zzqx”.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Command menu' })).toBeHidden();
  await ask(page, 'next file', 'Next file');
  await expect(page.getByRole('heading', { level: 1, name: 'Banner.png' })).toBeVisible();
  await ask(page, 'previous file', 'Previous file');
  await expect(page.getByRole('heading', { level: 1, name: 'Poster.png' })).toBeVisible();
});

test('the decision is signed and its certificate saved', async () => {
  const { page } = owner;
  await picture(page);
  await page.keyboard.press('Shift+A');
  await expect(page.getByRole('heading', { name: 'Your decision on v1' })).toBeFocused();
  await tabTo(page, page.getByRole('radio', { name: /^Approve\s*Ready as/ }));
  await page.keyboard.press('Space');
  await expect(page.getByRole('radio', { name: /^Approve\s*Ready as/ })).toBeChecked();
  await press(page, page.getByRole('button', { name: 'Approve', exact: true }));
  await expect(page.getByRole('heading', { name: `${typed.name} approved` })).toBeFocused({ timeout: 30_000 });
  await press(page, page.getByRole('link', { name: 'Open certificate' }));
  await expect(page.getByRole('heading', { name: `${typed.name} approved this exact file.` })).toBeVisible();
  const saving = page.waitForEvent('download');
  await press(page, page.getByRole('link', { name: 'JSON' }));
  await (await saving).saveAs(join(desk, 'certificate.json'));
  expect(JSON.parse(readFileSync(join(desk, 'certificate.json'), 'utf8'))).toBeTruthy();
  await press(page, page.getByRole('button', { name: 'Back' }));
  await picture(page);
});
