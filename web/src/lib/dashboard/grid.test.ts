import { describe, expect, it } from 'vitest';
import type { DashboardFile, Section } from '../api/types';
import { emptyGrid, gridReducer, gridRows, matches, selectedFiles, type GridEvent, type GridState } from './grid';

const sections: Section[] = [
  { id: 'sec_1', name: 'Key visuals', count: 2 },
  { id: 'sec_2', name: 'Print', count: 1 },
];
const file = (id: string, name: string, section: string, statuses: (null | 'review' | 'approve' | 'late')[] = [null]): DashboardFile => ({
  id,
  name,
  section,
  versions: 1,
  version: { id: `ver_${id}`, number: 1, size: 1, kind: 'image', extension: 'PNG', created_at: 0, created_by: null },
  cells: statuses.map((status, index) => ({
    group: `grp_${index}`,
    review: status && { id: `rev_${id}_${index}`, status: status === 'late' ? 'review' : status, version: `ver_${id}`, version_number: 1, due_at: null, due_zone: null, locked: false, overdue: status === 'late', comments_open: 0, dots: [] },
    earlier: null,
  })),
});
const files = [file('a', 'Häfen.png', 'sec_1', ['approve', null]), file('b', 'Aurora.png', 'sec_1', ['review', 'late']), file('c', 'Brochure.pdf', 'sec_2', [null, null])];

const run = (events: GridEvent[], start: GridState = emptyGrid): GridState =>
  events.reduce((state, event) => gridReducer(state, event, gridRows(sections, files, state), 3), start);
const ids = (state: GridState) => gridRows(sections, files, state).map((row) => row.id);

describe('rows of the matrix', () => {
  it('stand in sections, each with its head', () => expect(ids(emptyGrid)).toEqual(['sec_1', 'a', 'b', 'sec_2', 'c']));
  it('leave out the files of folded sections', () => expect(ids(run([{ type: 'fold', section: 'sec_1' }]))).toEqual(['sec_1', 'sec_2', 'c']));
  it('leave out the first section while it is empty, but not a new one', () => {
    const empty = [{ id: 'sec_0', name: 'All files', count: 0 }, ...sections, { id: 'sec_3', name: 'New', count: 0 }];
    expect(gridRows(empty, files, emptyGrid).filter((row) => row.kind === 'section').map((row) => row.id)).toEqual(['sec_1', 'sec_2', 'sec_3']);
  });
  it('open folded sections and drop empty ones while filtering', () =>
    expect(ids(run([{ type: 'fold', section: 'sec_1' }, { type: 'filter', filter: { name: 'aurora' } }]))).toEqual(['sec_1', 'b']));
});

describe('the filter', () => {
  it.each([
    ['finds names without their accents', { name: 'hafen', status: 'all' } as const, ['a']],
    ['finds a status in any group', { name: '', status: 'approve' } as const, ['a']],
    ['finds what is overdue', { name: '', status: 'overdue' } as const, ['b']],
    ['finds what is not started somewhere', { name: '', status: 'none' } as const, ['a', 'c']],
  ])('%s', (_what, filter, found) => expect(files.filter((one) => matches(one, filter)).map((one) => one.id)).toEqual(found));
});

describe('focus', () => {
  const at = (row: string, column: number): GridState => ({ ...emptyGrid, focus: { row, column } });
  const press = (state: GridState, key: string) => run([{ type: 'move', key, page: 2 }], state).focus;
  it.each([
    ['ArrowDown', { row: 'b', column: 1 }],
    ['ArrowUp', { row: 'sec_1', column: 1 }],
    ['ArrowRight', { row: 'a', column: 2 }],
    ['ArrowLeft', { row: 'a', column: 0 }],
    ['PageDown', { row: 'sec_2', column: 1 }],
    ['Home', { row: 'sec_1', column: 1 }],
    ['End', { row: 'c', column: 1 }],
  ])('moves by %s', (key, place) => expect(press(at('a', 1), key)).toEqual(place));
  it('stops at the edges', () => {
    expect(press(at('c', 2), 'ArrowDown')).toEqual({ row: 'c', column: 2 });
    expect(press(at('c', 2), 'ArrowRight')).toEqual({ row: 'c', column: 2 });
  });
  it('begins at the first row when its row is gone', () => expect(press(at('deleted', 2), 'ArrowDown')).toEqual({ row: 'sec_1', column: 0 }));
});

describe('selection', () => {
  it('takes and drops single files', () => expect([...run([{ type: 'toggle', file: 'a', extend: false }, { type: 'toggle', file: 'b', extend: false }, { type: 'toggle', file: 'a', extend: false }]).selected]).toEqual(['b']));
  it('extends over sections with Shift', () => expect([...run([{ type: 'toggle', file: 'a', extend: false }, { type: 'toggle', file: 'c', extend: true }]).selected]).toEqual(['a', 'b', 'c']));
  it('takes only what is shown when all are taken', () => expect([...run([{ type: 'filter', filter: { name: 'aurora' } }, { type: 'all', on: true }]).selected]).toEqual(['b']));
  it('forgets files that are gone', () => expect(selectedFiles(run([{ type: 'all', on: true }]), files.slice(1)).map((one) => one.id)).toEqual(['b', 'c']));
});
