/** What narrows and orders the list of comments, as a menu. */
import type { Ability } from '../api/types';
import type { MenuAction, MenuGroup } from '../ui/Menu';
import { writers, type Order, type Who } from './comment-filter';
import type { ReviewScreenContext } from './context';

const orders: readonly { order: Order; label: string }[] = [
  { order: 'number', label: 'By number' },
  { order: 'place', label: 'By position' },
  { order: 'newest', label: 'Newest first' },
];

export function filterGroups({ threads, state, tell, viewer, pageInView, page, openCopy }: ReviewScreenContext): MenuGroup[] {
  const { narrow } = state;
  const who = (id: Who, label: string, detail?: string): MenuAction => ({ id, label, ...(detail !== undefined && { detail }), on: narrow.who === id, run: () => tell({ type: 'narrow', part: { who: id } }) });
  const people = writers(threads).filter(({ person }) => person.id !== viewer?.id);
  const may = (ability: Ability) => page.abilities.includes(ability);
  return [
    {
      title: 'By whom',
      actions: [who('everybody', 'Everybody'), ...(viewer ? [who('mine', 'You'), who('mentions', 'Mentions you')] : []), ...people.map(({ person, threads: count }) => who(person.id, person.name, String(count)))],
    },
    ...(pageInView === null
      ? []
      : [
          {
            title: 'Where',
            actions: [
              { id: 'all-pages', label: 'All pages', on: !narrow.thisPage, run: () => tell({ type: 'narrow', part: { thisPage: false } }) },
              { id: 'this-page', label: 'The page in view', on: narrow.thisPage, run: () => tell({ type: 'narrow', part: { thisPage: true } }) },
            ],
          },
        ]),
    { title: 'Order', actions: orders.map(({ order, label }) => ({ id: order, label, on: narrow.order === order, run: () => tell({ type: 'narrow', part: { order } }) })) },
    ...(may('copy_comments') ? [{ actions: [{ id: 'copy', label: 'Copy comments from elsewhere', icon: 'copy' as const, run: openCopy }] }] : []),
  ];
}
