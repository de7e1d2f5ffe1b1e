/** What a member can do anywhere: go to a page, make a project, change the theme, see the keys, sign out. */
import type { CommandGroup } from '../command/command';
import { goCommands } from '../command/go-commands';
import type { Member } from '../api/types';
import { themeCommands } from '../theme/theme-commands';

type Ways = { readonly member: Member; readonly go: (href: string) => void; readonly newProject: () => void; readonly help: () => void; readonly signOut: () => void };

export function shellCommands({ member, go, newProject, help, signOut }: Ways): CommandGroup[] {
  const mayCreate = member.abilities.includes('create_project');
  return [
    {
      title: 'Go to',
      commands: [
        ...goCommands(go, 'I'),
        { id: 'go-team', title: 'Team', icon: 'people', words: 'members invite invitations storage', run: () => go('/team') },
        { id: 'go-account', title: 'Account and sessions', icon: 'key', words: 'settings password profile devices', run: () => go('/account') },
        { id: 'go-notifications', title: 'Notification settings', icon: 'mail', words: 'mails inbox', run: () => go('/account#notifications') },
      ],
    },
    { title: 'Make', commands: mayCreate ? [{ id: 'new-project', title: 'New project', icon: 'plus', words: 'create add', run: newProject }] : [] },
    themeCommands(),
    {
      title: 'Help',
      last: true,
      commands: [
        { id: 'keys', title: 'Keyboard', icon: 'info', words: 'shortcuts keys help', keys: '?', run: help },
        { id: 'sign-out', title: 'Sign out', icon: 'next', words: 'leave log out', run: signOut },
      ],
    },
  ];
}
