/** The review screen's part of the command menu: the registry of actions, the menus of the bar, and the filters. */
import { fromMenus, type Command, type CommandGroup } from '../command/command';
import { goCommands } from '../command/go-commands';
import { themeCommands } from '../theme/theme-commands';
import type { MenuGroup } from '../ui/Menu';
import { statusLook, statusWord } from '../ui/status';
import { mac } from '../ui/useKeys';
import { actions, type Action, type ActionContext } from './actions';
import type { ReviewScreenContext } from './context';
import { filterGroups } from './comment-menu';
import { chordLabel } from './keyboard';
import type { Filter } from './threads';

const ABOUT_SELECTED = new Set(['reply', 'resolve', 'like']);
const HELP = new Set(['help']);
/** They belong to what has the focus, which the menu takes away; or they are the menu itself. */
const LEFT_OUT = new Set(['escape', 'send', 'menu', 'undo', 'redo']);
const FILTERS: readonly [Filter, string][] = [
  ['open', 'Show open comments'],
  ['resolved', 'Show resolved comments'],
  ['all', 'Show all comments'],
];

type Menus = { readonly context: ReviewScreenContext; readonly acting: ActionContext; readonly more: readonly MenuGroup[]; readonly go: (href: string) => void; readonly copyLink: (group: { id: string; name: string }) => Promise<void> };

export function reviewCommands({ context, acting, more, go, copyLink }: Menus): CommandGroup[] {
  const { page } = context;
  const member = page.me.is_member;
  const possible = actions.filter((action) => !LEFT_OUT.has(action.id) && action.enabled(acting));
  const asCommand = (action: Action): Command => {
    const [chord] = action.keys;
    return { id: `review ${action.id}`, title: action.id === 'comment' ? 'Comment' : action.title, icon: action.icon, words: 'marker', keys: chord && chordLabel(chord, mac), run: () => action.run(acting) };
  };
  const some = (which: (action: Action) => boolean) => possible.filter(which).map(asCommand);
  return [
    { title: 'The selected comment', commands: some(({ id }) => ABOUT_SELECTED.has(id)) },
    {
      title: 'This review',
      commands: [
        ...some(({ id, group }) => group === 'Decision' || id === 'comment'),
        ...some(({ id, group }) => group !== 'Decision' && group !== 'View' && id !== 'comment' && !ABOUT_SELECTED.has(id) && !HELP.has(id)),
        ...(member ? [{ id: 'review link', title: `Copy the review link of ${page.group.name}`, icon: 'link' as const, words: 'share guests', run: () => void copyLink(page.group) }] : []),
        ...fromMenus('more', more.map((group) => ({ ...group, actions: group.actions.filter(({ id }) => id !== 'keys' && id !== 'menu') }))),
      ],
    },
    { title: 'Comments', commands: [...FILTERS.map(([filter, title]) => ({ id: `filter ${filter}`, title, icon: 'filter' as const, on: context.state.filter === filter, run: () => context.tell({ type: 'filter', filter }) })), ...fromMenus('narrow', filterGroups(context).filter((group) => group.title !== undefined), 'filter comments sort order')] },
    { title: 'Elsewhere', commands: elsewhere(context, go) },
    { title: 'View', last: true, commands: some(({ group }) => group === 'View') },
    themeCommands(),
    { title: 'Help', last: true, commands: some(({ id }) => HELP.has(id)) },
  ];
}

/** Other versions and groups of this file, and for members the pages around it. */
function elsewhere({ page, goTo }: ReviewScreenContext, go: (href: string) => void): Command[] {
  const versions = page.versions
    .filter(({ version, review }) => review !== null && version.id !== page.version.id)
    .map(({ version, review, status }) => ({ id: version.id, title: `Version ${version.number}`, words: `v${version.number}`, status: status ? statusLook[status] : undefined, detail: status ? statusWord[status] : undefined, run: () => review !== null && goTo(review) }));
  if (!page.me.is_member) return versions;
  const groups = page.groups
    .filter((group) => group.review !== null && group.id !== page.group.id)
    .map(({ id, name, review }) => ({ id, title: `Review in ${name}`, icon: 'people' as const, run: () => review !== null && goTo(review) }));
  return [
    { id: 'back', title: `Back to ${page.project.name}`, icon: 'left', words: 'project files', run: () => go(`/projects/${page.project.id}?at=${page.file.id}`) },
    { id: 'settings', title: `Settings of ${page.group.name}`, icon: 'gear', words: 'group reviewers', run: () => go(`/groups/${page.group.id}`) },
    ...groups,
    ...versions,
    ...goCommands(go),
  ];
}
