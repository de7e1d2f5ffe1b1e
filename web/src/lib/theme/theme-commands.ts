/** The theme as commands of the command menu. */
import type { CommandGroup } from '../command/command';
import { setTheme, storedTheme, themes } from './theme';

export function themeCommands(): CommandGroup {
  const now = storedTheme();
  return {
    title: 'Theme',
    last: true,
    commands: themes.map(({ theme, label, icon, words = '' }) => ({ id: `theme-${theme}`, title: `Theme: ${label}`, icon, words: `appearance colours mode ${words}`, on: now === theme, run: () => setTheme(theme) })),
  };
}
