// What a person does on the screen of one review.
import { expect, type Locator, type Page } from '@playwright/test';

export const comments = (page: Page): Locator => page.getByRole('tabpanel', { name: 'Comments' });
export const card = (page: Page, text: string): Locator => comments(page).getByRole('listitem').filter({ hasText: text });

/** The picture, when it is there to be looked at. */
export async function picture(page: Page): Promise<Locator> {
  const found = page.getByRole('main', { name: 'File' }).getByRole('img', { name: /, version \d+$/ });
  await expect(found).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => found.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth), { timeout: 60_000 }).toBeGreaterThan(0);
  return found;
}

/** A place on something, given as shares of its width and height. */
export async function pointOn(place: Locator, x: number, y: number): Promise<{ x: number; y: number }> {
  const box = await place.boundingBox();
  if (!box) throw new Error('it is not on the screen');
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}

/** Sends the words and waits until the server has them. */
export async function write(page: Page, text: string, box: string | RegExp = 'Comment'): Promise<void> {
  await page.getByRole('textbox', { name: box }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(comments(page).getByText(text)).toBeVisible();
  await expect(comments(page).getByText('Sending', { exact: true })).toHaveCount(0);
}

/** Leafs through the files of a phone, forwards and then backwards, until the wanted one is shown. */
export async function turnTo(page: Page, name: string): Promise<void> {
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toBeVisible();
  for (const way of ['Next file', 'Previous file']) {
    const button = page.getByRole('button', { name: way });
    for (;;) {
      const shown = (await title.textContent()) ?? '';
      if (shown === name) return;
      if ((await button.getAttribute('aria-disabled')) === 'true') break;
      await button.tap();
      await expect(title).not.toHaveText(shown);
    }
  }
  throw new Error(`${name} is not among the files`);
}

/** How long the other window needs to show something, in milliseconds. */
export async function arrival(place: Locator): Promise<number> {
  const from = Date.now();
  await expect(place).toBeVisible();
  return Date.now() - from;
}

/** Drops a file onto a place of the page, as from the desktop. */
export async function drop(page: Page, target: Locator, name: string, type: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([text, file, kind]) => {
      const data = new DataTransfer();
      const inside = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
      data.items.add(new File([inside], file, { type: kind }));
      return data;
    },
    [bytes.toString('base64'), name, type] as const,
  );
  await target.dispatchEvent('dragover', { dataTransfer: transfer });
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}
