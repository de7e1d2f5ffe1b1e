/** The pages that members come back to, as commands of the command menu. */
import type { Command } from './command';

/** `inboxKey` where a key opens the inbox. */
export function goCommands(go: (href: string) => void, inboxKey?: string): Command[] {
  return [
    { id: 'go-projects', title: 'All projects', icon: 'grid', words: 'home start', run: () => go('/') },
    { id: 'go-awaiting', title: 'Awaiting my review', icon: 'mine', words: 'due waiting mine', run: () => go('/awaiting') },
    { id: 'go-inbox', title: 'Inbox', icon: 'bell', words: 'notifications news', keys: inboxKey, run: () => go('/inbox') },
  ];
}
