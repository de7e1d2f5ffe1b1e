/** Favourites of one's own and the team's archive: what tells many projects apart. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { del, get, put } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import type { Marks } from '../api/types';
import { toasts } from '../ui/toast';

export const marksQuery = queryOptions({
  queryKey: keys.marks,
  queryFn: ({ signal }) => get('/project-marks', { signal }),
});

const NONE: Marks = { favourites: [], archived: [] };

export function useMarks() {
  const client = useQueryClient();
  const { data = NONE } = useQuery(marksQuery);
  const reload = () => Promise.all([client.invalidateQueries({ queryKey: keys.marks }), client.invalidateQueries({ queryKey: keys.overview })]);

  const star = async (id: string, on: boolean) => {
    await client.cancelQueries({ queryKey: keys.marks });
    const before = client.getQueryData<Marks>(keys.marks);
    client.setQueryData<Marks>(keys.marks, (was = NONE) => ({ ...was, favourites: on ? [...was.favourites, id] : was.favourites.filter((other) => other !== id) }));
    try {
      await (on ? put(`/projects/${id}/favourite`) : del(`/projects/${id}/favourite`));
    } catch (error) {
      client.setQueryData(keys.marks, before);
      toasts.error(`The favourite was not saved. ${sentence(error)}`);
    } finally {
      void client.invalidateQueries({ queryKey: keys.marks });
    }
  };

  /** True when the server has done it. */
  const archive = async (id: string, on: boolean): Promise<boolean> => {
    try {
      await (on ? put(`/projects/${id}/archive`) : del(`/projects/${id}/archive`));
      return true;
    } catch (error) {
      toasts.error(`The project was not ${on ? 'archived' : 'brought back'}. ${sentence(error)}`);
      return false;
    } finally {
      void client.invalidateQueries({ queryKey: keys.project(id) });
      void reload();
    }
  };

  return { ...data, isFavourite: (id: string) => data.favourites.includes(id), star, archive };
}

/** Favourites first; everything else stays in its order. */
export function favouritesFirst<T extends { id: string }>(projects: readonly T[], favourites: readonly string[]): T[] {
  const liked = new Set(favourites);
  return [...projects.filter((project) => liked.has(project.id)), ...projects.filter((project) => !liked.has(project.id))];
}
