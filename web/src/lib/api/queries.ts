/** Query options of the pages: one place that knows which address fills which key. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from './client';
import { keys } from './keys';

export const meQuery = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => get('/me', { signal }), staleTime: 60_000 });
export const setupQuery = queryOptions({ queryKey: keys.setup, queryFn: ({ signal }) => get('/setup', { signal }) });
export const overviewQuery = queryOptions({ queryKey: keys.overview, queryFn: ({ signal }) => get('/overview', { signal }) });
export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: ({ signal }) => get('/sessions', { signal }),
});
export const membersQuery = queryOptions({ queryKey: keys.members, queryFn: ({ signal }) => get('/team/members', { signal }) });

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
  queryOptions({ queryKey: keys.reviewPage(review), queryFn: ({ signal }) => get(`/reviews/${review}`, { signal }) });
export const commentsQuery = (review: string) =>
  queryOptions({
    queryKey: keys.comments(review),
    queryFn: ({ signal }) => get(`/reviews/${review}/comments`, { signal }),
  });
export const decisionQuery = (decision: string) =>
  queryOptions({ queryKey: keys.decision(decision), queryFn: ({ signal }) => get(`/decisions/${decision}`, { signal }) });
export const previewQuery = (version: string) =>
  queryOptions({ queryKey: keys.preview(version), queryFn: ({ signal }) => get(`/versions/${version}/preview`, { signal }) });
