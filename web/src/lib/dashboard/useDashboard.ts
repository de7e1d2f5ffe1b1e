/** Data of the dashboard: pages of 50 joined, and everything that changes it. */
import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { del, patch, post } from '../api/client';
import { keys } from '../api/keys';
import { hasCode, sentence } from '../api/problem';
import { dashboardQuery } from '../api/queries';
import type { Dashboard, DashboardFile, Status } from '../api/types';
import { count } from '../format/size';
import { localZone } from '../format/time';
import { toasts } from '../ui/toast';
import { each, whatFailed } from './each';
import { placed } from './grid';

type Pages = InfiniteData<Dashboard, string | null>;

/** `whole` loads all pages: while filtering, and to recognise new versions by name. */
export function useDashboard(project: string, whole: boolean) {
  const query = useInfiniteQuery(dashboardQuery(project));
  const { hasNextPage, isFetching, dataUpdatedAt, fetchNextPage, isError } = query;
  // A page that is asked for while another answer comes may be given up for it without a word, so we look after each answer.
  useEffect(() => {
    if (whole && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [whole, hasNextPage, isFetching, dataUpdatedAt, isError, fetchNextPage]);
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

  /** Changes reach the server in the order in which they were made: a place counts from what was moved before. */
  const inTurn = (send: () => Promise<unknown>) => client.getMutationCache().build(client, { mutationKey: key, scope: { id: key.join(' ') }, mutationFn: send }).execute(undefined);
  /** Until then an answer would show what was, as if the later change had not been made. */
  const allSent = () => client.isMutating({ mutationKey: key }) === 0;

  /** Shows the change at once and asks the server; a failure brings back what was. */
  const optimistic = async (show: () => void, send: () => Promise<unknown>, failed: string): Promise<boolean> => {
    await client.cancelQueries({ queryKey: key });
    const before = client.getQueryData<Pages>(key);
    show();
    try {
      await inTurn(send);
      return true;
    } catch (error) {
      if (allSent()) client.setQueryData(key, before);
      toasts.error(`${failed} ${sentence(error)}`);
      return false;
    } finally {
      if (allSent()) void reload();
    }
  };

  /** Shows the change of many files at once, asks for each, and says which of them were not changed and why. */
  const many = async <T>(items: readonly T[], show: () => void, send: (item: T) => Promise<unknown>, done: string, name: (item: T) => string): Promise<T[]> => {
    await client.cancelQueries({ queryKey: key });
    show();
    const failures = await each(items, send);
    const failed = new Set(failures.map((failure) => failure.item));
    if (failures.length > 0) toasts.error(whatFailed(failures, items.length, done, name), () => void many([...failed], () => undefined, send, done, name));
    void reload();
    return items.filter((item) => !failed.has(item));
  };
  const filesNow = (): DashboardFile[] => client.getQueryData<Pages>(key)?.pages.flatMap((page) => page.files) ?? [];
  const names = (): ((id: string) => string) => {
    const known = new Map(filesNow().map((file) => [file.id, file.name]));
    return (id) => known.get(id) ?? 'a file';
  };

  return {
    reload,
    /** Not shown before the server has said yes: people get to see the file by it. */
    startReview: async ({ files, groups, due_at }: StartReview) => {
      await post('/reviews', { versions: files.map((file) => file.version.id), groups, ...(due_at !== null && { due_at, due_zone: localZone() }) });
      await reload();
    },
    setDue: (reviews: string[], due_at: number | null) => {
      const known = new Map(filesNow().flatMap((file) => file.cells.flatMap((cell) => (cell.review ? [[cell.review.id, file.name] as const] : []))));
      return many(
        reviews,
        () => changeFiles((file) => editReview(file, reviews, { due_at, due_zone: localZone(), overdue: due_at !== null && due_at < Date.now() })),
        (review) => patch(`/reviews/${review}`, { due_at, due_zone: due_at === null ? null : localZone() }),
        'given the due date',
        (review) => known.get(review) ?? 'a review',
      );
    },
    setStatus: (review: string, status: Status) =>
      optimistic(() => changeFiles((file) => editReview(file, [review], { status })), () => patch(`/reviews/${review}`, { status }), 'The status was not saved.'),
    setLocked: (review: string, locked: boolean) =>
      optimistic(() => changeFiles((file) => editReview(file, [review], { locked })), () => patch(`/reviews/${review}`, { locked }), 'The review was not changed.'),
    renameFile: (id: string, name: string) =>
      optimistic(() => changeFiles((file) => (file.id === id ? { ...file, name } : file)), () => patch(`/files/${id}`, { name }), 'The name was not saved.'),
    moveFiles: (ids: string[], section: string) =>
      many(ids, () => changeFiles((file) => (ids.includes(file.id) ? { ...file, section } : file)), (id) => patch(`/files/${id}`, { section }), 'moved', names()),
    /** Puts files before another one, or at the end of a section, in the order in which they stand now. */
    placeFiles: async (ids: string[], section: string, before: string | null) => {
      const { files, steps } = placed(filesNow(), ids, section, before);
      const spread = () => {
        let rest = files;
        change((page) => {
          const mine = rest.slice(0, page.files.length);
          rest = rest.slice(page.files.length);
          return { ...page, files: mine };
        });
      };
      await optimistic(
        spread,
        async () => {
          // One after another: each place counts from the ones before.
          for (const { id, position } of steps) await patch(`/files/${id}`, { section, position });
        },
        'The new order was not saved.',
      );
    },
    deleteFiles: async (ids: string[]) => {
      const name = names();
      const gone = await many(ids, () => changeFiles((file) => (ids.includes(file.id) ? null : file)), (id) => del(`/files/${id}`), 'deleted', name);
      if (gone.length === 0) return;
      toasts.undo(`Deleted ${count(gone.length, 'file', 'files')}`, () => void many(gone, () => undefined, (id) => post(`/files/${id}/restore`), 'restored', name), { icon: 'trash' });
    },
    /** The files that are in review and stay until somebody says that their reviews may be closed. */
    moveToProject: async (ids: string[], target: string, close_reviews: boolean): Promise<{ moved: string[]; inReview: string[] }> => {
      const name = names();
      const inReview: string[] = [];
      const moved = await many(
        ids,
        () => undefined,
        async (id) => {
          try {
            await post(`/files/${id}/move`, { project: target, close_reviews });
          } catch (error) {
            if (!hasCode(error, 'in_review')) throw error;
            inReview.push(id);
          }
        },
        'moved',
        name,
      );
      void client.invalidateQueries({ queryKey: keys.project(target) });
      return { moved: moved.filter((id) => !inReview.includes(id)), inReview };
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
