/** Which comments of another version or group are copied into this review, and who sees the copies. */
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { del, post } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import { commentsQuery } from '../api/queries';
import type { CopyComments as Request, CopyResult, ReviewPage } from '../api/types';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Choice';
import { Dialog } from '../ui/Dialog';
import { toasts } from '../ui/toast';
import { bodyLine } from './body';
import { writerOf } from './CardParts';
import { carryOver } from './carry-over';
import { useReview } from './context';
import { isOpen, threadsOf, type Thread } from './threads';

type Source = { readonly review: string; readonly version: string; readonly label: string; readonly otherGroup: boolean };

export function CopyComments({ onClose }: { readonly onClose: () => void }) {
  const { page } = useReview();
  const sources = sourcesOf(page);
  const [chosen, setChosen] = useState(sources[0]?.review ?? null);
  const source = sources.find(({ review }) => review === chosen);
  if (!source)
    return (
      <Dialog title="Copy comments" open onClose={onClose} width="small" footer={<Button onPress={onClose}>Close</Button>}>
        <p>There is no other version or group of this file with a review, so there is nothing to copy from yet.</p>
      </Dialog>
    );
  return <Choosing key={source.review} sources={sources} source={source} onChoose={setChosen} onClose={onClose} />;
}

type Props = { readonly sources: readonly Source[]; readonly source: Source; readonly onChoose: (review: string) => void; readonly onClose: () => void };

function Choosing({ sources, source, onChoose, onClose }: Props) {
  const { page, threads: here } = useReview();
  const client = useQueryClient();
  const { data, error } = useQuery(commentsQuery(source.review));
  const threads = data ? threadsOf(data.comments, [], null).filter((thread) => !thread.root.comment.deleted) : [];
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [withResolved, setWithResolved] = useState(false);
  const [teamOnly, setTeamOnly] = useState(source.otherGroup);
  const [running, setRunning] = useState<'Finding places' | 'Copying' | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const offered = threads.filter((thread) => withResolved || isOpen(thread));
  const wanted = offered.filter((thread) => !left.has(thread.root.comment.id));
  const toggle = (id: string) => setLeft((was) => (was.has(id) ? new Set([...was].filter((one) => one !== id)) : new Set([...was, id])));

  const copy = async () => {
    setRefused(null);
    try {
      setRunning('Finding places');
      const comments = await carryOver(
        wanted.map((thread) => thread.root.comment),
        source.version,
        page.version,
      );
      setRunning('Copying');
      const request: Request = { from: source.review, comments, ...(teamOnly && { team_only: true }) };
      const result = await post(`/reviews/${page.review.id}/comments/copy`, request);
      await client.invalidateQueries({ queryKey: keys.review(page.review.id) });
      if (result.made.length === 0) toasts.show(resultWords(result), { icon: 'copy' });
      else toasts.undo(resultWords(result), () => void takeBack(client, page.review.id, result.made), { icon: 'copy' });
      onClose();
    } catch (problem) {
      setRefused(problem);
      setRunning(null);
    }
  };

  return (
    <Dialog
      title={`Copy comments to v${page.version.number}, ${page.group.name}`}
      open
      onClose={onClose}
      keep={running !== null}
      footer={
        <>
          <Button variant="ghost" onPress={onClose}>
            Cancel
          </Button>
          <Button variant="primary" busy={running ?? undefined} off={wanted.length === 0 ? 'Choose at least one comment' : undefined} onPress={() => void copy()}>
            {wanted.length === 1 ? 'Copy 1 comment' : `Copy ${wanted.length} comments`}
          </Button>
        </>
      }
    >
      <div className="stack stack-3">
        <Sources sources={sources} chosen={source.review} onChoose={onChoose} />
        {error ? <p role="alert">{sentence(error)}</p> : data && <Threads threads={offered} left={left} onToggle={toggle} />}
        {threads.some((thread) => !isOpen(thread)) && (
          <Checkbox on={withResolved} onChange={setWithResolved}>
            Resolved ones as well
          </Checkbox>
        )}
        <Checkbox on={teamOnly} onChange={setTeamOnly}>
          Only the team sees the copies
        </Checkbox>
        <p className="t12 t3">
          Replies come along. Each copy says where it came from{source.otherGroup ? '; reviewers here do not learn who is in the other group' : ''}. What was copied before is not copied again
          {here.length > 0 ? ', and nothing here changes' : ''}.
        </p>
        {refused !== null && (
          <p className="rv-refused t12" role="alert">
            {sentence(refused)}
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** Deletes the copies again, replies before what they answer. */
async function takeBack(client: QueryClient, review: string, made: readonly string[]): Promise<void> {
  try {
    for (const comment of made.toReversed()) await del(`/comments/${comment}`);
    toasts.show('The copies are gone again', { icon: 'undo' });
  } catch (error) {
    toasts.error(`Not all copies were taken back. ${sentence(error)}`);
  } finally {
    void client.invalidateQueries({ queryKey: keys.review(review) });
  }
}

function Sources({ sources, chosen, onChoose }: { sources: readonly Source[]; chosen: string; onChoose: (review: string) => void }) {
  return (
    <fieldset className="rv-sources">
      <legend className="over">From</legend>
      {sources.map(({ review, label }) => (
        <label key={review} className="row">
          <input type="radio" name="source" checked={review === chosen} onChange={() => onChoose(review)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

function Threads({ threads, left, onToggle }: { threads: readonly Thread[]; left: ReadonlySet<string>; onToggle: (id: string) => void }) {
  if (threads.length === 0) return <p className="t3">No open comments there.</p>;
  return (
    <ul className="rv-copies" aria-label="Comments">
      {threads.map(({ root, replies }) => (
        <li key={root.comment.id}>
          <Checkbox on={!left.has(root.comment.id)} onChange={() => onToggle(root.comment.id)} className="grow">
            <span className="rv-copy-w">
              <b className="med db">
                {root.comment.number} {writerOf(root.comment).name}
              </b>
              <span className="t2 clip db">{bodyLine(root.comment.body)}</span>
              {replies.length > 0 && <span className="t12 t3">{replies.length === 1 ? '1 reply' : `${replies.length} replies`}</span>}
            </span>
          </Checkbox>
        </li>
      ))}
    </ul>
  );
}

/** Other versions in this group, the one before first; then other groups on this version. */
export function sourcesOf({ review, version, versions, group, groups }: ReviewPage): readonly Source[] {
  const age = (number: number) => (number < version.number ? version.number - number : 1_000_000 + number);
  const ofVersions = versions
    .toSorted((a, b) => age(a.version.number) - age(b.version.number))
    .flatMap((entry) => (entry.review === null || entry.review === review.id ? [] : [{ review: entry.review, version: entry.version.id, label: `v${entry.version.number}, ${group.name}`, otherGroup: false }]));
  const ofGroups = groups.flatMap((other) => (other.review === null || other.review === review.id ? [] : [{ review: other.review, version: version.id, label: `v${version.number}, ${other.name}`, otherGroup: true }]));
  return [...ofVersions, ...ofGroups];
}

export function resultWords({ copied, there, gone }: Omit<CopyResult, 'made'>): string {
  const many = (count: number, one: string, more: string) => (count === 1 ? `1 ${one}` : `${count} ${more}`);
  const parts = [
    copied === 0 ? 'Nothing copied' : `Copied ${many(copied, 'comment', 'comments and replies')}`,
    ...(there > 0 ? [many(there, 'was here already', 'were here already')] : []),
    ...(gone > 0 ? [many(gone, 'has no words any more', 'have no words any more')] : []),
  ];
  return parts.join('; ');
}
