/** A project: files by section on the left, reviewer groups as columns, one status per cell. The whole page takes dropped files. */
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { del, post } from '../api/client';
import { keys } from '../api/keys';
import { hasCode, sentence } from '../api/problem';
import type { Ability, Dashboard, Dot } from '../api/types';
import { useCommands } from '../command/command';
import { count } from '../format/size';
import { laterPart } from '../page/later-part';
import { useTitle } from '../page/useTitle';
import { useMarks } from '../projects/marks';
import { AvatarStack } from '../ui/Avatar';
import { Button, buttonClass, IconButton } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { ErrorState } from '../ui/Loading';
import { Menu, type MenuGroup } from '../ui/Menu';
import { toasts } from '../ui/toast';
import { useKeys } from '../ui/useKeys';
import { type Picked } from '../upload/dropped';
import { FileInput } from '../upload/FileInput';
import { BulkBar } from './BulkBar';
import { downloadArchive } from './download';
import { DropOverlay } from './DropOverlay';
import { EmptyProject } from './EmptyProject';
import { FilterBar } from './FilterBar';
import { emptyGrid, gridReducer, gridRows, isFiltering, selectedFiles, type GridEvent, type GridState } from './grid';
import { Matrix } from './Matrix';
import { usePlace } from './use-place';
import { MatrixSkeleton } from './MatrixSkeleton';
import { dashboardCommands } from './dashboard-commands';
import { useCopyLink } from './copy-link';
import { useDashboard, useDashboardActions } from './useDashboard';
import './dashboard.css';

const DashboardDialogs = laterPart(() => import('./DashboardDialogs').then((found) => found.DashboardDialogs));

/** The one dialog that is open. */
export type Asking =
  | { is: 'upload'; picked: Picked[]; onto?: string }
  | { is: 'start'; files: string[] }
  | { is: 'move'; files: string[] }
  | { is: 'due'; reviews: string[]; due: number | null }
  | { is: 'name'; title: string; label: string; name: string; button: string; save: (name: string) => Promise<unknown> }
  | { is: 'reviewers'; title: string; dots: Dot[] };

export type Density = 'comfortable' | 'compact';
const DENSITY = 'matrix-density';

export function DashboardPage({ projectId, at = null }: { projectId: string; at?: string | null }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [whole, setWhole] = useState(false);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useDashboard(projectId, whole);
  useTitle(data?.project.name ?? 'Project');
  if (!data) return error ? <Failed error={error} retry={() => void refetch()} /> : <MatrixSkeleton />;
  return (
    <Loaded
      key={projectId}
      data={data}
      at={at}
      asking={asking}
      ask={setAsking}
      onWhole={setWhole}
      more={hasNextPage ? { loading: isFetchingNextPage, load: () => void fetchNextPage() } : null}
    />
  );
}

type LoadedProps = {
  data: Dashboard;
  /** The file or section that the address names. */
  at: string | null;
  asking: Asking | null;
  ask: (asking: Asking | null) => void;
  onWhole: (whole: boolean) => void;
  more: { loading: boolean; load: () => void } | null;
};

function Loaded({ data, at, asking, ask, onWhole, more }: LoadedProps) {
  const project = data.project.id;
  const actions = useDashboardActions(project);
  const [density, setDensity] = useDensity();
  const filterInput = useRef<HTMLInputElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const can = useCallback((ability: Ability) => data.abilities.includes(ability), [data.abilities]);

  const { sections, files, groups } = data;
  const reduce = useCallback(
    (state: GridState, event: GridEvent) => gridReducer(state, event, gridRows(sections, files, state), groups.length + 1),
    [sections, files, groups.length],
  );
  const [state, dispatch] = useReducer(reduce, emptyGrid);
  const { folded, filter } = state;
  const rows = useMemo(() => gridRows(sections, files, { folded, filter }), [sections, files, folded, filter]);
  const selected = useMemo(() => selectedFiles(state, files), [state, files]);

  const looking = usePlace(data, at, rows, state, more !== null, dispatch);
  const needsAll = isFiltering(filter) || asking?.is === 'upload' || state.all || looking;
  useEffect(() => onWhole(needsAll), [needsAll, onWhole]);
  // Who took everything took what is still on its way, too.
  useEffect(() => {
    if (state.all) dispatch({ type: 'all', on: true });
  }, [state.all, files.length]);

  const pick = () => picker.current?.click();
  const receive = (picked: Picked[], onto?: string) => picked.length > 0 && can('upload') && ask({ is: 'upload', picked, ...(onto && { onto }) });
  useKeys({
    '/': (event) => {
      event.preventDefault();
      filterInput.current?.focus();
    },
    u: () => can('upload') && pick(),
    Escape: () => dispatch({ type: 'clear' }),
    Delete: () => {
      if (selected.length === 0 || !can('delete_files') || (state.all && more)) return;
      dispatch({ type: 'clear' });
      void actions.deleteFiles(selected.map((file) => file.id));
    },
  });

  const addGroup = () => ask({ is: 'name', title: 'Add reviewer group', label: 'Name', name: '', button: 'Add group', save: (name) => createGroup(name) });
  const router = useRouter();
  const createGroup = async (name: string) => {
    const group = await post(`/projects/${project}/groups`, { name });
    await actions.reload();
    void router.navigate({ to: '/groups/$groupId', params: { groupId: group.id } });
  };
  const empty = data.totals.files === 0 && files.length === 0;
  const menu = useProjectMenu({ data, can, onAddGroup: addGroup, onRename: () => ask(renameProject(data, actions.renameProject)), ask, addSection: actions.addSection });
  const copyLink = useCopyLink();
  useCommands(() =>
    dashboardCommands({
      data,
      selected,
      filter,
      density,
      can,
      actions,
      ask,
      clear: () => dispatch({ type: 'clear' }),
      upload: pick,
      find: () => filterInput.current?.focus(),
      setFilter: (change) => dispatch({ type: 'filter', filter: change }),
      setDensity,
      menu,
      go: (href) => void router.navigate({ href }),
      copyLink: (group) => void copyLink(group),
    }),
  );

  return (
    <>
      <Head data={data} can={can} onUpload={pick} onAddGroup={addGroup} menu={menu} />
      <ArchivedNote data={data} can={can} />
      {empty ? (
        <EmptyProject data={data} onPick={can('upload') ? pick : undefined} onAddGroup={can('manage_groups') ? addGroup : undefined} />
      ) : (
        <>
          <FilterBar totals={data.totals} filter={filter} onFilter={(change) => dispatch({ type: 'filter', filter: change })} density={density} onDensity={setDensity} inputRef={filterInput} />
          <Matrix data={data} rows={rows} state={state} dispatch={dispatch} can={can} actions={actions} ask={ask} density={density} more={more} />
          {selected.length > 0 && (
            <BulkBar
              project={project}
              files={selected}
              total={data.totals.files}
              loading={state.all && more !== null}
              sections={sections}
              groups={groups}
              can={can}
              actions={actions}
              ask={ask}
              onClear={() => dispatch({ type: 'clear' })}
            />
          )}
        </>
      )}
      {can('upload') && <DropOverlay project={data.project.name} onDrop={receive} />}
      <FileInput ref={picker} onPicked={(picked) => receive(picked)} />
      {asking && <DashboardDialogs data={data} asking={asking} onClose={() => ask(null)} actions={actions} mayStart={can('start_review')} />}
    </>
  );
}

type MenuWays = { data: Dashboard; can: (ability: Ability) => boolean; onAddGroup: () => void; onRename: () => void; ask: (asking: Asking) => void; addSection: (name: string) => Promise<unknown> };

/** What can be done with the project as a whole. */
function useProjectMenu({ data, can, onAddGroup, onRename, ask, addSection }: MenuWays): MenuGroup[] {
  const remove = useDeleteProject(data);
  const { archive } = useMarks();
  const router = useRouter();
  const putAway = async () => {
    if (!(await archive(data.project.id, true))) return;
    toasts.undo(`Archived project “${data.project.name}”`, () => void archive(data.project.id, false), { icon: 'folder' });
    void router.navigate({ to: '/' });
  };
  const organise = [
    ...(can('rename') ? [{ id: 'rename', label: 'Rename project', icon: 'text' as const, run: onRename }] : []),
    ...(can('upload')
      ? [{ id: 'section', label: 'Add section', icon: 'plus' as const, run: () => ask({ is: 'name', title: 'Add section', label: 'Name', name: '', button: 'Add section', save: addSection }) }]
      : []),
    ...(can('manage_groups') ? [{ id: 'group', label: 'Add reviewer group', icon: 'people' as const, run: onAddGroup }] : []),
  ];
  const keep = [
    ...(data.totals.files > 0 ? [{ id: 'download', label: 'Download all files', icon: 'download' as const, run: () => void downloadArchive(data.project.id, count(data.totals.files, 'file', 'files')) }] : []),
    ...(can('archive') ? [{ id: 'archive', label: 'Archive project', icon: 'folder' as const, run: () => void putAway() }] : []),
    ...(can('unarchive') ? [{ id: 'unarchive', label: 'Bring back from the archive', icon: 'folder' as const, run: () => void archive(data.project.id, false) }] : []),
  ];
  const end = can('delete') ? [{ id: 'delete', label: 'Delete project', icon: 'trash' as const, danger: true, run: remove }] : [];
  return [{ actions: organise }, { actions: keep }, { actions: end }].filter((group) => group.actions.length > 0);
}

type HeadProps = { data: Dashboard; can: (ability: Ability) => boolean; onUpload: () => void; onAddGroup: () => void; menu: MenuGroup[] };

function Head({ data, can, onUpload, onAddGroup, menu }: HeadProps) {
  const { isFavourite, star } = useMarks();
  const favourite = isFavourite(data.project.id);
  return (
    <header className="head">
      <span className="crumb">
        <Link to="/">Projects</Link>
        <Icon name="right" size={14} />
        <h1 className="clip" dir="auto">{data.project.name}</h1>
      </span>
      <IconButton icon={favourite ? 'starfill' : 'star'} on={favourite} label={favourite ? 'Remove from favourites' : 'Add to favourites'} onPress={() => void star(data.project.id, !favourite)} />
      {menu.length > 0 && (
        <Menu label="Project" groups={menu} placement="bottom start">
          <IconButton icon="more" label={`More for ${data.project.name}`} />
        </Menu>
      )}
      <span className="grow" />
      <span className="hide-s">
        <AvatarStack people={data.people} />
      </span>
      {can('manage_groups') && (
        <Button icon="people" className="hide-s" onPress={onAddGroup}>
          Add group
        </Button>
      )}
      {can('upload') && (
        <Button variant="primary" icon="upload" onPress={onUpload}>
          Upload
        </Button>
      )}
    </header>
  );
}

function ArchivedNote({ data, can }: { data: Dashboard; can: (ability: Ability) => boolean }) {
  const { archived, archive } = useMarks();
  if (!archived.some((project) => project.id === data.project.id)) return null;
  return (
    <div className="note row row-3" role="status">
      <Icon name="folder" />
      <span className="grow">This project is archived: it can be read and downloaded, and nothing in it can be changed.</span>
      {can('unarchive') && (
        <Button size="small" onPress={() => void archive(data.project.id, false)}>
          Bring back
        </Button>
      )}
    </div>
  );
}

function useDeleteProject({ project }: Dashboard): () => void {
  const client = useQueryClient();
  const router = useRouter();
  const reload = () => void client.invalidateQueries({ queryKey: keys.overview });
  const restore = () =>
    void post(`/projects/${project.id}/restore`)
      .then(() => router.navigate({ to: '/projects/$projectId', params: { projectId: project.id } }))
      .catch((error: unknown) => toasts.error(`The project was not restored. ${sentence(error)}`))
      .finally(reload);
  return () =>
    void del(`/projects/${project.id}`).then(
      async () => {
        reload();
        await router.navigate({ to: '/' });
        client.removeQueries({ queryKey: keys.project(project.id) });
        toasts.undo(`Deleted project “${project.name}”`, restore, { icon: 'trash' });
      },
      (error: unknown) => toasts.error(`The project was not deleted. ${sentence(error)}`),
    );
}

function renameProject(data: Dashboard, save: (name: string) => Promise<unknown>): Asking {
  return { is: 'name', title: 'Rename project', label: 'Name', name: data.project.name, button: 'Rename', save };
}

function useDensity(): [Density, (density: Density) => void] {
  const [density, setDensity] = useState<Density>(() => (localStorage.getItem(DENSITY) === 'compact' ? 'compact' : 'comfortable'));
  return [
    density,
    (next) => {
      localStorage.setItem(DENSITY, next);
      setDensity(next);
    },
  ];
}

function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <>
      <header className="head">
        <span className="crumb">
          <Link to="/">Projects</Link>
          <h1 className="sr">Project</h1>
        </span>
      </header>
      <div className="body">
        <ErrorState
          error={error}
          {...(!hasCode(error, 'not_found') && { retry })}
          action={
            <Link to="/" className={buttonClass({ size: 'small' })}>
              Go to projects
            </Link>
          }
        />
      </div>
    </>
  );
}
