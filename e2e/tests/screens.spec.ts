// Every screen with its main dialogs and states, looked at in light and dark, at a desk and on a phone of 360 pixels.
// A screen that is missing in the list below is looked at by nobody: add a line for each new one.
import { expect, type Locator, type Page, test } from '@playwright/test';
import { Api } from '../fixtures/api';
import { brochure, png } from '../fixtures/files';
import { type Device, look, openAt } from '../fixtures/look';
import { type Server, startServer } from '../fixtures/server';
import type { Window } from '../fixtures/watch';
import { picture } from '../steps/review';

/** Names as people have them: long, without a space, in other scripts and from right to left. */
const names = {
  project: 'Sommerkampagnenvorbereitungsunterlagen für alle Länder, Fassung nach der dritten Abstimmung',
  rightToLeft: 'حملة الصيف ٢٠٢٧ للأسواق الشمالية',
  group: 'Rechtsabteilung und Datenschutzbeauftragte',
  files: ['Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenentwurf_endgültig_wirklich_v12.png', 'صورة الغلاف النهائية للحملة.png', '夏のキャンペーンのためのとても長いファイル名.png'],
};

type Place = { project: string; group: string; review: string; pdf: string; other: string; odd: string; oddReview: string; certificate: string; link: string; closed: string };
type Screen = {
  readonly name: string;
  readonly path: (at: Place) => string;
  /** What is there once the screen is. */
  readonly ready: (page: Page) => Locator;
  /** What is done on the way: opening a dialog, typing something wrong. */
  readonly go?: (page: Page, device: Device) => Promise<void>;
  /** A request that fails, or never ends, as `end of its path, status`. */
  readonly failing?: readonly [string, number];
  readonly only?: Device;
  /** Without a session. */
  readonly stranger?: true;
};

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name }).first();
const dialog = (name: string | RegExp) => (page: Page) => page.getByRole('dialog', { name });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();
const grid = (page: Page) => page.getByRole('grid', { name: 'Files by reviewer group' });
const openMenu = (typed: string) => async (page: Page) => {
  await expect(page.getByRole('main').first()).toBeVisible();
  await page.waitForTimeout(300);
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Search or do' });
  await expect(field).toBeFocused();
  await page.keyboard.type(typed);
};
const more = async (page: Page, item: string) => {
  await button(page, 'More').click();
  await page.getByRole('menuitem', { name: item }).click();
};
const toComments = async (page: Page, device: Device) => {
  await picture(page);
  if (device === 'phone') await page.getByRole('button', { name: /^Comments$|open comments?$/ }).click();
};
const toDecision = async (page: Page) => {
  await picture(page);
  await button(page, /^(Decide|Decisions|Your decision)$/).click();
};

const screens: readonly Screen[] = [
  { name: 'sign-in', path: () => '/sign-in', ready: heading('Welcome back'), stranger: true },
  {
    name: 'sign-in-refused',
    path: () => '/sign-in',
    stranger: true,
    go: async (page) => {
      await page.getByRole('textbox', { name: 'E-mail' }).fill('nobody@larkfield.example');
      await page.getByLabel('Password', { exact: true }).fill('wrong password here');
      await button(page, 'Sign in').click();
    },
    ready: (page) => page.getByRole('alert').first(),
  },
  { name: 'link-incomplete', path: () => '/r/lnk_0', ready: heading('This link is incomplete'), stranger: true },
  { name: 'link-unknown', path: (at) => `${at.link.split('#')[0] ?? ''}#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`, ready: heading('This link opens nothing'), stranger: true },
  { name: 'link-password', path: (at) => at.closed, ready: heading(/password/i), stranger: true },
  { name: 'invitation-unusable', path: () => '/invitation/inv_0', ready: heading('This invitation cannot be used'), stranger: true },
  { name: 'unsubscribe', path: () => '/unsubscribe', ready: (page) => page.getByRole('heading').first(), stranger: true },
  { name: 'not-found', path: () => '/nowhere', ready: heading('This page is not here') },
  { name: 'review-not-found', path: () => '/review/rev_01a2182af102739fbc8dfc49d4254716', ready: heading('This page is not here') },
  { name: 'review-failed', path: (at) => `/review/${at.review}`, failing: ['/reviews/*', 500], ready: heading('This page could not be shown') },
  { name: 'certificate-not-found', path: () => '/decisions/dec_01a2182af102739fbc8dfc49d4254716', ready: heading('This page is not here') },
  { name: 'certificate', path: (at) => `/decisions/${at.certificate}`, ready: heading('this exact file') },

  { name: 'projects', path: () => '/', ready: heading('All projects') },
  { name: 'projects-loading', path: () => '/', failing: ['/overview', 0], ready: (page) => page.getByRole('status', { name: 'Loading projects' }) },
  { name: 'projects-failed', path: () => '/', failing: ['/overview', 500], ready: (page) => page.getByRole('alert').first() },
  { name: 'new-project', path: () => '/', go: async (page) => button(page, 'New project').click(), ready: dialog('New project') },
  { name: 'awaiting', path: () => '/awaiting', ready: heading('Awaiting my review') },
  { name: 'inbox', path: () => '/inbox', ready: heading('Inbox') },
  { name: 'inbox-failed', path: () => '/inbox', failing: ['/inbox', 500], ready: (page) => page.getByRole('alert').first() },
  { name: 'team', path: () => '/team', ready: heading('Members') },
  { name: 'invite-member', path: () => '/team', go: async (page) => button(page, 'Invite').click(), ready: (page) => page.getByRole('dialog') },
  { name: 'account', path: () => '/account', ready: (page) => page.getByText('This session') },
  { name: 'keyboard', path: () => '/', go: async (page) => (await expect(heading('All projects')(page)).toBeVisible(), page.keyboard.press('?')), ready: dialog('Keyboard') },

  { name: 'dashboard', path: (at) => `/projects/${at.project}`, ready: grid },
  { name: 'dashboard-loading', path: (at) => `/projects/${at.project}`, failing: ['/dashboard', 0], ready: (page) => page.getByRole('status', { name: 'Loading the project' }) },
  { name: 'dashboard-failed', path: (at) => `/projects/${at.project}`, failing: ['/dashboard', 500], ready: (page) => page.getByRole('alert').first() },
  { name: 'dashboard-not-found', path: () => '/projects/pro_01a2182af102739fbc8dfc49d4254716', ready: (page) => page.getByRole('alert').first() },
  { name: 'dashboard-filtered-empty', path: (at) => `/projects/${at.project}`, go: async (page) => page.getByRole('searchbox', { name: 'Filter files' }).fill('no such file'), ready: (page) => page.getByText('No file matches the filter.') },
  { name: 'dashboard-long-names', path: (at) => `/projects/${at.odd}`, ready: grid },
  { name: 'dashboard-empty', path: (at) => `/projects/${at.other}`, ready: heading('Drop files anywhere on this page.') },
  {
    name: 'dashboard-selection',
    path: (at) => `/projects/${at.project}`,
    go: async (page, device) => {
      await expect(grid(page)).toBeVisible();
      if (device === 'desk') return page.getByRole('checkbox', { name: /^Select Key visual A/ }).check({ force: true });
      await page.getByRole('button', { name: /^More for Key visual A/ }).click();
      await page.getByRole('menuitem', { name: 'Select' }).click();
    },
    ready: (page) => page.getByRole('toolbar', { name: '1 selected' }),
  },
  { name: 'file-menu', path: (at) => `/projects/${at.project}`, go: async (page) => button(page, /^More for Key visual A/).click({ force: true }), ready: (page) => page.getByRole('menu') },
  {
    name: 'rename-file',
    path: (at) => `/projects/${at.odd}`,
    go: async (page) => {
      await button(page, /^More for Donau/).click({ force: true });
      await page.getByRole('menuitem', { name: 'Rename' }).click();
    },
    ready: dialog('Rename file'),
  },
  {
    name: 'move-files',
    path: (at) => `/projects/${at.project}`,
    go: async (page) => {
      await button(page, /^More for Key visual A/).click({ force: true });
      await page.getByRole('menuitem', { name: /^Another project/ }).click();
    },
    ready: (page) => page.getByRole('dialog'),
  },
  {
    name: 'start-review',
    path: (at) => `/projects/${at.odd}`,
    go: async (page) => {
      await button(page, /^More for Donau/).click({ force: true });
      await page.getByRole('menuitem', { name: 'Start review' }).click();
    },
    ready: dialog(/^Start review of/),
  },
  {
    name: 'upload',
    path: (at) => `/projects/${at.odd}`,
    go: async (page) => {
      await expect(grid(page)).toBeVisible();
      const choosing = page.waitForEvent('filechooser');
      await button(page, 'Upload').click();
      await (await choosing).setFiles([{ name: names.files[0] ?? '', mimeType: 'image/png', buffer: png(20, 20, 1, 'x') }, { name: `neu ${names.files[0] ?? ''}`, mimeType: 'image/png', buffer: png(20, 20, 2, 'x') }]);
    },
    ready: dialog(/^Upload 2 files/),
  },
  { name: 'group-settings', path: (at) => `/groups/${at.group}`, ready: heading('Access and link') },
  { name: 'group-failed', path: (at) => `/groups/${at.group}`, failing: ['/groups/*', 500], ready: (page) => page.getByRole('alert').first() },
  { name: 'invite-reviewer', path: (at) => `/groups/${at.group}`, go: async (page) => button(page, /^Invite(?! several)/).click(), ready: dialog(/^Invite to/) },
  { name: 'invite-several', path: (at) => `/groups/${at.group}`, go: async (page) => button(page, 'Invite several').click(), ready: dialog(/^Invite several to/) },
  { name: 'rotate-link', path: (at) => `/groups/${at.group}`, go: async (page) => button(page, 'Rotate').click(), ready: (page) => page.getByRole('alertdialog') },
  { name: 'link-password-dialog', path: (at) => `/groups/${at.group}`, go: async (page) => button(page, /^(Set password|Replace)$/).click(), ready: dialog('Password of the link') },

  { name: 'menu', path: () => '/', go: openMenu(''), ready: (page) => page.getByRole('option').first() },
  { name: 'menu-found', path: (at) => `/projects/${at.project}`, go: openMenu('key'), ready: (page) => page.getByRole('option', { name: /Key visual/ }).first() },
  { name: 'menu-long-names', path: () => '/', go: openMenu('صورة'), ready: (page) => page.getByRole('option').first() },
  { name: 'menu-nothing', path: () => '/', go: openMenu('zzqx'), ready: (page) => page.getByText('Nothing here is called “zzqx”.') },
  { name: 'menu-loading', path: () => '/', failing: ['/places', 0], go: openMenu(''), ready: (page) => page.getByRole('status', { name: 'Loading names' }) },
  { name: 'menu-failed', path: () => '/', failing: ['/places', 500], go: openMenu('key'), ready: (page) => page.getByText(/cannot be searched now/) },
  { name: 'menu-review', path: (at) => `/review/${at.review}`, go: async (page) => (await picture(page), openMenu('de')(page)), ready: (page) => page.getByRole('option').first() },

  { name: 'review-picture', path: (at) => `/review/${at.review}`, go: toComments, ready: (page) => page.getByRole('textbox', { name: 'Comment' }) },
  { name: 'review-phone-file', path: (at) => `/review/${at.review}`, only: 'phone', ready: (page) => page.getByRole('img', { name: /, version \d/ }) },
  { name: 'review-long-names', path: (at) => `/review/${at.oddReview}`, go: toComments, ready: (page) => page.getByRole('textbox', { name: 'Comment' }) },
  { name: 'review-document', path: (at) => `/review/${at.pdf}`, ready: (page) => page.getByRole('article', { name: 'Page 1 of 40' }) },
  { name: 'review-comments-failed', path: (at) => `/review/${at.review}`, failing: ['/comments', 500], go: toComments, ready: (page) => page.getByRole('alert').first() },
  { name: 'review-filter', path: (at) => `/review/${at.review}`, go: async (page, device) => (await toComments(page, device), button(page, 'Filter and sort').click()), ready: (page) => page.getByRole('menu') },
  { name: 'review-search', path: (at) => `/review/${at.review}`, go: async (page, device) => (await toComments(page, device), button(page, 'Search comments').click(), page.getByRole('searchbox', { name: 'Search comments' }).fill('zzqx')), ready: (page) => page.getByText('No comment here has these words.') },
  { name: 'decision', path: (at) => `/review/${at.oddReview}`, go: toDecision, ready: heading(/on v\d/) },
  { name: 'decision-chosen', path: (at) => `/review/${at.oddReview}`, go: async (page) => (await toDecision(page), page.getByRole('radio', { name: /^Request changes/ }).check({ force: true })), ready: (page) => page.getByRole('textbox', { name: /sentence/ }) },
  { name: 'review-more', path: (at) => `/review/${at.review}`, go: async (page) => (await picture(page), button(page, 'More').click()), ready: (page) => page.getByRole('menu') },
  { name: 'review-keyboard', path: (at) => `/review/${at.review}`, go: async (page) => (await picture(page), more(page, 'Keyboard')), ready: dialog('Keyboard') },
  { name: 'review-due', path: (at) => `/review/${at.review}`, go: async (page) => (await picture(page), more(page, 'Due date')), ready: dialog('Due date') },
  { name: 'review-copy', path: (at) => `/review/${at.review}`, go: async (page) => (await picture(page), more(page, 'Copy comments from elsewhere')), ready: dialog(/^Copy comments/) },
];

let server: Server;
let place: Place;
const windows = new Map<string, Window>();

test.use({ trace: 'off' });

test.beforeAll(async ({ browser }) => {
  server = await startServer({ demo: true });
  const api = new Api(server.origin);
  await api.signIn(await server.link('/sign-in#'));
  place = await prepare(api);
  for (const device of ['desk', 'phone'] as const) {
    windows.set(device, await openAt(browser, device));
    windows.set(`${device} stranger`, await openAt(browser, device));
    await windows.get(device)?.context.addCookies(api.cookies());
  }
});

test.afterAll(async () => {
  for (const { context } of windows.values()) await context.close();
  await server.stop('SIGKILL');
  server.remove();
});

// The narrow width is the one that breaks; the long suite looks at both.
const usual = process.env['E2E_SCREENS'] === 'all' ? undefined : 'phone';

for (const device of ['desk', 'phone'] as const) {
  for (const screen of screens.filter(({ only = usual ?? device }) => only === device)) {
    test(`${screen.name}, ${device}`, async () => {
      const window = windows.get(screen.stranger ? `${device} stranger` : device);
      if (!window) throw new Error('no window');
      const { page } = window;
      // Nothing is left of the screen before, and a failing request fails nowhere else.
      await page.goto('about:blank');
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      if (screen.failing) await fail(page, ...screen.failing);
      const path = screen.path(place);
      await page.goto(path.startsWith('http') ? path : `${server.origin}${path}`);
      await screen.go?.(page, device);
      await expect(screen.ready(page)).toBeVisible({ timeout: 30_000 });
      await settle(page);
      await look(page, screen.name, device);
    });
  }
}

/** Pictures and transitions have come to rest, and the pointer that clicked rests on nothing that explains itself. */
async function settle(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  // On a touch screen a dialog is hidden for a moment while its first field takes the focus.
  await expect(page.locator('[style*="opacity: 0"][style*="mask-image"]')).toHaveCount(0);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(350);
}

async function fail(page: Page, end: string, status: number): Promise<void> {
  await page.route(
    (url) => new RegExp(`^/api/v1(/[^/]+)*${end.replaceAll('*', '[^/]+')}$`).test(url.pathname),
    async (route) => {
      if (route.request().method() !== 'GET') return route.continue();
      // Without a status it never ends.
      if (status === 0) return;
      const body = { type: 'about:blank', title: 'Failed', status, code: 'internal', detail: 'Something went wrong on the server. Nothing was changed. Try again in a moment.', incident: 'inc_01a2182af102739fbc8d' };
      await route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) });
    },
  );
}

type Made = { id: string };
type GroupPage = { link: { url: string } };

/** The demo team with one more project of odd names, one without files, a document, a certificate and a closed link. */
async function prepare(api: Api): Promise<Place> {
  const { projects } = await api.get<{ projects: { id: string; name: string }[] }>('/overview');
  const project = projects.find(({ name }) => name === 'Summer 2027 launch')?.id ?? '';
  const { groups, files } = await api.get<{ groups: { id: string; name: string }[]; files: { name: string; cells: { group: string; review: Made | null }[] }[] }>(`/projects/${project}/dashboard`);
  const group = groups.find(({ name }) => name === 'Client')?.id ?? '';
  const review = files.find(({ name }) => name.startsWith('Key visual A'))?.cells.find((cell) => cell.review !== null)?.review?.id ?? '';

  const odd = (await api.post<Made>('/projects', { name: names.project })).id;
  const other = (await api.post<Made>('/projects', { name: names.rightToLeft })).id;
  const legal = (await api.post<Made>(`/projects/${odd}/groups`, { name: names.group })).id;
  await api.post(`/projects/${odd}/groups`, { name: 'العميل' });
  const closed = (await api.post<Made>(`/projects/${odd}/groups`, { name: 'Presse' })).id;
  await api.post(`/projects/${odd}/sections`, { name: 'Druckunterlagen für Außenwerbung, Großflächen und Verkehrsmittel im ganzen Land' });
  const versions: string[] = [];
  for (const [index, name] of names.files.entries()) versions.push((await api.upload(odd, name, new Uint8Array(png(640, 420, index * 40, name)))).version ?? '');
  const pdf = (await api.upload(odd, 'Broschüre.pdf', new Uint8Array(brochure('look')))).version ?? '';
  const { reviews } = await api.post<{ reviews: string[] }>('/reviews', { versions: [versions[1], versions[2], pdf], groups: [legal] });
  const [oddReview = '', decided = '', document = ''] = reviews;
  await api.comment(oddReview, `Bitte ${'Unterlagen'.repeat(18)} prüfen, danke!`, crypto.randomUUID());
  await api.comment(oddReview, 'النص هنا قصير جدا ولا يظهر على الهاتف بشكل صحيح', crypto.randomUUID());
  const { version } = await api.get<{ version: { sha256: string } }>(`/reviews/${decided}`);
  const certificate = (await api.post<Made>(`/reviews/${decided}/decisions`, { verdict: 'approve_with_changes', sha256: version.sha256, locale: 'en', zone: 'Europe/Oslo', sentence: 'x'.repeat(180) }).catch(() => api.post<Made>(`/reviews/${decided}/decisions`, { verdict: 'approve', sha256: version.sha256, locale: 'en', zone: 'Europe/Oslo' }))).id;
  const { link } = await api.get<GroupPage>(`/groups/${group}`);
  const password = await api.get<GroupPage>(`/groups/${closed}`);
  await api.put(`/groups/${closed}/password`, { password: 'seven quiet otters' });
  for (const one of versions) await api.seen(one);
  return { project, group, review, pdf: document, other, odd, oddReview, certificate, link: link.url, closed: password.link.url };
}
