// A new server: the code from the terminal makes the owner, whose words cannot be read on the disk afterwards.
import { expect, test } from '@playwright/test';
import { scan } from '../fixtures/scan';
import { startServer } from '../fixtures/server';
import { openWindow, screen } from '../fixtures/watch';

const typed = { team: 'Nettlebridge21 Works', name: 'Odalys Pennywhistle22', email: 'quincefield23@rowanhollow.example', password: 'sparrow-tundra-lantern24-velvet' };

test('the owner of a new server is made with the code from the terminal', async ({ browser }) => {
  const server = await startServer({ demo: false });
  const owner = await openWindow(browser, 'desktop');
  try {
    const { page } = owner;
    await page.goto(await server.link('/setup#'));
    await expect(page.getByRole('heading', { name: 'Make it yours' })).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'One-time code' })).not.toHaveValue('');
    await expect(page.getByRole('region', { name: 'Self-check of this server' })).toBeVisible();
    await screen(owner, 'first-run', { narrow: true });
    await page.getByRole('textbox', { name: 'Team name' }).fill(typed.team);
    await page.getByRole('textbox', { name: 'Your name' }).fill(typed.name);
    await page.getByRole('textbox', { name: 'E-mail' }).fill(typed.email);
    await page.getByLabel('Password', { exact: true }).fill(typed.password);
    await expect(page.getByText(/Hard to guess/)).toBeVisible();
    await page.getByRole('button', { name: 'Create team and continue' }).click();
    await expect(page.getByRole('heading', { name: 'Start with a project.' })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('button', { name: typed.name })).toBeVisible();
    await screen(owner, 'first-project');

    await page.getByRole('button', { name: typed.name }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('textbox', { name: 'E-mail' }).fill(typed.email);
    await page.getByLabel('Password', { exact: true }).fill(typed.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { name: 'Start with a project.' })).toBeVisible({ timeout: 30_000 });
    expect(owner.problems).toEqual([]);

    await server.stop('SIGKILL');
    const words = [...Object.values(typed), 'Nettlebridge21', 'Pennywhistle22', 'quincefield23', 'rowanhollow', 'lantern24'];
    expect(scan(server.folder, words)).toEqual([]);
  } finally {
    await owner.context.close();
    await server.stop('SIGKILL');
    server.remove();
  }
});
