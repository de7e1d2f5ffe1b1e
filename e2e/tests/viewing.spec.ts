// Looking at large pictures and documents: how soon something is seen, whether every pixel is reached, and whether
// marks stay where they were put. What was measured is printed.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { Api } from '../fixtures/api';
import { brochure, png } from '../fixtures/files';
import { type Server, startServer } from '../fixtures/server';
import { openWindow, screen, type Window } from '../fixtures/watch';
import { picture, pointOn } from '../steps/review';

const WIDTH = 9000;
const HEIGHT = 6700;
/** What the fixture draws: columns and bands of one colour each. */
const COLUMNS = 32;
const BANDS = 24;

let server: Server;
let owner: Window;
let api: Api;
let project: string;
let group: string;

test.use({ trace: 'off' });
test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  server = await startServer({ demo: true });
  api = new Api(server.origin);
  await api.signIn(await server.link('/sign-in#'));
  const { projects } = await api.get<{ projects: { id: string; name: string }[] }>('/overview');
  project = projects.find(({ name }) => name === 'Summer 2027 launch')?.id ?? '';
  const { groups } = await api.get<{ groups: { id: string; name: string }[] }>(`/projects/${project}/dashboard`);
  group = groups.find(({ name }) => name === 'Internal')?.id ?? '';
  owner = await openWindow(browser, 'desktop');
  await owner.context.addCookies(api.cookies());
  await settled();
});

test.afterAll(async () => {
  await owner.context.close();
  await server.stop('SIGKILL');
  server.remove();
});

test.afterEach(() => {
  expect(owner.problems, 'the console').toEqual([]);
});

/** Waits until the demo team's own previews are made, so that they do not count. */
async function settled(): Promise<void> {
  for (const file of await api.files(project)) await until(`/versions/${file.version.id}/preview`, ({ state }) => state !== 'pending');
}

type Preview = { state: string; detail: string; tiles: { size: number; levels: number } | null };

async function until(path: string, holds: (preview: Preview) => boolean): Promise<number> {
  const from = Date.now();
  while (!holds(await api.get<Preview>(path))) {
    if (Date.now() - from > 180_000) throw new Error(`${path} does not get there`);
    await new Promise((done) => setTimeout(done, 50));
  }
  return Date.now() - from;
}

/** Uploads a file, starts its review, and says how long its preview took. */
async function bring(name: string, bytes: Buffer): Promise<{ version: string; review: string; milliseconds: number }> {
  const { file, version } = await api.upload(project, name, new Uint8Array(bytes));
  const milliseconds = await until(`/versions/${version}/preview`, ({ state }) => state === 'ready');
  expect((await api.bytes(`/versions/${version}/thumbnail`)).length).toBeGreaterThan(100);
  const started = await api.post<{ reviews: string[] }>('/reviews', { versions: [version], groups: [group] });
  expect(file).not.toBeNull();
  return { version: version ?? '', review: started.reviews[0] ?? '', milliseconds };
}

test('a picture of sixty megapixels is seen within seconds, and every pixel of it soon after', async () => {
  const { version, review, milliseconds } = await bring('Poster.png', png(WIDTH, HEIGHT, 20, 'poster'));
  console.log(`60 megapixels: first picture after ${milliseconds} ms`);
  const tiles = await until(`/versions/${version}/preview`, ({ detail }) => detail === 'ready');
  console.log(`60 megapixels: tiles after another ${tiles} ms`);
  expect(milliseconds).toBeLessThan(10_000);

  const { page } = owner;
  await page.goto(`${server.origin}/review/${review}`);
  const shown = await picture(page);
  const pin = await pointOn(shown, 0.3, 0.4);
  await page.mouse.click(pin.x, pin.y);
  await page.getByRole('textbox', { name: 'Comment' }).fill('Here');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const marker = page.getByRole('button', { name: /^Comment \d+ by/ });
  await expect(marker).toBeVisible();

  // To every pixel, around the marker.
  for (let turn = 0; turn < 40; turn += 1) {
    await page.mouse.move(pin.x, pin.y);
    await page.mouse.wheel(0, -120);
    if ((await zoom()) >= 100) break;
  }
  expect(await zoom()).toBeGreaterThanOrEqual(100);
  await expect(page.locator('canvas.vw-tiles')).toHaveAttribute('data-settled', 'true');
  const place = await shown.boundingBox();
  const drop = await marker.boundingBox();
  if (!place || !drop) throw new Error('nothing is on the stage');
  // The drop stands with its lower left corner on its place.
  expect(Math.abs(drop.x - (place.x + place.width * 0.3))).toBeLessThan(3);
  expect(Math.abs(drop.y + drop.height - (place.y + place.height * 0.4))).toBeLessThan(3);
  expect(drop.width).toBeLessThan(40);
  await checkPixels();
  await screen(owner, 'deep-zoom');

  // By keys: the stage takes the focus, arrows move it, and the tiles follow.
  await page.getByRole('group', { name: /^Picture of Poster/ }).focus();
  for (let press = 0; press < 6; press += 1) await page.keyboard.press('Shift+ArrowRight');
  await expect(page.locator('canvas.vw-tiles')).toHaveAttribute('data-settled', 'true');
  await checkPixels();
  await page.keyboard.press('0');
  expect(await zoom()).toBeLessThan(20);
});

async function zoom(): Promise<number> {
  return Number.parseInt((await owner.page.locator('.vw-num').textContent())?.replace('Zoom ', '') ?? '', 10);
}

/** What the canvas shows at a few places is what the original has there. */
async function checkPixels(): Promise<void> {
  const found = await owner.page.evaluate(() => {
    const [canvas, image] = [document.querySelector<HTMLCanvasElement>('canvas.vw-tiles'), document.querySelector<HTMLImageElement>('.vw-frame > img')];
    if (!canvas || !image) throw new Error('no stage');
    const [stage, frame] = [canvas.getBoundingClientRect(), image.getBoundingClientRect()];
    const pen = canvas.getContext('2d');
    return [0.3, 0.45, 0.5, 0.62].map((share) => {
      const [x, y] = [stage.width * share, stage.height * share];
      const pixel = pen?.getImageData((x * canvas.width) / stage.width, (y * canvas.height) / stage.height, 1, 1).data;
      return { at: [(stage.left + x - frame.left) / frame.width, (stage.top + y - frame.top) / frame.height] as const, pixel: [...(pixel ?? [])] };
    });
  });
  for (const { at, pixel } of found) {
    const [across, down] = [at[0] * COLUMNS, at[1] * BANDS];
    // Beside an edge either colour may be the right one.
    const near = (value: number) => Math.abs(value - Math.round(value)) < 0.02;
    if (at.some((share) => share < 0 || share > 1) || near(across) || near(down)) continue;
    const [column, band] = [Math.floor(across), Math.floor(down)];
    const expected = [(column * 7 + 20) & 255, (band * 9 + 20) & 255, ((column + band) % 2) * 40 + 120];
    expect(pixel[3], 'a tile is there').toBe(255);
    expected.forEach((value, index) => expect(Math.abs((pixel[index] ?? 0) - value), `${at.join(' ')}: ${pixel.join(' ')}`).toBeLessThanOrEqual(4));
  }
}

test('a drawing has several strokes, can be taken back and keeps its place at any zoom', async () => {
  const { page } = owner;
  const shown = await picture(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  const bar = page.getByRole('toolbar', { name: 'Drawing' });
  await expect(bar.getByRole('button', { name: 'Write the comment' })).toHaveAttribute('aria-disabled', 'true');
  for (const y of [0.2, 0.3, 0.6]) {
    const [from, to] = [await pointOn(shown, 0.2, y), await pointOn(shown, 0.7, y)];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 8 });
    await page.mouse.up();
  }
  const strokes = page.locator('.vw-ink:not(.vw-under)');
  await expect(strokes).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(strokes).toHaveCount(2);
  await page.keyboard.press('Control+Shift+Z');
  await expect(strokes).toHaveCount(3);
  await bar.getByRole('button', { name: 'Rub out strokes' }).click();
  const under = await pointOn(shown, 0.5, 0.3);
  await page.mouse.click(under.x, under.y);
  await expect(strokes).toHaveCount(2);
  await screen(owner, 'drawing');
  const before = await strokes.first().evaluate((path: SVGPathElement) => path.getBoundingClientRect().toJSON() as DOMRect);
  const frame = await shown.boundingBox();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await page.waitForTimeout(600);
  const after = await strokes.first().evaluate((path: SVGPathElement) => path.getBoundingClientRect().toJSON() as DOMRect);
  const zoomed = await shown.boundingBox();
  if (!frame || !zoomed) throw new Error('nothing is on the stage');
  expect((after.x - zoomed.x) / zoomed.width).toBeCloseTo((before.x - frame.x) / frame.width, 2);
  expect((after.y - zoomed.y) / zoomed.height).toBeCloseTo((before.y - frame.y) / frame.height, 2);
  await bar.getByRole('button', { name: 'Write the comment' }).click();
  await page.getByRole('textbox', { name: 'Comment' }).fill('Two lines');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(strokes).toHaveCount(2);
});

test('words are found in a document of forty pages', async () => {
  const { review, milliseconds } = await bring('Brochure.pdf', brochure('viewing'));
  console.log(`40 pages: first picture after ${milliseconds} ms`);
  const { page } = owner;
  await page.goto(`${server.origin}/review/${review}`);
  await expect(page.getByRole('article', { name: 'Page 1 of 40' })).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Control+f');
  const bar = page.getByRole('search', { name: 'Find in the document' });
  await bar.getByRole('searchbox').fill('SUMMER');
  const count = bar.getByRole('status');
  await expect(count).toHaveText(/^1 of \d+$/, { timeout: 60_000 });
  const total = Number((await count.textContent())?.split(' of ')[1]);
  expect(total).toBeGreaterThan(1);
  await expect(page.locator('.vw-found').first()).toBeVisible();
  await screen(owner, 'find');
  await page.keyboard.press('Shift+Enter');
  await expect(count).toHaveText(`${total} of ${total}`);
  await expect(page.locator('.vw-found').first()).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(count).toHaveText(`1 of ${total}`);
  await bar.getByRole('searchbox').fill('no such words at all');
  await expect(count).toHaveText('Nothing found');
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await page.getByRole('button', { name: 'Fit the page' }).click();
  const sheet = await page.getByRole('article').first().boundingBox();
  expect(sheet?.height ?? 0).toBeLessThan(800);
});

test('a drawing in a file is shown, and nothing in it runs', async () => {
  const logo = readFileSync(new URL('../../web/src/assets/rosette.svg', import.meta.url), 'utf8');
  const hostile = logo.replace('</svg>', '<script>document.title = "taken"</script></svg>');
  const { review } = await bring('Logo.svg', Buffer.from(hostile));
  await owner.page.goto(`${server.origin}/review/${review}`);
  await picture(owner.page);
  await screen(owner, 'vector');
  expect(await owner.page.title()).not.toBe('taken');
});
