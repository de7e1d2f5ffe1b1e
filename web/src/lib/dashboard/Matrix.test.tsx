import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { Dashboard, Section } from '../api/types';
import { emptyGrid, gridRows, type GridState } from './grid';
import { Matrix } from './Matrix';
import type { DashboardActions } from './useDashboard';

vi.mock('@tanstack/react-router', () => ({ Link: 'a', useRouter: () => ({}) }));
afterEach(cleanup);

const sections: Section[] = [
  { id: 'sec_1', name: 'Key visuals', count: 0 },
  { id: 'sec_2', name: 'Print', count: 0 },
];

/** The places that Tab reaches. */
function stops(state: GridState): (string | undefined)[] {
  const data = { project: { id: 'pro_1' }, groups: [], sections, files: [] } as unknown as Dashboard;
  const { container } = render(<Matrix data={data} rows={gridRows(sections, [], state)} state={state} dispatch={vi.fn()} can={() => false} actions={{} as DashboardActions} ask={vi.fn()} density="compact" more={null} />);
  return [...container.querySelectorAll<HTMLElement>('[data-row][tabindex="0"]')].map((place) => place.dataset.row);
}

it('the table is one tab stop, also when the row that had it is gone', () => {
  expect(stops({ ...emptyGrid, focus: { row: 'sec_2', column: 0 } })).toEqual(['sec_2']);
  cleanup();
  expect(stops({ ...emptyGrid, focus: { row: 'fil_deleted', column: 2 } })).toEqual(['sec_1']);
});
