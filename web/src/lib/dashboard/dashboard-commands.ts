/** What can be done on a project's page, for the command menu: first with the selected files, then with the project. */
import { fromMenus, type Command, type CommandGroup } from '../command/command';
import type { Ability, Dashboard, DashboardFile } from '../api/types';
import { count } from '../format/size';
import type { MenuGroup } from '../ui/Menu';
import { statusChoices } from './FilterBar';
import { downloadArchive } from './download';
import type { Asking, Density } from './DashboardPage';
import type { Filter } from './grid';
import type { DashboardActions } from './useDashboard';

type Ways = {
  readonly data: Dashboard;
  readonly selected: readonly DashboardFile[];
  readonly filter: Filter;
  readonly density: Density;
  readonly can: (ability: Ability) => boolean;
  readonly actions: DashboardActions;
  readonly ask: (asking: Asking) => void;
  readonly clear: () => void;
  readonly upload: () => void;
  readonly find: () => void;
  readonly setFilter: (filter: Partial<Filter>) => void;
  readonly setDensity: (density: Density) => void;
  /** The actions of the menu beside the project's name. */
  readonly menu: readonly MenuGroup[];
  readonly go: (href: string) => void;
  readonly copyLink: (group: Dashboard['groups'][number]) => void;
};

export function dashboardCommands(ways: Ways): CommandGroup[] {
  const { data, can, go, copyLink, filter, density } = ways;
  return [
    { title: count(ways.selected.length, 'selected file', 'selected files'), commands: ways.selected.length > 0 ? withSelected(ways) : [] },
    {
      title: data.project.name,
      commands: [
        ...(can('upload') ? [{ id: 'upload', title: 'Upload files', icon: 'upload' as const, words: 'add new', keys: 'U', run: ways.upload }] : []),
        { id: 'find', title: 'Filter files', icon: 'search', words: 'find search', keys: '/', run: ways.find },
        ...fromMenus('project', ways.menu, 'project'),
        ...data.groups.flatMap((group): Command[] =>
          can('manage_groups')
            ? [
                { id: `link ${group.id}`, title: `Copy the review link of ${group.name}`, icon: 'link', words: 'share guests', run: () => copyLink(group) },
                { id: `settings ${group.id}`, title: `Settings of ${group.name}`, icon: 'gear', words: 'group reviewers invite', run: () => go(`/groups/${group.id}`) },
              ]
            : [],
        ),
      ],
    },
    {
      title: 'View',
      last: true,
      commands: [
        ...statusChoices.map(({ status, look, word }) => ({ id: `status ${status}`, title: status === 'all' ? 'Files of any status' : `Only files: ${word}`, words: 'filter status show', icon: 'filter' as const, status: look, on: filter.status === status, run: () => ways.setFilter({ status }) })),
        { id: 'comfortable', title: 'Comfortable rows', icon: 'rows2', words: 'density height', on: density === 'comfortable', run: () => ways.setDensity('comfortable') },
        { id: 'compact', title: 'Compact rows', icon: 'rows', words: 'density height dense', on: density === 'compact', run: () => ways.setDensity('compact') },
      ],
    },
  ];
}

function withSelected({ data, selected, can, actions, ask, clear }: Ways): Command[] {
  const ids = selected.map((file) => file.id);
  const reviews = selected.flatMap((file) => file.cells.flatMap((cell) => (cell.review ? [cell.review.id] : [])));
  const remove = () => {
    clear();
    void actions.deleteFiles(ids);
  };
  return [
    ...(can('start_review') && data.groups.length > 0 ? [{ id: 'sel start', title: 'Start review', icon: 'play' as const, run: () => ask({ is: 'start', files: ids }) }] : []),
    ...(can('start_review') && reviews.length > 0 ? [{ id: 'sel due', title: 'Set due date', icon: 'cal' as const, run: () => ask({ is: 'due', reviews, due: null }) }] : []),
    ...(can('rename') ? [{ id: 'sel move', title: 'Move to another project', icon: 'move' as const, run: () => ask({ is: 'move', files: ids }) }] : []),
    ...(can('rename') ? data.sections.map((section) => ({ id: `sel ${section.id}`, title: `Move to section ${section.name}`, icon: 'move' as const, run: () => void actions.moveFiles(ids, section.id).then(clear) })) : []),
    { id: 'sel download', title: 'Download', icon: 'download', run: () => void downloadArchive(data.project.id, count(ids.length, 'file', 'files'), ids.length === data.totals.files ? {} : { files: ids }) },
    ...(can('delete_files') ? [{ id: 'sel delete', title: 'Delete', icon: 'trash' as const, words: 'remove trash', run: remove }] : []),
    { id: 'sel clear', title: 'Clear the selection', icon: 'x', keys: 'Esc', run: clear },
  ];
}
