// What a person does who has a keyboard and nothing else. Every stop on the way has to show that it has the focus.
import { expect, type Locator, type Page } from '@playwright/test';

/** Nothing on any screen lies further than this from where one is. */
const MOST_STOPS = 60;

type Stop = { name: string; seen: boolean };

/** Goes on with Tab until the thing has the focus. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  const passed: string[] = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await hasFocus(target)) return;
    await page.keyboard.press(key);
    const { name, seen } = await focused(page);
    expect(seen, `the focus on ${name} can be seen`).toBe(true);
    passed.push(name);
  }
  throw new Error(`Tab never comes to ${target.toString()}, only to:\n${passed.join('\n')}`);
}

export async function hasFocus(target: Locator): Promise<boolean> {
  return await target.evaluate((element) => element === document.activeElement).catch(() => false);
}

/** Presses the thing by Tab and Enter. */
export async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Fills a field that is reached by Tab. */
export async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(text);
  await expect(field).toHaveValue(text);
}

/** Asks the command menu for something and takes its first answer. */
export async function ask(page: Page, words: string, title: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+k');
  const menu = page.getByRole('dialog', { name: 'Command menu' });
  await expect(menu.getByRole('combobox', { name: 'Search or do' })).toBeFocused();
  await page.keyboard.type(words);
  await expect(menu.getByRole('option').first()).toContainText(title);
  await page.keyboard.press('Enter');
  await expect(menu).toBeHidden();
}

/** What has the focus, and whether it or something around it shows that. */
async function focused(page: Page): Promise<Stop> {
  return await page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement || element instanceof SVGElement) || element === document.body) return { name: 'the page', seen: true };
    const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? element.tagName;
    const marks = ({ boxShadow, outlineStyle, outlineWidth }: CSSStyleDeclaration) => boxShadow !== 'none' || (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0);
    const around: Element[] = [];
    for (let one: Element | null = element; one && around.length < 3; one = one.parentElement) around.push(one);
    // A checkbox or a radio button is drawn by what stands beside it.
    if (element.nextElementSibling) around.push(element.nextElementSibling);
    return { name, seen: around.some((one) => marks(getComputedStyle(one))) };
  });
}
