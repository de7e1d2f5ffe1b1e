/** The small dialogs of the dashboard: start reviews, due date, a name, everybody of a review. */
import { useId, useState, type FormEvent } from 'react';
import { sentence } from '../api/problem';
import type { DashboardFile, Dot, Group } from '../api/types';
import { count } from '../format/size';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Choice';
import { Dialog } from '../ui/Dialog';
import { DueChoice } from '../ui/DueInput';
import { TextField } from '../ui/Field';
import { ErrorState } from '../ui/Loading';
import { PersonState } from '../ui/ReviewerDot';
import { toasts } from '../ui/toast';
import type { StartReview } from './useDashboard';

/** The server takes 500 reviews in one request. */
const MOST_AT_ONCE = 500;

type StartProps = { files: DashboardFile[]; groups: Group[]; start: (start: StartReview) => Promise<void>; onClose: () => void };

export function StartDialog({ files, groups, start, onClose }: StartProps) {
  const open = groups.filter((group) => files.some((file) => isFree(file, group)));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(open.slice(0, 1).map((group) => group.id)));
  const [due, setDue] = useState<number | null>(null);
  const [state, setState] = useState<{ is: 'asking' } | { is: 'busy' } | { is: 'failed'; failed: { group: Group; error: unknown }[] }>({ is: 'asking' });

  const run = async () => {
    setState({ is: 'busy' });
    const wanted = open.filter((group) => chosen.has(group.id));
    const failed: { group: Group; error: unknown }[] = [];
    for (const group of wanted) {
      try {
        // Each group gets the files that are not in review there already.
        const free = files.filter((file) => isFree(file, group));
        for (let at = 0; at < free.length; at += MOST_AT_ONCE) await start({ files: free.slice(at, at + MOST_AT_ONCE), groups: [group.id], due_at: due });
      } catch (error) {
        failed.push({ group, error });
      }
    }
    const started = wanted.filter((group) => !failed.some((failure) => failure.group === group));
    if (started.length > 0) toasts.show(`Review started in ${names(started)}`, { icon: 'play' });
    // What was started is out of the question now; the rest can be tried again.
    if (failed.length > 0) setState({ is: 'failed', failed });
    else onClose();
  };
  return (
    <Dialog
      title={files.length === 1 ? `Start review of ${files[0]?.name ?? ''}` : `Start review of ${files.length} files`}
      width="small"
      open
      keep={state.is === 'busy'}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" busy={state.is === 'busy' ? 'Starting' : undefined} off={chosen.size === 0 ? 'Choose a group first.' : undefined} onPress={() => void run()}>
            Start review
          </Button>
        </>
      }
    >
      <div className="stack stack-4">
        {state.is === 'failed' &&
          state.failed.map(({ group, error }) => (
            <div key={group.id} className="stack stack-1">
              <b className="med">{group.name}: the review did not start.</b>
              <ErrorState error={error} />
            </div>
          ))}
        {open.length === 0 ? (
          <p className="t2">These files are in review in every group already.</p>
        ) : (
          <fieldset className="stack">
            <legend className="lab">Groups</legend>
            {open.map((group) => (
              <Checkbox key={group.id} className="pick" on={chosen.has(group.id)} onChange={(on) => setChosen(withOne(chosen, group.id, on))}>
                <span>
                  <b className="med db">{group.name}</b>
                  <span className="t12 t3">{group.reviewers === 0 ? 'Nobody is in it yet' : count(group.reviewers, 'reviewer', 'reviewers')}</span>
                </span>
              </Checkbox>
            ))}
          </fieldset>
        )}
        <fieldset>
          <legend className="lab pad-b">Due</legend>
          <DueChoice value={due} onChange={setDue} />
        </fieldset>
      </div>
    </Dialog>
  );
}

export function DueDialog({ due, many, save, onClose }: { due: number | null; many: number; save: (due: number | null) => void; onClose: () => void }) {
  const [value, setValue] = useState(due);
  const done = (next: number | null) => {
    save(next);
    onClose();
  };
  return (
    <Dialog
      title={many > 1 ? `Due date of ${many} reviews` : 'Due date'}
      width="small"
      open
      onClose={onClose}
      footer={
        <>
          {due !== null && (
            <Button variant="danger" onPress={() => done(null)}>
              No due date
            </Button>
          )}
          <span className="grow" />
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" off={value === null ? 'Choose a date first.' : undefined} onPress={() => done(value)}>
            Set due date
          </Button>
        </>
      }
    >
      <DueChoice value={value} onChange={setValue} />
    </Dialog>
  );
}

/** Resolved to false, saving has failed and said so. */
type NameProps = { title: string; label: string; name: string; button: string; save: (name: string) => Promise<unknown>; onClose: () => void };

export function NameDialog({ title, label, name, button, save, onClose }: NameProps) {
  const form = useId();
  const [value, setValue] = useState(name);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const trimmed = value.trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!trimmed || busy) return;
    if (trimmed === name) return onClose();
    setBusy(true);
    setError(null);
    try {
      if ((await save(trimmed)) === false) setBusy(false);
      else onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={title}
      width="small"
      open
      keep={busy || value !== name}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={busy ? 'Saving' : undefined} off={trimmed ? undefined : 'Write a name first.'}>
            {button}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void submit(event)}>
        <TextField label={label} autoFocus maxLength={200} value={value} onChange={setValue} error={error ? sentence(error) : undefined} onFocus={(event) => event.currentTarget.select()} />
      </form>
    </Dialog>
  );
}

export function ReviewersDialog({ title, dots, onClose }: { title: string; dots: Dot[]; onClose: () => void }) {
  return (
    <Dialog title={title} width="small" open onClose={onClose}>
      {dots.length === 0 ? (
        <p className="t2">Nobody is invited to this group yet.</p>
      ) : (
        <ul className="stack stack-6">
          {dots.map((dot) => (
            <li key={dot.person.id} className="stack">
              <PersonState dot={dot} />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function isFree(file: DashboardFile, group: Group): boolean {
  const review = file.cells.find((cell) => cell.group === group.id)?.review;
  return !review || review.version !== file.version.id;
}

function names(groups: Group[]): string {
  return groups.map((group) => group.name).join(', ');
}

function withOne<T>(set: ReadonlySet<T>, one: T, on: boolean): ReadonlySet<T> {
  const next = new Set(set);
  if (on) next.add(one);
  else next.delete(one);
  return next;
}
