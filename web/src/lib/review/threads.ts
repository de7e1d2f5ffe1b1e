// Comments as threads: the flat list of the server and what is still on its way, filtered and counted.

import { fromSelectors } from '../annotate/anchor';
import type { Comment, Person } from '../api/types';
import type { StageMarker } from '../viewers/stage';
import { bodyLine } from './body';
import { fold } from './mention-query';
import { searchWords } from './search-marks';
import { asComment, type UnsentComment } from './unsent';

export type Entry = {
  readonly comment: Comment;
  readonly delivery: 'sent' | UnsentComment['state'];
  readonly reason: string | null;
};
export type Thread = { readonly root: Entry; readonly replies: readonly Entry[] };
export type Filter = 'open' | 'resolved' | 'all';

const UNKNOWN: Person = { id: '', name: 'You', initials: 'Y', guest: true };

/** Threads in the order of their markers, oldest first, own unsent comments included. An own answer whose comment is gone stands alone. */
export function threadsOf(comments: readonly Comment[], items: readonly UnsentComment[], viewer: Person | null): Thread[] {
  const sent: Entry[] = comments.map((comment) => ({ comment, delivery: 'sent', reason: null }));
  let last = Math.max(0, ...comments.map((comment) => comment.number ?? 0));
  const pending: Entry[] = items.map((item) => {
    if (item.parent === null) last += 1;
    return { comment: asComment(item, viewer ?? UNKNOWN, item.parent === null ? last : null), delivery: item.state, reason: item.reason };
  });
  const all = [...sent, ...pending];
  const there = new Set(comments.map(({ id }) => id));
  const replies = new Map<string, Entry[]>();
  for (const entry of all) {
    const { parent, deleted } = entry.comment;
    if (parent !== null && !deleted) replies.set(parent, [...(replies.get(parent) ?? []), entry]);
  }
  return all
    .filter(({ comment: { parent }, delivery }) => parent === null || (delivery !== 'sent' && !there.has(parent)))
    .map((root) => ({ root, replies: replies.get(root.comment.id) ?? [] }))
    .filter((thread) => !thread.root.comment.deleted || thread.replies.length > 0);
}

export function matchesFilter(thread: Thread, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'open':
      return isOpen(thread);
    case 'resolved':
      return thread.root.comment.resolved !== null;
  }
}

/** Whether all the words stand in the thread: in its text, its quotations or the names of who wrote it. */
export function matchesSearch(thread: Thread, search: string | null): boolean {
  const words = searchWords(search);
  if (words.length === 0) return true;
  const text = fold([thread.root, ...thread.replies].map(({ comment }) => `${comment.author.name} ${bodyLine(comment.body)} ${quotes(comment)}`).join(' '));
  return words.every((word) => text.includes(word));
}

export function countThreads(threads: readonly Thread[]): Record<Filter, number> {
  return {
    open: threads.filter(isOpen).length,
    resolved: threads.filter((thread) => matchesFilter(thread, 'resolved')).length,
    all: threads.length,
  };
}

/** The comment that the words of a thread's entry belong to in the list: a reply's thread, or itself. */
export function threadOf(threads: readonly Thread[], comment: string): Thread | null {
  return threads.find(({ root, replies }) => [root, ...replies].some((entry) => entry.comment.id === comment)) ?? null;
}

/** Whether a comment can be answered: it is there, and not one that was deleted and stays for its answers. */
export function isAnswerable(comments: readonly Comment[], parent: string): boolean {
  return comments.some(({ id, deleted }) => id === parent && !deleted);
}

/** Whether a comment answers one that is not there any more, or stays for its other answers alone. */
export function answersNothing(threads: readonly Thread[], { parent }: Comment): boolean {
  return parent !== null && !isAnswerable(threads.map(({ root }) => root.comment), parent);
}

/** The kept answers that cannot be sent as such, once all comments are known. */
export function keptAstray(threads: readonly Thread[]): readonly Entry[] {
  return threads.flatMap(({ root, replies }) => [root, ...replies]).filter(({ delivery, comment }) => delivery === 'kept' && answersNothing(threads, comment));
}

export function isOpen(thread: Thread): boolean {
  return thread.root.comment.resolved === null && !thread.root.comment.deleted;
}

/** Whether the viewer has written an open comment here, as "request changes" needs a reason. */
export function hasOwnOpenComment(threads: readonly Thread[], viewer: string | null): boolean {
  return threads.some((thread) => isOpen(thread) && isBy(thread.root, viewer) && !thread.root.comment.team_only);
}

/** Markers of the threads shown that lie on the given version. Resolved ones appear only under "All". */
export function stageMarkers(threads: readonly Thread[], version: string): StageMarker[] {
  return threads.flatMap(({ root }) => {
    const { comment } = root;
    if (comment.deleted) return [];
    const anchors = comment.markers
      .filter((marker) => marker.target.version === version)
      .flatMap((marker) => fromSelectors(marker.selectors) ?? []);
    if (anchors.length === 0) return [];
    return [
      {
        id: comment.id,
        number: comment.number,
        anchors,
        team: comment.team_only,
        resolved: comment.resolved !== null,
        label: comment.author.name,
      },
    ];
  });
}

/** Open comments per page, for the page strip. */
export function countByPage(threads: readonly Thread[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const thread of threads) {
    if (!isOpen(thread)) continue;
    const pages = new Set(thread.root.comment.markers.map((marker) => fromSelectors(marker.selectors)?.page ?? null));
    for (const page of pages) if (page !== null) counts.set(page, (counts.get(page) ?? 0) + 1);
  }
  return counts;
}

/** The thread before or after the selected one; from nothing selected it starts at the end asked for. */
export function neighbour(threads: readonly Thread[], selected: string | null, direction: 1 | -1): string | null {
  const ids = threads.map((thread) => thread.root.comment.id);
  const at = selected === null ? -1 : ids.indexOf(selected);
  const next = at === -1 ? (direction === 1 ? 0 : ids.length - 1) : at + direction;
  return ids[next] ?? null;
}

function quotes(comment: Comment): string {
  return comment.markers.flatMap((marker) => marker.selectors.map((selector) => (selector.type === 'TextQuoteSelector' ? selector.exact : ''))).join(' ');
}

/** Whether somebody has written in the thread. What is still here was written by the viewer. */
export function writesIn(thread: Thread, person: string | null): boolean {
  return [thread.root, ...thread.replies].some((entry) => isBy(entry, person));
}

export function isMentionedIn(thread: Thread, person: string | null): boolean {
  return [thread.root, ...thread.replies].some((entry) => mentions(entry, person));
}

function isBy(entry: Entry, viewer: string | null): boolean {
  return entry.delivery !== 'sent' || (viewer !== null && entry.comment.author.id === viewer);
}

function mentions(entry: Entry, viewer: string | null): boolean {
  return viewer !== null && entry.comment.body.blocks.some((block) => block.spans.some((span) => 'mention' in span && span.mention === viewer));
}
