/** Data of the dashboard: pages of 50 joined, and everything that changes it. */
import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { del, patch, post } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import { dashboardQuery } from '../api/queries';
import type { Dashboard, DashboardFile, Status } from '../api/types';
import { count } from '../format/size';
import { localZone } from '../format/time';
import { toasts } from '../ui/toast';

type Pages = InfiniteData<Dashboard, string | null>;

/** `whole` loads all pages: while filtering, and to recognise new versions by name. */
export function useDashboard(project: string, whole: boolean) {
  const query = useInfiniteQuery(dashboardQuery(project));
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = query;
  useEffect(() => {
    if (whole && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [whole, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  const data = useMemo(() => join(query.data), [query.data]);
  return { ...query, data };
}

/** The first page tells about the project; files of all pages follow each other. */
function join(pages: InfiniteData<Dashboard, unknown> | undefined): Dashboard | undefined {
  const first = pages?.pages[0];
  if (!first) return undefined;
  const seen = new Set<string>();
  const files = pages.pages.flatMap((page) => page.files).filter((file) => !seen.has(file.id) && seen.add(file.id));
  return { ...first, files };
}

export type StartReview = { files: DashboardFile[]; groups: string[]; due_at: number | null };

export function useDashboardActions(project: string) {
  const client = useQueryClient();
  const key = keys.dashboard(project);
  const reload = () => Promise.all([client.invalidateQueries({ queryKey: key }), client.invalidateQueries({ queryKey: keys.overview })]);
  const change = (edit: (page: Dashboard) => Dashboard) =>
    client.setQueryData<Pages>(key, (was) => was && { ...was, pages: was.pages.map(edit) });
  const changeFiles = (edit: (file: DashboardFile) => DashboardFile | null) =>
    change((page) => ({ ...page, files: page.files.flatMap((file) => edit(file) ?? []) }));

  /** Shows the change at once and asks the server; a failure brings back what was. */
  const optimistic = async (show: () => void, send: () => Promise<unknown>, failed: string): Promise<boolean> => {
    await client.cancelQueries({ queryKey: key });
    const before = client.getQueryData<Pages>(key);
    show();
    try {
      await send();
      return true;
    } catch (error) {
      client.setQueryData(key, before);
      toasts.error(`${failed} ${sentence(error)}`);
      return false;
    } finally {
      void reload();
    }
  };

  return {
    reload,
    /** Not shown before the server has said yes: people get to see the file by it. */
    startReview: async ({ files, groups, due_at }: StartReview) => {
      await post('/reviews', { versions: files.map((file) => file.version.id), groups, ...(due_at !== null && { due_at, due_zone: localZone() }) });
      await reload();
    },
    setDue: (reviews: string[], due_at: number | null) =>
      optimistic(
        () => changeFiles((file) => editReview(file, reviews, { due_at, due_zone: localZone(), overdue: due_at !== null && due_at < Date.now() })),
        () => Promise.all(reviews.map((review) => patch(`/reviews/${review}`, { due_at, due_zone: due_at === null ? null : localZone() }))),
        'The due date was not saved.',
      ),
    setStatus: (review: string, status: Status) =>
      optimistic(() => changeFiles((file) => editReview(file, [review], { status })), () => patch(`/reviews/${review}`, { status }), 'The status was not saved.'),
    setLocked: (review: string, locked: boolean) =>
      optimistic(() => changeFiles((file) => editReview(file, [review], { locked })), () => patch(`/reviews/${review}`, { locked }), 'The review was not changed.'),
    renameFile: (id: string, name: string) =>
      optimistic(() => changeFiles((file) => (file.id === id ? { ...file, name } : file)), () => patch(`/files/${id}`, { name }), 'The name was not saved.'),
    moveFiles: (ids: string[], section: string) =>
      optimistic(
        () => changeFiles((file) => (ids.includes(file.id) ? { ...file, section } : file)),
        () => Promise.all(ids.map((id) => patch(`/files/${id}`, { section }))),
        'The files were not moved.',
      ),
    deleteFiles: async (ids: string[]) => {
      const done = await optimistic(
        () => changeFiles((file) => (ids.includes(file.id) ? null : file)),
        () => Promise.all(ids.map((id) => del(`/files/${id}`))),
        'The files were not deleted.',
      );
      if (!done) return;
      toasts.undo(`Deleted ${count(ids.length, 'file', 'files')}`, () => {
        void Promise.all(ids.map((id) => post(`/files/${id}/restore`)))
          .catch((error: unknown) => toasts.error(`Not everything was restored. ${sentence(error)}`))
          .finally(() => void reload());
      }, { icon: 'trash' });
    },
    renameProject: (name: string) =>
      optimistic(() => change((page) => ({ ...page, project: { ...page.project, name } })), () => patch(`/projects/${project}`, { name }), 'The name was not saved.'),
    addSection: (name: string) => optimistic(() => undefined, () => post(`/projects/${project}/sections`, { name }), 'The section was not added.'),
    renameSection: (id: string, name: string) =>
      optimistic(
        () => change((page) => ({ ...page, sections: page.sections.map((section) => (section.id === id ? { ...section, name } : section)) })),
        () => patch(`/sections/${id}`, { name }),
        'The name was not saved.',
      ),
    moveSection: (id: string, position: number) =>
      optimistic(
        () => change((page) => ({ ...page, sections: moved(page.sections, id, position) })),
        () => patch(`/sections/${id}`, { position }),
        'The section was not moved.',
      ),
    deleteSection: (id: string) => optimistic(() => undefined, () => del(`/sections/${id}`), 'The section was not deleted.'),
  };
}

export type DashboardActions = ReturnType<typeof useDashboardActions>;

function editReview(file: DashboardFile, reviews: string[], edit: Partial<NonNullable<DashboardFile['cells'][number]['review']>>): DashboardFile {
  return { ...file, cells: file.cells.map((cell) => (cell.review && reviews.includes(cell.review.id) ? { ...cell, review: { ...cell.review, ...edit } } : cell)) };
}

function moved<T extends { id: string }>(list: T[], id: string, position: number): T[] {
  const one = list.find((found) => found.id === id);
  if (!one) return list;
  const rest = list.filter((found) => found.id !== id);
  return [...rest.slice(0, position), one, ...rest.slice(position)];
}
