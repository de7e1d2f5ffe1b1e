/** State of the file matrix as a pure reducer: focus like in a grid, selection, folded sections, filter. */
import type { CellReview, DashboardFile, Section, Status } from '../api/types';

export type Filter = { name: string; status: StatusFilter };
export type StatusFilter = 'all' | Status | 'overdue' | 'none';
export type Place = { row: string; column: number };

export type GridState = {
  focus: Place | null;
  selected: ReadonlySet<string>;
  /** Everything was chosen: what is loaded later is chosen too. */
  all: boolean;
  /** Where a Shift selection begins. */
  anchor: string | null;
  folded: ReadonlySet<string>;
  filter: Filter;
};

export type GridRow = { kind: 'section'; id: string; section: Section; shown: number } | { kind: 'file'; id: string; file: DashboardFile };

export type GridEvent =
  | { type: 'focus'; place: Place }
  /** `extend` takes the rows on the way into the selection. */
  | { type: 'move'; key: string; page: number; extend?: boolean }
  | { type: 'toggle'; file: string; extend: boolean }
  | { type: 'all'; on: boolean }
  | { type: 'clear' }
  | { type: 'fold'; section: string }
  | { type: 'filter'; filter: Partial<Filter> };

export const emptyGrid: GridState = {
  focus: null,
  selected: new Set(),
  all: false,
  anchor: null,
  folded: new Set(),
  filter: { name: '', status: 'all' },
};

/** Rows in the order in which they stand on the screen. While a filter is on, folded sections open and empty ones go. */
export function gridRows(sections: Section[], files: DashboardFile[], state: Pick<GridState, 'folded' | 'filter'>): GridRow[] {
  const filtering = isFiltering(state.filter);
  const rows: GridRow[] = [];
  for (const [index, section] of sections.entries()) {
    const inside = files.filter((file) => file.section === section.id && matches(file, state.filter));
    if (filtering && inside.length === 0) continue;
    // "All files" catches what has no other place; while it is empty it says nothing.
    if (index === 0 && section.count === 0 && inside.length === 0 && files.length > 0) continue;
    rows.push({ kind: 'section', id: section.id, section, shown: filtering ? inside.length : section.count });
    if (filtering || !state.folded.has(section.id)) for (const file of inside) rows.push({ kind: 'file', id: file.id, file });
  }
  return rows;
}

export function isFiltering(filter: Filter): boolean {
  return filter.name.trim() !== '' || filter.status !== 'all';
}

export function matches(file: DashboardFile, filter: Filter): boolean {
  const name = fold(filter.name.trim());
  if (name && !fold(file.name).includes(name)) return false;
  return filter.status === 'all' || file.cells.some((cell) => hasStatus(cell.review, filter.status));
}

function hasStatus(review: CellReview | null, status: StatusFilter): boolean {
  if (status === 'none') return review === null;
  if (status === 'overdue') return review?.overdue ?? false;
  return review?.status === status;
}

/** "Hafen" finds "Häfen". */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** `columns` counts the file column too. */
export function gridReducer(state: GridState, event: GridEvent, rows: readonly GridRow[], columns: number): GridState {
  switch (event.type) {
    case 'focus':
      return { ...state, focus: event.place };
    case 'move': {
      const focus = move(state.focus, event.key, event.page, rows, columns);
      if (!focus) return state;
      return event.extend ? extend({ ...state, focus }, state.focus?.row, focus.row, rows) : { ...state, focus };
    }
    case 'toggle':
      return toggle(state, event.file, event.extend, rows);
    case 'all':
      return { ...state, anchor: null, all: event.on, selected: new Set(event.on ? fileIds(rows) : []) };
    case 'clear':
      return { ...state, anchor: null, all: false, selected: new Set() };
    case 'fold': {
      const folded = new Set(state.folded);
      if (!folded.delete(event.section)) folded.add(event.section);
      return { ...state, folded };
    }
    case 'filter':
      return { ...state, filter: { ...state.filter, ...event.filter } };
  }
}

function move(focus: Place | null, key: string, page: number, rows: readonly GridRow[], columns: number): Place | null {
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last) return null;
  const at = rows.findIndex((row) => row.id === focus?.row);
  if (!focus || at < 0) return { row: first.id, column: 0 };
  const row = (index: number): Place => ({ row: (rows[Math.min(Math.max(index, 0), rows.length - 1)] ?? first).id, column: focus.column });
  switch (key) {
    case 'ArrowDown':
      return row(at + 1);
    case 'ArrowUp':
      return row(at - 1);
    case 'PageDown':
      return row(at + page);
    case 'PageUp':
      return row(at - page);
    case 'Home':
      return { row: first.id, column: focus.column };
    case 'End':
      return { row: last.id, column: focus.column };
    case 'ArrowRight':
      return { row: focus.row, column: Math.min(focus.column + 1, columns - 1) };
    case 'ArrowLeft':
      return { row: focus.row, column: Math.max(focus.column - 1, 0) };
    default:
      return null;
  }
}

function toggle(state: GridState, file: string, extend: boolean, rows: readonly GridRow[]): GridState {
  const selected = new Set(state.selected);
  if (extend && state.anchor !== null && state.anchor !== file) {
    const ids = fileIds(rows);
    const [from, to] = [ids.indexOf(state.anchor), ids.indexOf(file)].sort((one, other) => one - other);
    if (from !== undefined && to !== undefined && from >= 0) for (const id of ids.slice(from, to + 1)) selected.add(id);
    return { ...state, selected, anchor: file };
  }
  if (!selected.delete(file)) selected.add(file);
  return { ...state, all: false, selected, anchor: file };
}

/** The selection reaches from where it began to the row that has the focus now. */
function extend(state: GridState, from: string | undefined, to: string, rows: readonly GridRow[]): GridState {
  const ids = rows.map((row) => row.id);
  const anchor = state.anchor !== null && ids.includes(state.anchor) ? state.anchor : from;
  const [first, last] = [ids.indexOf(anchor ?? to), ids.indexOf(to)].sort((one, other) => one - other);
  if (first === undefined || last === undefined || first < 0) return state;
  return { ...state, all: false, anchor: anchor ?? to, selected: new Set(fileIds(rows.slice(first, last + 1))) };
}

/** One file's new place in its section, counted without the file itself. */
export type Placing = { id: string; position: number };

/**
 * Where files stand after they were dropped before `before` or at the end of a section: the new order, and what to ask
 * for one after another to get there.
 */
export function placed(files: readonly DashboardFile[], ids: readonly string[], section: string, before: string | null): { files: DashboardFile[]; steps: Placing[] } {
  const moving = files.filter((file) => ids.includes(file.id)).map((file) => ({ ...file, section }));
  const rest = files.filter((file) => !ids.includes(file.id));
  const target = before === null ? undefined : rest.find((file) => file.id === before && file.section === section);
  const last = rest.findLast((file) => file.section === section);
  const at = target ? rest.indexOf(target) : last ? rest.indexOf(last) + 1 : rest.length;

  let order = files.filter((file) => file.section === section).map((file) => file.id);
  const steps = moving.map(({ id }) => {
    order = order.filter((other) => other !== id);
    const position = target ? order.indexOf(target.id) : order.length;
    order = [...order.slice(0, position), id, ...order.slice(position)];
    return { id, position };
  });
  return { files: [...rest.slice(0, at), ...moving, ...rest.slice(at)], steps };
}

function fileIds(rows: readonly GridRow[]): string[] {
  return rows.flatMap((row) => (row.kind === 'file' ? [row.id] : []));
}

/** Selected files that still exist, in the order of the screen. */
export function selectedFiles(state: GridState, files: DashboardFile[]): DashboardFile[] {
  return files.filter((file) => state.selected.has(file.id));
}
