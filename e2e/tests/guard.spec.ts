// Whoever is stopped by the guard learns what to do, and the number under which the log says why.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startServer } from '../fixtures/server';
import { openWindow, screen } from '../fixtures/watch';

test('somebody whose request looks like an attack gets a page with a number, and finds the way back', async ({ browser }) => {
  const server = await startServer({ demo: true });
  const log = () => readFileSync(join(server.folder, 'log'), 'utf8');
  const window = await openWindow(browser, 'desktop');
  const { page } = window;
  const answer = await page.goto(`${server.origin}/r/lnk_0?next=${encodeURIComponent('<script>alert(1)</script>')}`);
  expect(answer?.status()).toBe(403);
  const number = (await answer?.headerValue('x-request-id')) ?? 'none';
  await expect(page.getByRole('heading', { name: 'This request was stopped' })).toBeVisible();
  await expect(page.getByText(number)).toBeVisible();
  // The browser itself writes down that a page was refused; no script can prevent that line.
  window.problems.splice(0, window.problems.length, ...window.problems.filter((line) => !/status of 403 /.test(line)));
  await screen(window, 'request-stopped', { narrow: true });
  expect(log(), 'the log names the rule and the place, never what was sent').toMatch(new RegExp(`${number}.*ARGS:next`));
  expect(log()).not.toContain('alert(1)');
  await page.getByRole('link', { name: 'Go to the start page' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await window.context.close();
  await server.stop('SIGKILL');
  server.remove();
});
