// A group that lets in invited people by a mailed code: invited from a pasted list, proved on a desktop and on a phone by
// real mail, decided as "mailbox", and out within a second once removed.
import { expect, test } from '@playwright/test';
import { png } from '../fixtures/files';
import { startPostbox, type Postbox } from '../fixtures/postbox';
import { type Server, startServer } from '../fixtures/server';
import { copied, openWindow, screen, type Window } from '../fixtures/watch';
import { picture } from '../steps/review';

const ines = 'ines.moen@nordlys.example';
const jan = 'jan@nordlys.example';
const stranger = 'stranger@elsewhere.example';

let postbox: Postbox;
let server: Server;
let owner: Window;
let desktop: Window;
let phone: Window;
let link: string;

test.use({ trace: 'off' });
test.describe.configure({ mode: 'serial' });

test.beforeAll(async ({ browser }) => {
  postbox = await startPostbox();
  server = await startServer({ demo: true, variables: postbox.variables });
  owner = await openWindow(browser, 'desktop');
  desktop = await openWindow(browser, 'desktop');
  phone = await openWindow(browser, 'phone');
});

test.afterAll(async () => {
  for (const window of [owner, desktop, phone]) await window.context.close();
  await server.stop('SIGKILL');
  server.remove();
  postbox.close();
});

/** The browser itself writes down that a door was closed; no script can prevent that line. */
function doorsAside({ problems }: Window): void {
  const others = problems.filter((line) => !/status of 401 .*\/review-links\/lnk_[^/]+\/(open|code\/check)\)$/.test(line));
  problems.splice(0, problems.length, ...others);
}

const code = async (to: string, after: number) => /^\s*(\d{6})\s*$/m.exec((await postbox.newest(to, /Type this code/, after)).text)?.[1] ?? 'no code';

test('the owner lets in invited people by a mailed code, and invites several at once', async () => {
  const { page } = owner;
  await page.goto(await server.link('/sign-in#'));
  await page.getByRole('table').getByRole('link', { name: 'Summer 2027 launch' }).click();
  await page.getByRole('link', { name: 'Settings of Client' }).click();
  await page.getByRole('switch', { name: 'Invited reviewers only' }).check({ force: true });
  await page.getByRole('radiogroup', { name: 'Prove identity with' }).getByText('Mailed code').click();
  await expect(page.getByText('Decisions say “mailbox”', { exact: false })).toBeVisible();
  await expect(page.getByText('All changes saved')).toBeVisible();

  await page.getByRole('button', { name: 'Invite several' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite several to Client' });
  await dialog.getByRole('textbox', { name: 'Addresses' }).fill(`${ines}\nJan Vik <${jan}>\nno address here`);
  await expect(dialog.getByRole('textbox', { name: `Name of ${ines}` })).toHaveValue('Ines Moen');
  await expect(dialog.getByText('No address in: no address here')).toBeVisible();
  await screen(owner, 'invite-several', { narrow: true });
  await dialog.getByRole('button', { name: 'Invite 2 people' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('row').filter({ hasText: ines })).toContainText('Not yet');
  await screen(owner, 'group-codes', { narrow: true });
  link = await copied(page, () => page.getByRole('button', { name: 'Copy', exact: true }).click());
  expect((await postbox.newest(jan, /yours alone/)).text).toContain('a code is mailed to this address');
});

test('an uninvited and an invited address see the same, and only the invited one gets a code', async () => {
  const { page } = desktop;
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'Who is opening this review?' })).toBeVisible();
  doorsAside(desktop);
  await screen(desktop, 'code-who', { narrow: true });
  const told = async (address: string) => {
    await page.getByRole('textbox', { name: 'Your e-mail address' }).fill(address);
    await page.getByRole('button', { name: 'Mail me a code' }).click();
    await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible();
    return ((await page.getByRole('main').textContent()) ?? '').replace(address, 'ADDRESS').replace(/ in \d+ s/, '');
  };
  const uninvited = await told(stranger);
  await page.getByRole('button', { name: 'Use another address' }).click();
  const before = postbox.letters.length;
  expect(await told(ines)).toBe(uninvited);
  const right = await code(ines, before);
  expect(postbox.letters.filter((letter) => letter.to === stranger), 'a stranger gets no mail').toEqual([]);

  await page.getByRole('textbox', { name: 'Code from the mail' }).fill(right === '000000' ? '111111' : '000000');
  await expect(page.getByRole('alert').getByText('This is not the code', { exact: false })).toBeVisible();
  doorsAside(desktop);
  await screen(desktop, 'code-wrong', { narrow: true });
  await page.getByRole('textbox', { name: 'Code from the mail' }).fill(`${right.slice(0, 3)} ${right.slice(3)}`);
  await expect(page).toHaveURL(/\/review\/rev_/);
  await picture(page);
  await page.goto(link);
  await expect(page, 'the device is remembered').toHaveURL(/\/review\/rev_/);
});

test('on a phone the link of one person asks for nothing but the code, and the decision says mailbox', async () => {
  const { page } = phone;
  const own = /https:\/\/localhost\S+/.exec((await postbox.newest(jan, /yours alone/)).text)?.[0] ?? '';
  await page.goto(own);
  await expect(page.getByRole('heading', { name: 'Open your review' })).toBeVisible();
  doorsAside(phone);
  await screen(phone, 'code-own', { onPhone: true });
  const before = postbox.letters.length;
  await page.getByRole('button', { name: 'Mail me a code' }).tap();
  await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible();
  await screen(phone, 'code-type', { onPhone: true });
  await page.getByRole('textbox', { name: 'Code from the mail' }).fill(await code(jan, before));
  await expect(page).toHaveURL(/\/review\/rev_/);
  await page.getByRole('button', { name: 'Decide' }).tap();
  await page.getByRole('radio', { name: /^Approve\s*Ready as/ }).check({ force: true });
  await page.getByRole('button', { name: 'Approve', exact: true }).tap();
  await expect(page.getByRole('heading', { name: 'Jan Vik approved' })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('link', { name: 'Open certificate' }).tap();
  await expect(page.getByRole('article').getByText('Mailbox', { exact: true })).toBeVisible();
  await screen(phone, 'certificate-mailbox', { onPhone: true });
});

test('a reviewer adds a version where the group allows it, and the team sees whose it is', async () => {
  await owner.page.getByRole('switch', { name: 'Add a new version' }).check({ force: true });
  await expect(owner.page.getByText('All changes saved')).toBeVisible();
  const { page } = desktop;
  const before = page.url();
  await page.reload();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Add a new version' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a new version' });
  await dialog.getByLabel('File of the new version').setInputFiles({ name: 'marked up.png', mimeType: 'image/png', buffer: png(800, 600, 40, 'marked up') });
  await expect(dialog.getByText('marked up.png,', { exact: false })).toBeVisible();
  await screen(desktop, 'add-version', { narrow: true });
  await dialog.getByRole('button', { name: 'Add version' }).click();
  await expect(page).not.toHaveURL(before, { timeout: 30_000 });
  await picture(page);
  await page.getByRole('button', { name: /choose another version$/ }).click();
  await expect(page.getByRole('menuitem').or(page.getByRole('menuitemradio')).first()).toContainText('In review');
  await page.keyboard.press('Escape');
});

test('the owner sees who came, and whoever is removed is out within a second', async () => {
  const { page } = owner;
  const row = page.getByRole('row').filter({ hasText: ines });
  await expect(row.getByText('Mailbox')).toBeVisible();
  await expect(desktop.page.getByRole('button', { name: 'Decide' })).toBeVisible();
  await row.getByRole('button', { name: 'Remove Ines Moen' }).click();
  await page.getByRole('button', { name: 'Remove from the group' }).click();
  await expect(page.getByRole('row').filter({ hasText: ines })).toHaveCount(0);
  await expect(desktop.page.getByRole('button', { name: 'Decide' })).toHaveCount(0, { timeout: 1_500 });
});
