/** Query options of the pages: one place that knows which address fills which key. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { commentsAhead, pageAhead } from './ahead';
import { get } from './client';
import { keys } from './keys';

export const meQuery = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => get('/me', { signal }), staleTime: 60_000 });
export const setupQuery = queryOptions({ queryKey: keys.setup, queryFn: ({ signal }) => get('/setup', { signal }) });
export const overviewQuery = queryOptions({ queryKey: keys.overview, queryFn: ({ signal }) => get('/overview', { signal }) });
/** The names that the command menu searches. */
export const placesQuery = queryOptions({ queryKey: keys.places, queryFn: ({ signal }) => get('/places', { signal }), staleTime: 60_000 });
export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: ({ signal }) => get('/sessions', { signal }),
});
export const membersQuery = queryOptions({ queryKey: keys.members, queryFn: ({ signal }) => get('/team/members', { signal }) });
export const storageQuery = queryOptions({ queryKey: keys.storage, queryFn: ({ signal }) => get('/team/storage', { signal }), staleTime: 0 });

export const unreadQuery = queryOptions({ queryKey: keys.unread, queryFn: ({ signal }) => get('/inbox/unread', { signal }) });
export const inboxQuery = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: keys.inboxList(unread),
    queryFn: ({ pageParam, signal }) => get('/inbox', { query: { unread: String(unread), before: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last): string | null => last.next,
  });
export const notificationsQuery = queryOptions({
  queryKey: keys.notifications,
  queryFn: ({ signal }) => get('/notification-settings', { signal }),
});
export const outboxQuery = queryOptions({ queryKey: keys.outbox, queryFn: ({ signal }) => get('/team/outbox', { signal }) });

export const dashboardQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: keys.dashboard(project),
    queryFn: ({ pageParam, signal }) => get(`/projects/${project}/dashboard`, { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last): string | null => last.next_cursor,
  });

export const groupQuery = (group: string) =>
  queryOptions({ queryKey: keys.group(group), queryFn: ({ signal }) => get(`/groups/${group}`, { signal }) });
export const reviewQuery = (review: string) =>
  queryOptions({ queryKey: keys.reviewPage(review), queryFn: ({ signal }) => pageAhead(review) ?? get(`/reviews/${review}`, { signal }) });
export const commentsQuery = (review: string) =>
  queryOptions({
    queryKey: keys.comments(review),
    queryFn: ({ signal }) => commentsAhead(review) ?? get(`/reviews/${review}/comments`, { signal }),
  });
export const decisionQuery = (decision: string) =>
  queryOptions({ queryKey: keys.decision(decision), queryFn: ({ signal }) => get(`/decisions/${decision}`, { signal }) });
export const previewQuery = (version: string) =>
  queryOptions({ queryKey: keys.preview(version), queryFn: ({ signal }) => get(`/versions/${version}/preview`, { signal }) });
