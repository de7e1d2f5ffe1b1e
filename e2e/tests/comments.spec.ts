// Finding, liking, keeping, copying and withdrawing on the demo team's review, and a guest whose page ends with their access.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { type Server, startServer } from '../fixtures/server';
import { copied, openWindow, screen, stored, type Window } from '../fixtures/watch';
import { arrival, card, comments, picture } from '../steps/review';

/** An open page must notice within this time, on a busy machine too; the server's own test asks for one second. */
const SOON = 3_000;

let server: Server;
let owner: Window;
let guest: Window;
let review: string;
let groupLink: string;

test.use({ trace: 'off' });
test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  server = await startServer({ demo: true });
  owner = await openWindow(browser, 'desktop');
  guest = await openWindow(browser, 'phone');
});

test.afterAll(async () => {
  await owner.context.close();
  await guest.context.close();
  await server.stop('SIGKILL');
  server.remove();
});

test.afterEach(() => {
  expect(owner.problems, 'the console of the owner').toEqual([]);
});

const menu = async (text: string, item: string | RegExp) => {
  await card(owner.page, text).getByRole('button', { name: /^More for the comment/ }).first().click();
  await owner.page.getByRole('menuitem', { name: item }).click();
};

test('a member finds a comment by person, place in the list and words', async () => {
  const { page } = owner;
  await page.goto(await server.link('/sign-in#'));
  await page.getByRole('table').getByRole('link', { name: 'Summer 2027 launch' }).click();
  const row = page.getByRole('grid').getByRole('row').filter({ hasText: 'Key visual A' });
  await row.getByRole('gridcell', { name: /^Client/ }).getByRole('link').click();
  await picture(page);
  review = new URL(page.url()).pathname;

  await page.getByRole('button', { name: 'Filter and sort' }).click();
  await screen(owner, 'comments-filter');
  await page.getByRole('menuitem', { name: /^Henrik Dahl/ }).click();
  await expect(comments(page).getByRole('listitem')).toHaveCount(1);
  await expect(page.getByText(/^By Henrik Dahl: 1 of \d/)).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();

  await page.locator('body').press('/');
  await page.getByRole('searchbox', { name: 'Search comments' }).fill('PHÖNE');
  await expect(comments(page).getByRole('listitem')).toHaveCount(1);
  await expect(comments(page).locator('mark')).toHaveText('phone');
  await screen(owner, 'comments-search');
  await page.keyboard.press('Escape');
  await expect(comments(page).getByRole('listitem')).not.toHaveCount(1);
});

test('a like shows at once and stays, and a pinned comment comes first', async () => {
  const { page } = owner;
  const headline = card(page, 'Love the shorter headline');
  await stored(page, () => headline.getByRole('button', { name: 'Like', exact: true }).click());
  await expect(headline.getByRole('button', { name: 'Like, 1 person likes this' })).toHaveAttribute('aria-pressed', 'true');
  await stored(page, () => menu('too small on a phone', 'Pin to the top'));
  await expect(comments(page).getByRole('listitem').first()).toContainText('too small on a phone');
  await page.reload();
  await expect(comments(page).getByRole('listitem').first().getByText('Pinned')).toBeVisible();
  await expect(headline.getByRole('button', { name: 'Like, 1 person likes this' })).toBeVisible();
});

test('what is kept survives a reload, goes out with the decision, and the decision can be withdrawn', async () => {
  const { page } = owner;
  await page.getByRole('textbox', { name: 'Comment' }).fill('The horizon is crooked');
  await page.getByRole('button', { name: 'Add to my review' }).click();
  await expect(card(page, 'The horizon is crooked').getByText('For your decision')).toBeVisible();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByText('1 comment waits for your decision.')).toBeVisible();
  const listed = async () => await (await page.request.get(`${server.origin}/api/v1${review.replace('/review/', '/reviews/')}/comments`)).text();
  expect(await listed(), 'no server has it').not.toContain('The horizon is crooked');
  await screen(owner, 'comments-kept', { narrow: true });

  await page.getByRole('region', { name: 'Comments that wait for your decision' }).getByRole('button', { name: 'Decide' }).click();
  await expect(page.getByText('1 comment of yours is sent with it:')).toBeVisible();
  await page.getByRole('radio', { name: /^Request changes/ }).check({ force: true });
  await page.getByRole('button', { name: 'Request changes', exact: true }).click();
  await expect(page.getByRole('heading', { name: /requests changes$/ })).toBeVisible();
  expect(await listed()).toContain('The horizon is crooked');

  await page.reload();
  await page.getByRole('button', { name: 'Your decision' }).click();
  await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
  const dialog = page.getByRole('alertdialog', { name: 'Withdraw your decision?' });
  await dialog.getByRole('textbox').fill('I looked at the wrong file');
  await screen(owner, 'withdraw');
  await dialog.getByRole('button', { name: 'Withdraw decision' }).click();
  await expect(page.getByRole('heading', { name: /withdrew the decision$/ })).toBeVisible();
  await page.getByRole('link', { name: 'Open certificate' }).click();
  await expect(page.getByRole('heading', { name: /withdrew the decision on this exact file\.$/ })).toBeVisible();
  const chain = page.getByRole('region', { name: /^Statements of/ });
  await expect(chain.getByRole('listitem')).toHaveCount(2);
  await screen(owner, 'certificate-withdrawn');
  await chain.getByRole('link', { name: 'Requests changes' }).click();
  await expect(page.getByText('has withdrawn this decision since', { exact: false })).toBeVisible();
});

test('a kept answer to what was deleted meanwhile does not hold up the decision', async () => {
  const { page } = owner;
  await page.goto(`${server.origin}${review}`);
  await page.getByRole('textbox', { name: 'Comment' }).fill('Soon gone');
  await stored(page, () => page.getByRole('button', { name: 'Send', exact: true }).click());
  await card(page, 'Soon gone').getByRole('button', { name: 'Reply', exact: true }).click();
  await page.getByRole('textbox', { name: 'Reply' }).fill('And one thing more');
  await page.getByRole('button', { name: 'Add to my review' }).click();
  await stored(page, () => menu('Soon gone', 'Delete'));

  await page.getByRole('region', { name: 'Comments that wait for your decision' }).getByRole('button', { name: 'Decide' }).click();
  await page.getByRole('radio', { name: /^Approve/ }).first().check({ force: true });
  await expect(page.getByText('One answers a comment that was deleted.', { exact: false })).toBeVisible();
  await screen(owner, 'decision-astray', { narrow: true });
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(card(page, 'And one thing more').getByText('The comment that it answers was deleted.')).toBeVisible();
  await screen(owner, 'comments-astray', { narrow: true });
  await page.getByRole('button', { name: 'Make it a comment of its own' }).click();
  await stored(page, () => page.getByRole('button', { name: 'Send', exact: true }).click());
  await expect(card(page, 'And one thing more').getByText('Team only')).toBeVisible();
});

test('a file goes with a comment, is saved and never opened', async () => {
  const { page } = owner;
  await page.goto(`${server.origin}${review}`);
  const bytes = Buffer.from('<script>document.title = "taken over"</script>');
  await page.getByLabel('Files to attach').setInputFiles({ name: 'Quote ☃.html', mimeType: 'text/html', buffer: bytes });
  await expect(page.getByRole('button', { name: 'Remove Quote ☃.html' })).toBeVisible();
  await screen(owner, 'attaching', { narrow: true });
  await page.getByRole('textbox', { name: 'Comment' }).fill('The offer of the printer');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const file = card(page, 'The offer of the printer').getByRole('link', { name: 'Quote ☃.html' });
  await expect(file).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent('download'), file.click()]);
  expect(download.suggestedFilename()).toBe('Quote ☃.html');
  expect(readFileSync(await download.path())).toEqual(bytes);
  const answer = await page.request.get(`${server.origin}${await file.getAttribute('href')}`);
  expect(answer.headers()).toMatchObject({ 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff', 'content-disposition': expect.stringMatching(/^attachment;/), 'content-security-policy': expect.stringContaining('sandbox') });
  const refused = await page.evaluate(
    (path) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/octet-stream', 'attachment-name': 'an%2Fevil.sh' }, body: 'x' }).then((response) => response.status),
    `/api/v1${review.replace('/review/', '/reviews/')}/attachments`,
  );
  expect(refused, 'a path is no name').toBe(422);
  owner.problems.length = 0;
});

test('comments of the version before come along once, and a locked review says what it is', async () => {
  const { page } = owner;
  const copy = async () => {
    await page.goto(`${server.origin}${review}`);
    await page.getByRole('button', { name: 'Filter and sort' }).click();
    await page.getByRole('menuitem', { name: 'Copy comments from elsewhere' }).click();
    const dialog = page.getByRole('dialog', { name: /^Copy comments to v2/ });
    await expect(dialog.getByRole('radio', { name: 'v1, Client' })).toBeChecked();
    return dialog;
  };
  let dialog = await copy();
  await screen(owner, 'copy-comments', { narrow: true });
  await dialog.getByRole('button', { name: /^Copy \d comments?$/ }).click();
  await expect(page.getByText(/^Copied \d comments and replies$/)).toBeVisible();
  await expect(card(page, 'The funnel should be our new red').getByText(/^From v1, copied by/).first()).toBeVisible();
  dialog = await copy();
  await dialog.getByRole('button', { name: /^Copy \d comments?$/ }).click();
  await expect(page.getByText(/^Nothing copied; \d were here already$/)).toBeVisible();

  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Lock/ }).click();
  const lock = page.getByRole('region', { name: 'This review is locked' });
  await expect(lock).toContainText('nobody can add, change or withdraw one');
  await screen(owner, 'locked', { narrow: true });
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('textbox', { name: 'Comment' })).toBeVisible();
});

test('a link to a comment opens there through the review link, and the page ends with the access', async () => {
  const { page } = owner;
  groupLink = await copied(page, () => menu('too small on a phone', 'Copy link for Client'));
  expect(groupLink).toContain('/r/');
  const phone = guest.page;
  await phone.goto(groupLink);
  await expect(card(phone, 'too small on a phone')).toHaveAttribute('aria-current', 'true');
  expect(new URL(phone.url()).pathname + new URL(phone.url()).search, 'the address is that of the review').toBe(review);
  await screen(guest, 'linked-comment', { onPhone: true });

  const group = await (await page.request.get(`${server.origin}/api/v1${review.replace('/review/', '/reviews/')}`)).json();
  const person = await phone.evaluate(async (id) => {
    const body = JSON.stringify({ group: id, name: 'Petra', email: 'petra@client.example' });
    return (await (await fetch('/api/v1/guest/identity', { method: 'PUT', headers: { 'content-type': 'application/json' }, body })).json()) as { id: string };
  }, group.group.id);
  await page.evaluate(([id, who]) => fetch(`/api/v1/groups/${id}/reviewers/${who}`, { method: 'DELETE' }), [group.group.id, person.id] as const);
  expect(await arrival(phone.getByRole('heading', { name: /You may not see this|This page is not here/ })), 'the guest’s page notices').toBeLessThan(SOON);
  await expect(phone.getByText('too small on a phone')).toHaveCount(0);
});
