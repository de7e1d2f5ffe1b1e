/** The table. It is one tab stop with arrow keys inside, like a grid; on phones each file becomes a block. */
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState, type Dispatch, type FocusEvent, type KeyboardEvent, type MouseEvent } from 'react';
import { sentence } from '../api/problem';
import type { Ability, Dashboard, DashboardFile, Group, Section } from '../api/types';
import { count } from '../format/size';
import { Button, IconButton } from '../ui/Button';
import { Checkbox } from '../ui/Choice';
import { Icon } from '../ui/Icon';
import { EmptyState } from '../ui/Loading';
import { Menu, type MenuAction } from '../ui/Menu';
import { toasts } from '../ui/toast';
import { useCopyLink } from './copy-link';
import type { Asking, Density } from './DashboardPage';
import { downloadArchive } from './download';
import { FileCell } from './FileCell';
import { isFiltering, type GridEvent, type GridRow, type GridState } from './grid';
import { ReviewCell } from './ReviewCell';
import type { DashboardActions } from './useDashboard';
import { useOrder } from './useOrder';

const KEYS = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End']);
const PAGE_ROWS = 10;

export type MatrixProps = {
  data: Dashboard;
  rows: GridRow[];
  state: GridState;
  dispatch: Dispatch<GridEvent>;
  can: (ability: Ability) => boolean;
  actions: DashboardActions;
  ask: (asking: Asking) => void;
  density: Density;
  more: { loading: boolean; load: () => void } | null;
};

export function Matrix({ data, rows, state, dispatch, can, actions, ask, density, more }: MatrixProps) {
  const table = useRef<HTMLTableElement>(null);
  const follow = useRef(false);
  const router = useRouter();
  const starting = useStarting(actions);
  const order = useOrder({ files: data.files, sections: data.sections, selected: state.selected, actions, enabled: can('rename') && !isFiltering(state.filter) });

  // Always one place to tab to: a row that was filtered out or deleted is none.
  const kept = rows.some(({ id }) => id === state.focus?.row) ? state.focus : null;
  const focus = kept ?? (rows[0] ? { row: rows[0].id, column: 0 } : null);
  useEffect(() => {
    if (!follow.current || !state.focus) return;
    follow.current = false;
    placeOf(table.current, state.focus.row, state.focus.column)?.focus();
  }, [state.focus]);

  const keyDown = (event: KeyboardEvent<HTMLTableElement>) => {
    const here = (event.target as Element).closest<HTMLElement>('[data-row]');
    if (!here) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
      event.preventDefault();
      return dispatch({ type: 'all', on: true });
    }
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const file = data.files.find((found) => found.id === here.dataset.row);
      if (!file) return;
      event.preventDefault();
      follow.current = true;
      order.press(file, event.key);
      return dispatch({ type: 'focus', place: { row: file.id, column: Number(here.dataset.column) } });
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (KEYS.has(event.key)) {
      event.preventDefault();
      follow.current = true;
      dispatch({ type: 'move', key: event.key, page: PAGE_ROWS, extend: event.shiftKey && event.key !== 'ArrowLeft' && event.key !== 'ArrowRight' });
    } else if (event.target === here && (event.key === 'Enter' || event.key === ' ' || event.key === 'F10' || event.key === 'ContextMenu')) {
      event.preventDefault();
      actOn(here, event.key, event.shiftKey);
    }
  };
  const actOn = (cell: HTMLElement, key: string, extend: boolean) => {
    const row = rows.find((found) => found.id === cell.dataset.row);
    if (!row) return;
    if (row.kind === 'section') return key === 'F10' || key === 'ContextMenu' ? cell.querySelector<HTMLElement>('.sec-m')?.click() : dispatch({ type: 'fold', section: row.id });
    if (key === ' ') return dispatch({ type: 'toggle', file: row.id, extend });
    const column = Number(cell.dataset.column);
    const at = column === 0 ? row.file.cells.find((found) => found.review) : row.file.cells.find((found) => found.group === data.groups[column - 1]?.id);
    if (key === 'Enter' && at?.review) return void router.navigate({ href: `/review/${at.review.id}` });
    // Everything else is a press on what stands in the cell.
    cell.querySelector<HTMLElement>(key === 'Enter' ? '.cell-add' : '.cell-m')?.click();
  };
  /** A click with Ctrl or Shift selects, wherever it lands in the row. */
  const click = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('tr.f')?.dataset.file : undefined;
    if (!row || !(event.ctrlKey || event.metaKey || event.shiftKey) || (event.target as Element).closest('.check-w')) return;
    event.preventDefault();
    event.stopPropagation();
    dispatch({ type: 'toggle', file: row, extend: event.shiftKey });
  };
  const focused = (event: FocusEvent) => {
    const cell = (event.target as Element).closest<HTMLElement>('[data-row]');
    if (cell?.dataset.row) dispatch({ type: 'focus', place: { row: cell.dataset.row, column: Number(cell.dataset.column) } });
  };

  const fileRows = rows.filter((row) => row.kind === 'file');
  const chosen = fileRows.filter((row) => state.selected.has(row.id)).length;
  const tab = (row: string, column: number) => (focus?.row === row && (focus.column === column || placeIsMissing(rows, focus, column)) ? 0 : -1);

  return (
    <div className="mxw">
      <table ref={table} className={`mx ${density}`} role="grid" aria-label="Files by reviewer group" onKeyDown={keyDown} onFocus={focused} onClickCapture={click} style={{ minWidth: 300 + data.groups.length * 232 }}>
        <thead>
          <tr>
            <th scope="col" className="c-file">
              <span className="row row-3">
                <Checkbox label="Select all files" on={chosen === 0 ? false : chosen === fileRows.length ? true : 'mixed'} onChange={(on) => dispatch({ type: 'all', on })} />
                File
              </span>
            </th>
            {data.groups.map((group) => (
              <GroupHead key={group.id} group={group} manage={can('manage_groups')} />
            ))}
          </tr>
        </thead>
        {bySection(rows).map(({ section, shown, files }) => (
          <tbody key={section.id}>
            <SectionRow
              section={section}
              shown={shown}
              folded={state.folded.has(section.id) && files.length === 0}
              columns={data.groups.length + 1}
              tabIndex={tab(section.id, 0)}
              onFold={() => dispatch({ type: 'fold', section: section.id })}
              menu={sectionMenu(data, section, can('rename'), actions, ask)}
              look={order.look(section.id)}
              drop={order.head(section)}
            />
            {files.map((file) => (
              <tr key={file.id} className={`f${state.selected.has(file.id) ? ' sel' : ''}${order.look(file.id)}`} {...order.row(file)} aria-selected={state.selected.has(file.id)} data-file={file.id}>
                <FileCell
                  file={file}
                  data={data}
                  selected={state.selected.has(file.id)}
                  tabIndex={tab(file.id, 0)}
                  can={can}
                  actions={actions}
                  ask={ask}
                  onSelect={(extend) => dispatch({ type: 'toggle', file: file.id, extend })}
                  order={{ up: order.up(file), down: order.down(file) }}
                />
                {data.groups.map((group, index) => (
                  <ReviewCell
                    key={group.id}
                    file={file}
                    group={group}
                    review={file.cells.find((cell) => cell.group === group.id)?.review ?? null}
                    earlier={file.cells.find((cell) => cell.group === group.id)?.earlier ?? null}
                    column={index + 1}
                    tabIndex={tab(file.id, index + 1)}
                    can={can}
                    actions={actions}
                    ask={ask}
                    start={starting}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
      {rows.length === 0 && !more && (
        <div className="mx-none">
          <EmptyState icon="search" action={<Button size="small" onPress={() => dispatch({ type: 'filter', filter: { name: '', status: 'all' } })}>Show all files</Button>}>
            No file matches the filter.
          </EmptyState>
        </div>
      )}
      {more && <More loading={more.loading} load={more.load} />}
    </div>
  );
}

function GroupHead({ group, manage }: { group: Group; manage: boolean }) {
  const copyLink = useCopyLink();
  return (
    <th scope="col" className="c-grp">
      <span className="row">
        <b className="semi clip" dir="auto">{group.name}</b>
        <span className="row row-1 t3 t12" title={count(group.reviewers, 'reviewer', 'reviewers')}>
          <Icon name="people" size={14} />
          {group.reviewers}
          <span className="sr"> reviewers</span>
        </span>
        {manage && (
          <span className="end row row-1">
            <IconButton icon="link" label={`Copy review link of ${group.name}`} onPress={() => void copyLink(group)} />
            <Link to="/groups/$groupId" params={{ groupId: group.id }} className="ib" aria-label={`Settings of ${group.name}`} title={`Settings of ${group.name}`}>
              <Icon name="gear" />
            </Link>
          </span>
        )}
      </span>
    </th>
  );
}

type SectionRowProps = { section: Section; shown: number; folded: boolean; columns: number; tabIndex: number; onFold: () => void; menu: MenuAction[]; look: string; drop: object };

function SectionRow({ section, shown, folded, columns, tabIndex, onFold, menu, look, drop }: SectionRowProps) {
  return (
    <tr className={`sec${look}`} {...drop}>
      <th colSpan={columns} scope="rowgroup" data-row={section.id} data-column={0} tabIndex={tabIndex} aria-expanded={!folded}>
        <span className="sec-c">
          <button type="button" className="sec-b row" tabIndex={-1} onClick={onFold}>
            <Icon name={folded ? 'right' : 'down'} size={14} />
            <span className="clip" dir="auto">{section.name}</span>
            <span className="t3">{shown}</span>
          </button>
          {menu.length > 0 && (
            <Menu label={`Section ${section.name}`} groups={[{ actions: menu }]} placement="bottom start">
              <IconButton icon="more" label={`More for section ${section.name}`} className="sec-m" excludeFromTabOrder />
            </Menu>
          )}
        </span>
      </th>
    </tr>
  );
}

function sectionMenu({ project, sections }: Dashboard, section: Section, mayRename: boolean, actions: DashboardActions, ask: (asking: Asking) => void): MenuAction[] {
  const at = sections.indexOf(section);
  const take: MenuAction[] = section.count > 0 ? [{ id: 'download', label: 'Download section', icon: 'download', run: () => void downloadArchive(project.id, section.name, { section: section.id }) }] : [];
  if (!mayRename) return take;
  return [
    ...take,
    {
      id: 'rename',
      label: 'Rename section',
      icon: 'text',
      run: () => ask({ is: 'name', title: 'Rename section', label: 'Name', name: section.name, button: 'Rename', save: (name) => actions.renameSection(section.id, name) }),
    },
    ...(at > 1 ? [{ id: 'up', label: 'Move up', icon: 'up' as const, run: () => void actions.moveSection(section.id, at - 1) }] : []),
    ...(at > 0 && at < sections.length - 1 ? [{ id: 'down', label: 'Move down', icon: 'down' as const, run: () => void actions.moveSection(section.id, at + 1) }] : []),
    // The first section takes the files of deleted ones, so it stays.
    ...(at > 0 ? [{ id: 'delete', label: 'Delete section, keep files', icon: 'trash' as const, danger: true, run: () => void actions.deleteSection(section.id) }] : []),
  ];
}

/** Cells in which a review is being started, and those where it failed. */
export type Starting = { busy: ReadonlySet<string>; failed: ReadonlyMap<string, string>; run: (file: DashboardFile, group: Group) => void };

function useStarting(actions: DashboardActions): Starting {
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const [failed, setFailed] = useState<ReadonlyMap<string, string>>(new Map());
  const run = (file: DashboardFile, group: Group) => {
    const cell = `${file.id} ${group.id}`;
    setBusy((was) => new Set(was).add(cell));
    setFailed((was) => without(was, cell));
    actions
      .startReview({ files: [file], groups: [group.id], due_at: null })
      .then(
        () => toasts.show(`Review of “${file.name}” started in ${group.name}`, { icon: 'play' }),
        (error: unknown) => setFailed((was) => new Map(was).set(cell, sentence(error))),
      )
      .finally(() => setBusy((was) => new Set([...was].filter((other) => other !== cell))));
  };
  return { busy, failed, run };
}

function More({ loading, load }: { loading: boolean; load: () => void }) {
  const mark = useRef<HTMLDivElement>(null);
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    if (!mark.current || loading) return;
    const seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && latest.current(), {
      // The margin works only towards the box that scrolls.
      root: mark.current.closest('.mxw'),
      rootMargin: '600px',
    });
    seen.observe(mark.current);
    return () => seen.disconnect();
  }, [loading]);
  return (
    <div ref={mark} className="mx-more">
      <Button variant="ghost" busy={loading ? 'Loading more' : undefined} onPress={load}>
        Show more
      </Button>
    </div>
  );
}

function bySection(rows: GridRow[]): { section: Section; shown: number; files: DashboardFile[] }[] {
  const found: { section: Section; shown: number; files: DashboardFile[] }[] = [];
  for (const row of rows) {
    if (row.kind === 'section') found.push({ section: row.section, shown: row.shown, files: [] });
    else found.at(-1)?.files.push(row.file);
  }
  return found;
}

function placeOf(table: HTMLElement | null, row: string, column: number): HTMLElement | null {
  const cells = [...(table?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].filter((cell) => cell.dataset.row === row);
  return cells.find((cell) => Number(cell.dataset.column) === column) ?? cells[0] ?? null;
}

/** A section row has one cell; it takes the focus of every column. */
function placeIsMissing(rows: GridRow[], focus: { row: string; column: number }, column: number): boolean {
  return column === 0 && rows.find((row) => row.id === focus.row)?.kind === 'section';
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  const next = new Map(map);
  next.delete(key);
  return next;
}
