/** A project: files by section on the left, reviewer groups as columns, one status per cell. The whole page takes dropped files. */
import { useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { del, post } from '../api/client';
import { keys } from '../api/keys';
import { hasCode, sentence } from '../api/problem';
import type { Ability, Dashboard, Dot } from '../api/types';
import { useTitle } from '../page/useTitle';
import { AvatarStack } from '../ui/Avatar';
import { Button, buttonClass, IconButton } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { ErrorState } from '../ui/Loading';
import { Menu } from '../ui/Menu';
import { toasts } from '../ui/toast';
import { useKeys } from '../ui/useKeys';
import { type Picked } from '../upload/dropped';
import { FileInput } from '../upload/FileInput';
import { BulkBar } from './BulkBar';
import { DropOverlay } from './DropOverlay';
import { EmptyProject } from './EmptyProject';
import { FilterBar } from './FilterBar';
import { emptyGrid, gridReducer, gridRows, isFiltering, selectedFiles, type GridEvent, type GridState } from './grid';
import { Matrix } from './Matrix';
import { MatrixSkeleton } from './MatrixSkeleton';
import { useDashboard, useDashboardActions } from './useDashboard';
import './dashboard.css';

const DashboardDialogs = lazy(() => import('./DashboardDialogs').then((found) => ({ default: found.DashboardDialogs })));

/** The one dialog that is open. */
export type Asking =
  | { is: 'upload'; picked: Picked[]; onto?: string }
  | { is: 'start'; files: string[] }
  | { is: 'due'; reviews: string[]; due: number | null }
  | { is: 'name'; title: string; label: string; name: string; button: string; save: (name: string) => Promise<unknown> }
  | { is: 'reviewers'; title: string; dots: Dot[] };

export type Density = 'comfortable' | 'compact';
const DENSITY = 'matrix-density';

export function DashboardPage({ projectId }: { projectId: string }) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const [whole, setWhole] = useState(false);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useDashboard(projectId, whole);
  useTitle(data?.project.name ?? 'Project');
  if (!data) return error ? <Failed error={error} retry={() => void refetch()} /> : <MatrixSkeleton />;
  return (
    <Loaded
      key={projectId}
      data={data}
      asking={asking}
      ask={setAsking}
      onWhole={setWhole}
      more={hasNextPage ? { loading: isFetchingNextPage, load: () => void fetchNextPage() } : null}
    />
  );
}

type LoadedProps = {
  data: Dashboard;
  asking: Asking | null;
  ask: (asking: Asking | null) => void;
  onWhole: (whole: boolean) => void;
  more: { loading: boolean; load: () => void } | null;
};

function Loaded({ data, asking, ask, onWhole, more }: LoadedProps) {
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

  const needsAll = isFiltering(filter) || asking?.is === 'upload';
  useEffect(() => onWhole(needsAll), [needsAll, onWhole]);

  const pick = () => picker.current?.click();
  const receive = (picked: Picked[], onto?: string) => picked.length > 0 && can('upload') && ask({ is: 'upload', picked, ...(onto && { onto }) });
  useKeys({
    '/': (event) => {
      event.preventDefault();
      filterInput.current?.focus();
    },
    u: () => can('upload') && pick(),
    Escape: () => dispatch({ type: 'clear' }),
  });

  const addGroup = () => ask({ is: 'name', title: 'Add reviewer group', label: 'Name', name: '', button: 'Add group', save: (name) => createGroup(name) });
  const router = useRouter();
  const createGroup = async (name: string) => {
    const group = await post(`/projects/${project}/groups`, { name });
    await actions.reload();
    void router.navigate({ to: '/groups/$groupId', params: { groupId: group.id } });
  };
  const empty = data.totals.files === 0 && files.length === 0;

  return (
    <>
      <Head data={data} can={can} onUpload={pick} onAddGroup={addGroup} onRename={() => ask(renameProject(data, actions.renameProject))} ask={ask} addSection={actions.addSection} />
      {empty ? (
        <EmptyProject data={data} onPick={can('upload') ? pick : undefined} onAddGroup={can('manage_groups') ? addGroup : undefined} />
      ) : (
        <>
          <FilterBar totals={data.totals} filter={filter} onFilter={(change) => dispatch({ type: 'filter', filter: change })} density={density} onDensity={setDensity} inputRef={filterInput} />
          <Matrix data={data} rows={rows} state={state} dispatch={dispatch} can={can} actions={actions} ask={ask} density={density} more={more} />
          {selected.length > 0 && <BulkBar files={selected} sections={sections} groups={groups} can={can} actions={actions} ask={ask} onClear={() => dispatch({ type: 'clear' })} />}
        </>
      )}
      {can('upload') && <DropOverlay project={data.project.name} onDrop={receive} />}
      <FileInput ref={picker} onPicked={(picked) => receive(picked)} />
      {asking && (
        <Suspense>
          <DashboardDialogs data={data} asking={asking} onClose={() => ask(null)} actions={actions} mayStart={can('start_review')} />
        </Suspense>
      )}
    </>
  );
}

type HeadProps = {
  data: Dashboard;
  can: (ability: Ability) => boolean;
  onUpload: () => void;
  onAddGroup: () => void;
  onRename: () => void;
  ask: (asking: Asking) => void;
  addSection: (name: string) => Promise<unknown>;
};

function Head({ data, can, onUpload, onAddGroup, onRename, ask, addSection }: HeadProps) {
  const remove = useDeleteProject(data);
  const organise = [
    ...(can('rename') ? [{ id: 'rename', label: 'Rename project', icon: 'text' as const, run: onRename }] : []),
    ...(can('upload')
      ? [{ id: 'section', label: 'Add section', icon: 'plus' as const, run: () => ask({ is: 'name', title: 'Add section', label: 'Name', name: '', button: 'Add section', save: addSection }) }]
      : []),
    ...(can('manage_groups') ? [{ id: 'group', label: 'Add reviewer group', icon: 'people' as const, run: onAddGroup }] : []),
  ];
  const groups = [{ actions: organise }, ...(can('delete') ? [{ actions: [{ id: 'delete', label: 'Delete project', icon: 'trash' as const, danger: true, run: remove }] }] : [])].filter((group) => group.actions.length > 0);
  return (
    <header className="head">
      <span className="crumb">
        <Link to="/">Projects</Link>
        <Icon name="right" size={14} />
        <h1 className="clip">{data.project.name}</h1>
      </span>
      {groups.length > 0 && (
        <Menu label="Project" groups={groups} placement="bottom start">
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
