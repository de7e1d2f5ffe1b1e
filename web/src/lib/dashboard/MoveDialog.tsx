/** Moves files to another project. Files in review ask once more, because moving them closes their reviews. */
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { overviewQuery } from '../api/queries';
import { count } from '../format/size';
import { favouritesFirst, useMarks } from '../projects/marks';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { TextField } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { ErrorState, Skeleton } from '../ui/Loading';
import { toasts } from '../ui/toast';

type Props = {
  project: string;
  files: string[];
  move: (files: string[], target: string, closeReviews: boolean) => Promise<{ moved: string[]; inReview: string[] }>;
  onClose: () => void;
};

/** With fewer there is nothing to search. */
const SEARCH_FROM = 8;

export function MoveDialog({ project, files, move, onClose }: Props) {
  const router = useRouter();
  const { data, error, refetch } = useQuery(overviewQuery);
  const { favourites } = useMarks();
  const [search, setSearch] = useState('');
  const [target, setTarget] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [inReview, setInReview] = useState<string[]>([]);
  const others = useMemo(() => favouritesFirst((data?.projects ?? []).filter((one) => one.id !== project), favourites), [data, project, favourites]);
  const shown = others.filter((one) => one.name.toLowerCase().includes(search.trim().toLowerCase()));
  const chosen = others.find((one) => one.id === target);

  const run = async (closeReviews: boolean) => {
    if (!chosen) return;
    setBusy(true);
    const { moved, inReview: left } = await move(closeReviews ? inReview : files, chosen.id, closeReviews);
    setBusy(false);
    if (moved.length > 0)
      toasts.show(`Moved ${count(moved.length, 'file', 'files')} to ${chosen.name}`, {
        icon: 'move',
        action: { label: 'Open project', run: () => void router.navigate({ to: '/projects/$projectId', params: { projectId: chosen.id } }) },
      });
    if (left.length > 0) setInReview(left);
    else onClose();
  };

  if (inReview.length > 0 && chosen)
    return (
      <Dialog
        title={inReview.length === 1 ? 'Close the reviews of this file?' : `Close the reviews of ${inReview.length} files?`}
        width="small"
        role="alertdialog"
        open
        keep={busy}
        onClose={onClose}
        footer={
          <>
            <Button onPress={onClose}>Leave {inReview.length === 1 ? 'it' : 'them'} here</Button>
            <Button variant="primary" busy={busy ? 'Moving' : undefined} onPress={() => void run(true)}>
              Close reviews and move
            </Button>
          </>
        }
      >
        <p className="t2">
          {inReview.length === 1 ? 'This file is' : 'These files are'} in review. Reviews do not go with a file to {chosen.name}: comments and decisions stay on record here for your team, and the reviewers no longer
          reach the file.
        </p>
      </Dialog>
    );

  return (
    <Dialog
      title={files.length === 1 ? 'Move file to another project' : `Move ${files.length} files to another project`}
      width="small"
      open
      keep={busy}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" busy={busy ? 'Moving' : undefined} off={chosen ? undefined : 'Choose a project first.'} onPress={() => void run(false)}>
            Move
          </Button>
        </>
      }
    >
      <div className="stack stack-4">
        {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton width="70%" />}
        {data && others.length === 0 && <p className="t2">There is no other project yet. Create one on the projects page.</p>}
        {others.length >= SEARCH_FROM && <TextField label="Search projects" autoFocus value={search} onChange={setSearch} />}
        <fieldset className="stack moves">
          <legend className="sr">Projects</legend>
          {shown.map((one) => (
            <label key={one.id} className="pick">
              <input type="radio" name="project" value={one.id} checked={target === one.id} onChange={() => setTarget(one.id)} />
              <span className="grow">
                <b className="med db clip" dir="auto">{one.name}</b>
                <span className="t12 t3">{count(one.files, 'file', 'files')}</span>
              </span>
              {favourites.includes(one.id) && <Icon name="starfill" size={14} />}
            </label>
          ))}
          {others.length > 0 && shown.length === 0 && <p className="t3">No project has this name.</p>}
        </fieldset>
      </div>
    </Dialog>
  );
}
