/** Brings the file or section that the address names into view and under the focus, once it is there, and forgets it. */
import { useRouter } from '@tanstack/react-router';
import { useEffect, type Dispatch } from 'react';
import type { Dashboard } from '../api/types';
import { toasts } from '../ui/toast';
import { isFiltering, type GridEvent, type GridRow, type GridState } from './grid';

/** True while more of the project has to be read to find it. */
export function usePlace(data: Dashboard, at: string | null, rows: readonly GridRow[], { filter, folded }: GridState, more: boolean, dispatch: Dispatch<GridEvent>): boolean {
  const router = useRouter();
  const row = rows.find(({ id }) => id === at);
  const file = data.files.find(({ id }) => id === at);
  const missing = at !== null && row === undefined && file === undefined;
  const hidden = row === undefined && file !== undefined && (isFiltering(filter) ? 'filter' : folded.has(file.section) ? file.section : null);
  useEffect(() => {
    if (at === null || (missing && more)) return;
    if (hidden === 'filter') return dispatch({ type: 'filter', filter: { name: '', status: 'all' } });
    if (hidden) return dispatch({ type: 'fold', section: hidden });
    if (missing) toasts.show('What you were looking for is not in this project any more.', { icon: 'search' });
    else {
      dispatch({ type: 'focus', place: { row: at, column: 0 } });
      // After the row has become the one tab stop of the table.
      requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-row="${CSS.escape(at)}"]`)?.focus());
    }
    void router.navigate({ to: '/projects/$projectId', params: { projectId: data.project.id }, search: {}, replace: true });
  }, [at, missing, more, hidden, dispatch, router, data.project.id]);
  return missing && more;
}
