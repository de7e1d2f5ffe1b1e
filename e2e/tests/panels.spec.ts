// What stands beside the file of a review: at once on a desk; on a phone after the picture, and again where it could not come.
import { expect, test } from '@playwright/test';
import { type Server, startServer } from '../fixtures/server';
import { openWindow, type Window } from '../fixtures/watch';
import { comments, picture } from '../steps/review';

const PANELS = /\/assets\/panels-[^/]+\.js$/;
const FOR_DESKS = /<link rel="modulepreload" [^>]*panels-[^>]* media="\(min-device-width: 641px\)">/;

let server: Server;
let owner: Window;
let link: string;

test.beforeAll(async ({ browser }) => {
  server = await startServer({ demo: true });
  owner = await openWindow(browser, 'desktop');
  const { page } = owner;
  await page.goto(await server.link('/sign-in#'));
  await page.getByRole('table').getByRole('link', { name: 'Summer 2027 launch' }).click();
  await page.getByRole('grid').getByRole('row').filter({ hasText: 'Key visual A' }).getByRole('gridcell', { name: /^Client/ }).getByRole('link').click();
  await picture(page);
  const ask = async (path: string) => (await page.request.get(`${server.origin}/api/v1${path}`)).json();
  const { group } = await ask(new URL(page.url()).pathname.replace('/review/', '/reviews/'));
  link = (await ask(`/groups/${group.id}`)).link.url;
});

test.afterAll(async () => {
  await owner.context.close();
  await server.stop('SIGKILL');
  server.remove();
});

test('on a desk the comments are part of what is drawn first', async () => {
  const { page, problems } = owner;
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector('main#stage')) return;
      document.documentElement.dataset['drawnFirst'] = document.getElementById('comment-list') ? 'with comments' : 'without';
      watch.disconnect();
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  await picture(page);
  await expect(page.locator('html')).toHaveAttribute('data-drawn-first', 'with comments');
  expect(problems).toEqual([]);
});

test('on a phone the panels wait for the picture, and not for a tap', async ({ browser }) => {
  const phone = await openWindow(browser, 'phone');
  const { page } = phone;
  // While a page is parsed an emulated phone has the screen of this machine, so it would take a hint that is for desks.
  await page.route(link.split('#', 1)[0] ?? link, async (route) => {
    const answer = await route.fetch();
    const html = await answer.text();
    expect(html).toMatch(FOR_DESKS);
    await route.fulfill({ response: answer, body: html.replace(FOR_DESKS, '') });
  });
  const [file, panels] = [page.waitForResponse(/\/display\?edge=/), page.waitForResponse(PANELS)];
  await page.goto(link);
  await (await file).finished();
  const { startTime, responseEnd } = (await file).request().timing();
  expect((await panels).request().timing().startTime).toBeGreaterThan(startTime + responseEnd);
  expect(phone.problems).toEqual([]);
  await phone.context.close();
});

test('a panel that could not come says so, and comes when it is asked for again', async ({ browser }) => {
  const { page, context } = await openWindow(browser, 'phone');
  await page.route(PANELS, (route) => route.abort('connectionfailed'));
  await page.goto(link);
  await picture(page);
  await page.getByRole('button', { name: /comments?$/ }).tap();
  const said = page.getByRole('dialog').getByRole('alert');
  await expect(said).toContainText('No connection to the server');
  await page.unroute(PANELS);
  await said.getByRole('button', { name: 'Try again' }).tap();
  await expect(comments(page).getByRole('listitem').first()).toBeVisible();
  await context.close();
});
