/** Query options of the pages: one place that knows which address fills which key. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from './client';
import { keys } from './keys';
import type {
  Comment,
  Dashboard,
  DecisionPage,
  GroupPage,
  Inbox,
  Me,
  NotificationSettings,
  Outbox,
  Overview,
  Preview,
  ReviewPage,
  Session,
  SetupState,
  TeamMembers,
  Unread,
} from './types';

export const meQuery = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => get<Me>('/me', { signal }), staleTime: 60_000 });
export const setupQuery = queryOptions({ queryKey: keys.setup, queryFn: ({ signal }) => get<SetupState>('/setup', { signal }) });
export const overviewQuery = queryOptions({ queryKey: keys.overview, queryFn: ({ signal }) => get<Overview>('/overview', { signal }) });
export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: ({ signal }) => get<{ sessions: Session[] }>('/sessions', { signal }),
});
export const membersQuery = queryOptions({ queryKey: keys.members, queryFn: ({ signal }) => get<TeamMembers>('/team/members', { signal }) });

export const unreadQuery = queryOptions({ queryKey: keys.unread, queryFn: ({ signal }) => get<Unread>('/inbox/unread', { signal }) });
export const inboxQuery = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: keys.inboxList(unread),
    queryFn: ({ pageParam, signal }) => get<Inbox>('/inbox', { query: { unread: String(unread), before: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last): string | null => last.next,
  });
export const notificationsQuery = queryOptions({
  queryKey: keys.notifications,
  queryFn: ({ signal }) => get<NotificationSettings>('/notification-settings', { signal }),
});
export const outboxQuery = queryOptions({ queryKey: keys.outbox, queryFn: ({ signal }) => get<Outbox>('/team/outbox', { signal }) });

export const dashboardQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: keys.dashboard(project),
    queryFn: ({ pageParam, signal }) => get<Dashboard>(`/projects/${project}/dashboard`, { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last): string | null => last.next_cursor,
  });

export const groupQuery = (group: string) =>
  queryOptions({ queryKey: keys.group(group), queryFn: ({ signal }) => get<GroupPage>(`/groups/${group}`, { signal }) });
export const reviewQuery = (review: string) =>
  queryOptions({ queryKey: keys.reviewPage(review), queryFn: ({ signal }) => get<ReviewPage>(`/reviews/${review}`, { signal }) });
export const commentsQuery = (review: string) =>
  queryOptions({
    queryKey: keys.comments(review),
    queryFn: ({ signal }) => get<{ comments: Comment[] }>(`/reviews/${review}/comments`, { signal }),
  });
export const decisionQuery = (decision: string) =>
  queryOptions({ queryKey: keys.decision(decision), queryFn: ({ signal }) => get<DecisionPage>(`/decisions/${decision}`, { signal }) });
export const previewQuery = (version: string) =>
  queryOptions({ queryKey: keys.preview(version), queryFn: ({ signal }) => get<Preview>(`/versions/${version}/preview`, { signal }) });
