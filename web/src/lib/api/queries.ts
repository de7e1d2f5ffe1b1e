/** Query options of the pages: one place that knows which address fills which key. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get } from './client';
import { keys } from './keys';
import type { Comment, Dashboard, DecisionPage, GroupPage, Me, Overview, Preview, ReviewPage, Session, SetupState, StorageUse, TeamMembers } from './types';

export const meQuery = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => get<Me>('/me', { signal }), staleTime: 60_000 });
export const setupQuery = queryOptions({ queryKey: keys.setup, queryFn: ({ signal }) => get<SetupState>('/setup', { signal }) });
export const overviewQuery = queryOptions({ queryKey: keys.overview, queryFn: ({ signal }) => get<Overview>('/overview', { signal }) });
export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: ({ signal }) => get<{ sessions: Session[] }>('/sessions', { signal }),
});
export const membersQuery = queryOptions({ queryKey: keys.members, queryFn: ({ signal }) => get<TeamMembers>('/team/members', { signal }) });
export const storageQuery = queryOptions({ queryKey: keys.storage, queryFn: ({ signal }) => get<StorageUse>('/team/storage', { signal }), staleTime: 0 });

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
