/** The theme as commands of the command menu. */
import type { CommandGroup } from '../command/command';
import { setTheme, storedTheme } from './theme';

export function themeCommands(): CommandGroup {
  const now = storedTheme();
  const words = 'theme appearance colours mode';
  return {
    title: 'Theme',
    last: true,
    commands: [
      { id: 'theme-system', title: 'Theme like the system', icon: 'compare', words, on: now === 'system', run: () => setTheme('system') },
      { id: 'theme-light', title: 'Light theme', icon: 'sun', words, on: now === 'light', run: () => setTheme('light') },
      { id: 'theme-dark', title: 'Dark theme', icon: 'eye', words: `${words} night`, on: now === 'dark', run: () => setTheme('dark') },
    ],
  };
}
