// A guest leaves a device that others use, too: the review closes there, what was said stays, and the link opens again.
import { expect, test } from '@playwright/test';
import { type Server, startServer } from '../fixtures/server';
import { copied, openWindow, screen, type Window } from '../fixtures/watch';
import { picture, pointOn } from '../steps/review';

const guest = 'Vera Lindqvist';
const words = 'The fjord may be darker';

let server: Server;
let owner: Window;
let shared: Window;
let link: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  server = await startServer({ demo: true });
  owner = await openWindow(browser, 'desktop');
  shared = await openWindow(browser, 'phone');
});

test.afterAll(async () => {
  for (const window of [owner, shared]) await window.context.close();
  await server.stop('SIGKILL');
  server.remove();
});

/** The browser itself writes down that a door was closed, and React what the page of errors says. */
const othersThanClosedDoors = ({ problems }: Window) => problems.splice(0).filter((line) => !/status of 401|open your review link again/.test(line));

test('a guest says who they are and comments on a phone that is not their own', async () => {
  await owner.page.goto(await server.link('/sign-in#'));
  await owner.page.getByRole('table').getByRole('link', { name: 'Summer 2027 launch' }).click();
  await owner.page.getByRole('link', { name: 'Settings of Client' }).click();
  link = await copied(owner.page, () => owner.page.getByRole('button', { name: 'Copy', exact: true }).click());

  const { page } = shared;
  await page.goto(link);
  await expect(page).toHaveURL(/\/review\/rev_/);
  const { x, y } = await pointOn(await picture(page), 0.5, 0.4);
  await page.touchscreen.tap(x, y);
  await page.getByRole('textbox', { name: 'Comment' }).fill(words);
  await page.getByRole('button', { name: 'Send', exact: true }).tap();
  await page.getByRole('textbox', { name: 'Your name' }).fill(guest);
  await page.getByRole('textbox', { name: 'Your e-mail address' }).fill('vera@nordlys.example');
  await page.getByRole('button', { name: 'Send comment' }).tap();
  await expect(page.getByRole('listitem').filter({ hasText: words }).getByText(guest)).toBeVisible();
  await page.getByRole('button', { name: 'Close comments' }).tap();
});

test('leaving closes the review on this device, with the keyboard alone', async () => {
  const { page } = shared;
  const review = page.url();
  await page.getByRole('button', { name: 'More', exact: true }).focus();
  await page.keyboard.press('Enter');
  const leave = page.getByRole('menuitem', { name: 'Leave this device' });
  await expect(leave).toContainText('Sent comments stay');
  await screen(shared, 'leave-menu', { onPhone: true });
  await page.keyboard.press('End');
  await expect(leave).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'You have left this device' })).toBeVisible();
  await screen(shared, 'left', { onPhone: true });

  expect((await shared.context.cookies()).filter(({ name }) => name.includes('guest'))).toEqual([]);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
  await page.goto(review);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  expect(othersThanClosedDoors(shared)).toEqual([]);
});

test('the link opens the review again, for somebody who has not said yet who they are', async () => {
  const { page } = shared;
  await page.goto(link);
  await expect(page).toHaveURL(/\/review\/rev_/);
  await picture(page);
  await page.getByRole('button', { name: /open comments?$/ }).tap();
  await expect(page.getByRole('listitem').filter({ hasText: words }).getByText(guest)).toBeVisible();
  await page.getByRole('textbox', { name: 'Comment' }).fill('Somebody else now');
  await page.getByRole('button', { name: 'Send', exact: true }).tap();
  await expect(page.getByRole('heading', { name: 'Who is commenting?' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveValue('');
});
