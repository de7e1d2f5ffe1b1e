/** Start page: cards of what waits for me, the table of projects, the trash. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { post } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import { meQuery, overviewQuery } from '../api/queries';
import type { Overview, ProjectCard } from '../api/types';
import { ago, day } from '../format/time';
import { useTitle } from '../page/useTitle';
import { AvatarStack } from '../ui/Avatar';
import { Button, IconButton } from '../ui/Button';
import { ErrorState, Loading, Skeleton } from '../ui/Loading';
import { StatusText } from '../ui/Status';
import { Thumbnail } from '../ui/Thumbnail';
import { Rosette } from '../ui/Brand';
import { toasts } from '../ui/toast';
import { ApprovalBar, reviewCount } from './ApprovalBar';
import { AwaitingCards } from './AwaitingCards';
import { favouritesFirst, useMarks } from './marks';
import { NewProject } from './NewProject';
import './projects.css';

const MOST_CARDS = 3;

export function ProjectsPage() {
  useTitle('Projects');
  const { data, error, refetch } = useQuery(overviewQuery);
  const { data: me } = useQuery(meQuery);
  const marks = useMarks();
  const [creating, setCreating] = useState(false);
  const mayCreate = me?.member?.abilities.includes('create_project') ?? false;
  const empty = data?.projects.length === 0;
  return (
    <>
      <header className="head">
        <h1 className="t16">Projects</h1>
        <span className="grow" />
        {mayCreate && !empty && (
          <Button variant="primary" icon="plus" onPress={() => setCreating(true)}>
            New project
          </Button>
        )}
      </header>
      <div className="body home">
        {error && !data ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : !data ? (
          <ProjectsSkeleton />
        ) : (
          <>
            {data.awaiting.length > 0 && <Awaiting overview={data} />}
            {empty && marks.archived.length === 0 ? <FirstProject onCreate={mayCreate ? () => setCreating(true) : undefined} /> : <ProjectTable projects={data.projects} marks={marks} />}
            <Archive marks={marks} mayRestore={mayCreate} />
            <Trash trashed={data.trashed} />
          </>
        )}
      </div>
      <NewProject open={creating} onClose={() => setCreating(false)} />
    </>
  );
}

function Awaiting({ overview }: { overview: Overview }) {
  return (
    <section className="stack stack-3">
      <div className="row">
        <h2 className="semi t14">Awaiting my review</h2>
        <span className="count count-ink">{overview.awaiting.length}</span>
        {overview.awaiting.length > MOST_CARDS && (
          <Link to="/awaiting" className="link end">
            Show all
          </Link>
        )}
      </div>
      <AwaitingCards cards={soonest(overview.awaiting)} />
    </section>
  );
}

function soonest(cards: Overview['awaiting']): Overview['awaiting'] {
  return [...cards].sort((one, other) => (one.due_at ?? Infinity) - (other.due_at ?? Infinity)).slice(0, MOST_CARDS);
}

type MarksOf = ReturnType<typeof useMarks>;

function ProjectTable({ projects, marks }: { projects: ProjectCard[]; marks: MarksOf }) {
  const now = Date.now();
  return (
    <section className="stack">
      <div className="row">
        <h2 className="semi t14">All projects</h2>
        <span className="t3">{projects.length}</span>
      </div>
      <table className="tbl prj">
        <thead>
          <tr>
            <th scope="col">Project</th>
            <th scope="col" className="w-bar">Reviews approved</th>
            <th scope="col" className="w-due">Next due</th>
            <th scope="col" className="w-own">People</th>
            <th scope="col" className="w-upd">Activity</th>
          </tr>
        </thead>
        <tbody>
          {favouritesFirst(projects, marks.favourites).map((project) => (
            <ProjectRow key={project.id} project={project} now={now} marks={marks} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ProjectRow({ project, now, marks }: { project: ProjectCard; now: number; marks: MarksOf }) {
  const favourite = marks.isFavourite(project.id);
  const total = reviewCount(project.reviews);
  const approved = project.reviews.approve + project.reviews.changes_ok;
  return (
    <tr>
      <th scope="row">
        <span className="row row-3">
          <span className="stackth">
            {project.thumbnails.slice(0, 3).map((version) => (
              <Thumbnail key={version} version={version} />
            ))}
            {project.thumbnails.length === 0 && <span className="thumb" />}
          </span>
          <span className="grow">
            <Link to="/projects/$projectId" params={{ projectId: project.id }} className="med clip db prj-a" dir="auto">
              {project.name}
            </Link>
            <span className="t12 t3 db">{project.files === 1 ? '1 file' : `${project.files} files`}</span>
          </span>
          <IconButton
            icon={favourite ? 'starfill' : 'star'}
            on={favourite}
            className="prj-star"
            label={favourite ? `Remove ${project.name} from favourites` : `Add ${project.name} to favourites`}
            onPress={() => void marks.star(project.id, !favourite)}
          />
        </span>
      </th>
      <td className="w-bar">
        <span className="row row-3">
          <ApprovalBar counts={project.reviews} />
          <span className="t12 t2 nowrap">{total > 0 ? `${approved} of ${total}` : 'No reviews'}</span>
        </span>
      </td>
      <td className="w-due">
        <NextDue project={project} total={total} approved={approved} now={now} />
      </td>
      <td className="w-own">
        <AvatarStack people={project.people} most={3} />
      </td>
      <td className="w-upd t3">
        <time dateTime={new Date(project.last_activity).toISOString()}>{ago(project.last_activity, now)}</time>
      </td>
    </tr>
  );
}

function NextDue({ project, total, approved, now }: { project: ProjectCard; total: number; approved: number; now: number }) {
  if (project.overdue > 0) return <StatusText look="overdue">{project.overdue} overdue</StatusText>;
  if (total > 0 && approved === total) return <StatusText look="approve">All approved</StatusText>;
  if (project.next_due !== null) return <>{day(project.next_due, now)}</>;
  return <span className="t3">No due date</span>;
}

function FirstProject({ onCreate }: { onCreate: (() => void) | undefined }) {
  return (
    <section className="first">
      <Rosette className="first-ros" />
      <div className="stack stack-4 first-c">
        <h2 className="seal">{onCreate ? 'Start with a project.' : 'No projects yet.'}</h2>
        <p className="t14 t2">
          {onCreate ? 'A project holds the files that are reviewed together, and the groups of people who review them.' : 'You see a project here as soon as somebody lets you into one.'}
        </p>
        {onCreate && (
          <div>
            <Button variant="primary" size="large" icon="plus" onPress={onCreate}>
              New project
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

function Archive({ marks, mayRestore }: { marks: MarksOf; mayRestore: boolean }) {
  const [busy, setBusy] = useState<string | null>(null);
  const restore = async (id: string) => {
    setBusy(id);
    await marks.archive(id, false);
    setBusy(null);
  };
  if (marks.archived.length === 0) return null;
  return (
    <details className="trash">
      <summary className="t2 med">Archived ({marks.archived.length})</summary>
      <p className="t12 t3">Can be read and downloaded. Nothing in an archived project can be changed.</p>
      <ul>
        {marks.archived.map((project) => (
          <li key={project.id} className="row row-3">
            <Link to="/projects/$projectId" params={{ projectId: project.id }} className="link clip grow" dir="auto">
              {project.name}
            </Link>
            <span className="t12 t3">archived {ago(project.archived_at).toLowerCase()}</span>
            {mayRestore && (
              <Button size="small" onPress={() => void restore(project.id)} busy={busy === project.id ? 'Bringing back' : undefined}>
                Bring back
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Trash({ trashed }: { trashed: Overview['trashed'] }) {
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: (id: string) => post(`/projects/${id}/restore`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.overview }),
    onError: (error) => toasts.error(sentence(error)),
  });
  if (trashed.length === 0) return null;
  return (
    <details className="trash">
      <summary className="t2 med">In the trash ({trashed.length})</summary>
      <p className="t12 t3">Kept for 30 days, then erased.</p>
      <ul>
        {trashed.map((project) => (
          <li key={project.id} className="row row-3">
            <span className="clip grow" dir="auto">{project.name}</span>
            <span className="t12 t3">deleted {ago(project.trashed_at).toLowerCase()}</span>
            <Button size="small" onPress={() => restore.mutate(project.id)} busy={restore.isPending && restore.variables === project.id ? 'Restoring' : undefined}>
              Restore
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function ProjectsSkeleton() {
  return (
    <Loading label="Loading projects">
      <div className="stack">
        {Array.from({ length: 6 }, (_, index) => (
          <div key={index} className="row row-3 skel-row">
            <Skeleton width={84} height={34} />
            <Skeleton width={`${30 - index * 2}%`} />
            <span className="grow" />
            <Skeleton width={180} height={6} />
            <Skeleton width={80} />
          </div>
        ))}
      </div>
    </Loading>
  );
}
