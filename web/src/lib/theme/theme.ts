/** Theme of the page: the system's, or the one the person chose. `public/theme.js` applies it before the first paint. */
import type { IconName } from '../ui/Icon';

export type Theme = 'system' | 'light' | 'dark';
type Choice = { readonly theme: Theme; readonly label: string; readonly icon: IconName; /** Further words under which it is found. */ readonly words?: string };

export const themes: readonly Choice[] = [
  { theme: 'system', label: 'Like the system', icon: 'compare' },
  { theme: 'light', label: 'Light', icon: 'sun' },
  { theme: 'dark', label: 'Dark', icon: 'eye', words: 'night' },
];

const KEY = 'theme';
const listeners = new Set<() => void>();

export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function storedTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
  try {
    if (theme === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
