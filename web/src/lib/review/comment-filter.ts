// Which comments are listed, and in what order: by state, by whom, where, by words. Pinned ones come first.

import { boundsOfShape, fromSelectors } from '../annotate/anchor';
import type { Person } from '../api/types';
import { isMentionedIn, matchesFilter, matchesSearch, threadOf, writesIn, type Filter, type Thread } from './threads';

/** Everybody, the viewer, what calls the viewer, or somebody's id. */
export type Who = 'everybody' | 'mine' | 'mentions' | (string & {});
export type Order = 'number' | 'place' | 'newest';
export type Narrow = { readonly who: Who; readonly thisPage: boolean; readonly order: Order };

export const EVERYTHING: Narrow = { who: 'everybody', thisPage: false, order: 'number' };

export type Wanted = {
  readonly filter: Filter;
  readonly narrow: Narrow;
  readonly search: string | null;
  /** Listed whatever the filter says, so that nothing vanishes under the reader. */
  readonly selected: string | null;
  /** The comment being changed, root or reply: its box must not vanish either. */
  readonly editing: string | null;
  readonly viewer: string | null;
  readonly page: number | null;
};

export function listed(threads: readonly Thread[], wanted: Wanted): readonly Thread[] {
  const { filter, narrow, search, selected, editing, viewer, page } = wanted;
  const edited = editing === null ? null : threadOf(threads, editing);
  const found = threads.filter(
    (thread) => thread.root.comment.id === selected || thread === edited || (matchesFilter(thread, filter) && isBy(thread, narrow.who, viewer) && (!narrow.thisPage || isOn(thread, page)) && matchesSearch(thread, search)),
  );
  return ordered(found, narrow.order);
}

/** Whether fewer comments are shown than the tab counts. */
export function isNarrowed({ who, thisPage }: Narrow): boolean {
  return who !== 'everybody' || thisPage;
}

/** Everybody who has written here, with the number of threads, most first. */
export function writers(threads: readonly Thread[]): readonly { person: Person; threads: number }[] {
  const people = new Map<string, Person>();
  for (const { root, replies } of threads) for (const { comment, delivery } of [root, ...replies]) if (delivery === 'sent' && !comment.deleted) people.set(comment.author.id, comment.author);
  return [...people.values()].map((person) => ({ person, threads: threads.filter((thread) => writesIn(thread, person.id)).length })).toSorted((a, b) => b.threads - a.threads || a.person.name.localeCompare(b.person.name));
}

/** "By Ingrid, on this page", for the line that says what is left out. */
export function narrowWords(narrow: Narrow, threads: readonly Thread[]): string {
  const { who, thisPage } = narrow;
  const name = writers(threads).find(({ person }) => person.id === who)?.person.name ?? 'somebody';
  const whose = { everybody: null, mine: 'By you', mentions: 'Mentions you' }[who as string];
  const parts = [whose === undefined ? `By ${name}` : whose, thisPage ? 'On this page' : null].filter((part) => part != null);
  return parts.join(', ').replace(', On', ', on');
}

function isBy(thread: Thread, who: Who, viewer: string | null): boolean {
  if (who === 'everybody') return true;
  if (who === 'mine') return writesIn(thread, viewer);
  if (who === 'mentions') return isMentionedIn(thread, viewer);
  return writesIn(thread, who);
}

/** A file without pages has one. */
function isOn(thread: Thread, page: number | null): boolean {
  return page === null || anchorsOf(thread).some((anchor) => anchor.page === page);
}

function anchorsOf(thread: Thread) {
  return thread.root.comment.markers.flatMap((marker) => fromSelectors(marker.selectors) ?? []);
}

function ordered(threads: readonly Thread[], order: Order): readonly Thread[] {
  const keys: Record<Order, (thread: Thread) => readonly number[]> = {
    number: (thread) => [thread.root.comment.number ?? Infinity],
    place: placeOf,
    newest: (thread) => [-Math.max(...[thread.root, ...thread.replies].map((entry) => entry.comment.created_at))],
  };
  const key = keys[order];
  const places = new Map(threads.map((thread) => [thread, [pinned(thread), ...key(thread)]]));
  return threads.toSorted((a, b) => compare(places.get(a) ?? [], places.get(b) ?? []));
}

/** Pinned ones in the order in which they were pinned, then all others. */
function pinned(thread: Thread): number {
  return thread.root.comment.pinned?.at ?? Infinity;
}

/** Page, then from top to bottom, then from left to right; what points nowhere comes last. */
function placeOf(thread: Thread): readonly number[] {
  const anchor = anchorsOf(thread)[0];
  if (!anchor) return [Infinity];
  const at = anchor.shape ? boundsOfShape(anchor.shape) : null;
  return [anchor.page ?? 0, at?.y ?? 0, at?.x ?? 0, anchor.text?.start ?? 0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [left, right] = [a[at] ?? 0, b[at] ?? 0];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
