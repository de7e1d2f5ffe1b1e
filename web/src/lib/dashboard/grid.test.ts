import { describe, expect, it } from 'vitest';
import type { DashboardFile, Section } from '../api/types';
import { emptyGrid, gridReducer, gridRows, matches, placed, selectedFiles, type GridEvent, type GridState } from './grid';

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
  it('remembers that everything was taken until one is taken out', () => {
    expect(run([{ type: 'all', on: true }]).all).toBe(true);
    expect(run([{ type: 'all', on: true }, { type: 'toggle', file: 'a', extend: false }]).all).toBe(false);
    expect(run([{ type: 'all', on: true }, { type: 'clear' }]).all).toBe(false);
  });
  it('grows and shrinks with Shift and the arrows, over the heads of sections', () => {
    const from = { ...emptyGrid, focus: { row: 'a', column: 0 } };
    const press = (keys: string[]) => [...run(keys.map((key) => ({ type: 'move', key, page: 10, extend: true })), from).selected];
    expect(press(['ArrowDown'])).toEqual(['a', 'b']);
    expect(press(['ArrowDown', 'ArrowDown', 'ArrowDown'])).toEqual(['a', 'b', 'c']);
    expect(press(['End', 'ArrowUp', 'ArrowUp'])).toEqual(['a', 'b']);
  });
  it('forgets files that are gone', () => expect(selectedFiles(run([{ type: 'all', on: true }]), files.slice(1)).map((one) => one.id)).toEqual(['b', 'c']));
});

describe('order', () => {
  const order = (ids: string[], section: string, before: string | null) => {
    const { files: after, steps } = placed(files, ids, section, before);
    return [after.map((one) => `${one.id}/${one.section}`).join(' '), steps.map((step) => step.position)];
  };
  it.each([
    ['before another file', ['b'], 'sec_1', 'a', 'b/sec_1 a/sec_1 c/sec_2', [0]],
    ['to the end of its section', ['a'], 'sec_1', null, 'b/sec_1 a/sec_1 c/sec_2', [1]],
    ['into another section', ['a'], 'sec_2', 'c', 'b/sec_1 a/sec_2 c/sec_2', [0]],
    ['behind the files of another section', ['a'], 'sec_2', null, 'b/sec_1 c/sec_2 a/sec_2', [1]],
    ['several at once, in their order', ['b', 'a'], 'sec_2', 'c', 'a/sec_2 b/sec_2 c/sec_2', [0, 1]],
    ['into an empty section', ['a'], 'sec_9', null, 'b/sec_1 c/sec_2 a/sec_9', [0]],
  ] as const)('changes %s', (_what, ids, section, before, after, position) => expect(order([...ids], section, before)).toEqual([after, position]));
  it('counts what moved before when several move behind where they stood', () => {
    const many = ['a', 'b', 'c', 'd'].map((id) => file(id, id, 'sec_1'));
    const { files: after, steps } = placed(many, ['a', 'b'], 'sec_1', 'd');
    expect(after.map((one) => one.id).join('')).toBe('cabd');
    expect(steps).toEqual([{ id: 'a', position: 2 }, { id: 'b', position: 2 }]);
  });
});
