// Comments on their way: written here, not yet confirmed by the server. Their text is never dropped
// before the server has it.

import type { Attachment, Body, Comment, Marker, NewComment, Person } from '../api/types';

export type UnsentComment = {
  /** Random id that makes sending twice harmless. */
  readonly clientId: string;
  readonly parent: string | null;
  readonly body: Body;
  readonly markers: readonly Marker[];
  readonly teamOnly: boolean;
  /** Files that the server has and that wait for this comment. */
  readonly attachments: readonly Attachment[];
  readonly writtenAt: number;
  /** `kept` waits for the writer's decision and goes out with it. */
  readonly state: 'sending' | 'failed' | 'waiting' | 'kept';
  /** Why it was not sent, as a sentence; null unless failed. */
  readonly reason: string | null;
};

export type UnsentEvent =
  | { readonly type: 'written'; readonly item: Omit<UnsentComment, 'state' | 'reason'>; readonly wait: boolean }
  | { readonly type: 'sending'; readonly clientId: string }
  | { readonly type: 'failed'; readonly clientId: string; readonly reason: string }
  | { readonly type: 'waits'; readonly clientId: string }
  | { readonly type: 'kept'; readonly item: Omit<UnsentComment, 'state' | 'reason'> }
  | { readonly type: 'settled'; readonly clientId: string };

export function unsent(items: readonly UnsentComment[], event: UnsentEvent): readonly UnsentComment[] {
  switch (event.type) {
    case 'written':
      return [...items, { ...event.item, state: event.wait ? 'waiting' : 'sending', reason: null }];
    case 'sending':
      return change(items, event.clientId, { state: 'sending', reason: null });
    case 'failed':
      return change(items, event.clientId, { state: 'failed', reason: event.reason });
    case 'waits':
      return change(items, event.clientId, { state: 'waiting', reason: null });
    case 'kept':
      return [...items.filter((item) => item.clientId !== event.item.clientId), { ...event.item, state: 'kept' as const, reason: null }].toSorted((a, b) => a.writtenAt - b.writtenAt);
    case 'settled':
      return items.filter((item) => item.clientId !== event.clientId);
  }
}

/** What waits for the writer's decision, in the order in which it was written. */
export function keptIn(items: readonly UnsentComment[]): readonly UnsentComment[] {
  return items.filter((item) => item.state === 'kept');
}

/** As the server takes it. */
export function toNewComment(item: UnsentComment): NewComment {
  return {
    body: item.body,
    markers: [...item.markers],
    client_id: item.clientId,
    ...(item.parent !== null && { parent: item.parent }),
    ...(item.teamOnly && { team_only: true }),
    ...(item.attachments.length > 0 && { attachments: item.attachments.map(({ id }) => id) }),
  };
}

/** How an item looks in the list until the server's own copy takes its place. */
export function asComment(item: UnsentComment, author: Person, number: number | null): Comment {
  return {
    id: item.clientId,
    number,
    parent: item.parent,
    author,
    body: item.body,
    markers: [...item.markers],
    attachments: [...item.attachments],
    team_only: item.teamOnly,
    created_at: item.writtenAt,
    edited_at: null,
    resolved: null,
    likes: { count: 0, own: false, people: [] },
    pinned: null,
    copied: null,
    deleted: false,
    abilities: [],
  };
}

function change(items: readonly UnsentComment[], clientId: string, part: Partial<UnsentComment>): UnsentComment[] {
  return items.map((item) => (item.clientId === clientId ? { ...item, ...part } : item));
}
