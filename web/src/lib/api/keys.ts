/**
 * Query keys. The first two parts name the object, so that one change event can invalidate
 * everything that shows it by prefix: ['project', id], ['group', id], ['review', id], …
 */
export const keys = {
  me: ['me'],
  setup: ['setup'],
  overview: ['overview'],
  places: ['places'],
  sessions: ['sessions'],
  marks: ['marks'],
  members: ['team', 'members'],
  storage: ['team', 'storage'],
  inbox: ['inbox'],
  inboxList: (unread: boolean) => ['inbox', 'list', unread],
  unread: ['inbox', 'unread'],
  notifications: ['notification-settings'],
  outbox: ['outbox'],
  project: (id: string) => ['project', id],
  dashboard: (id: string) => ['project', id, 'dashboard'],
  group: (id: string) => ['group', id],
  review: (id: string) => ['review', id],
  reviewPage: (id: string) => ['review', id, 'page'],
  comments: (id: string) => ['review', id, 'comments'],
  decision: (id: string) => ['decision', id],
  version: (id: string) => ['version', id],
  preview: (id: string) => ['version', id, 'preview'],
} as const;
