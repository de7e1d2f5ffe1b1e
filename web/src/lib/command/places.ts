/** Names that can be gone to, as commands: files, projects, their sections and reviewer groups. */
import type { Places } from '../api/types';
import type { CommandGroup } from './command';

export function placeGroups({ projects, files }: Places, go: (href: string) => void): CommandGroup[] {
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  return [
    {
      title: 'Files',
      commands: files.map(({ id, name, project, review }) => ({
        id,
        title: name,
        icon: 'doc',
        detail: names.get(project),
        run: () => go(review === null ? `/projects/${project}?at=${id}` : `/review/${review}`),
      })),
    },
    { title: 'Projects', commands: projects.map(({ id, name }) => ({ id, title: name, icon: 'folder', words: 'project', run: () => go(`/projects/${id}`) })) },
    {
      title: 'Reviewer groups',
      commands: projects.flatMap((project) => project.groups.map(({ id, name }) => ({ id, title: name, icon: 'people' as const, detail: project.name, words: 'group settings', run: () => go(`/groups/${id}`) }))),
    },
    {
      title: 'Sections',
      commands: projects.flatMap((project) => project.sections.map(({ id, name }) => ({ id, title: name, icon: 'rows' as const, detail: project.name, words: 'section', run: () => go(`/projects/${project.id}?at=${id}`) }))),
    },
  ];
}
