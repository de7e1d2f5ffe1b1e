/** The comments: what is listed, the list, what is new out of sight, and the composer. */
import { useRef } from 'react';
import type { Ability } from '../api/types';
import { Button } from '../ui/Button';
import { ErrorState } from '../ui/Loading';
import { CommentCard } from './CommentCard';
import { Composer } from './Composer';
import { CommentsHead } from './CommentsHead';
import { isNarrowed } from './comment-filter';
import { useReview } from './context';
import { firstWords } from './first-words';
import { KeptComments } from './KeptComments';
import { PanelWaiting } from './PanelWaiting';
import type { Filter } from './threads';
import { useUnseen } from './use-unseen';

export function CommentsPanel() {
  const { shown, commentsLoaded, commentsFailed, state, viewer } = useReview();
  const list = useRef<HTMLDivElement>(null);
  const unseen = useUnseen(list, shown, viewer?.id ?? null, commentsLoaded);
  return (
    <>
      <CommentsHead />
      <div ref={list} className="rv-list" id="comment-list" role="tabpanel" aria-label="Comments" tabIndex={-1}>
        {commentsFailed ? <ErrorState {...commentsFailed} /> : commentsLoaded ? <ul>{shown.map((thread) => <CommentCard key={thread.root.comment.id} thread={thread} />)}</ul> : <PanelWaiting label="Loading comments" />}
        {commentsLoaded && shown.length === 0 && <Empty filter={state.filter} />}
      </div>
      {unseen.count > 0 && (
        <button type="button" className="rv-new" onClick={unseen.show}>
          {unseen.count} new
        </button>
      )}
      <p className="sr" role="status">
        {unseen.announcement}
      </p>
      <KeptComments />
      <Composer />
    </>
  );
}

function Empty({ filter }: { filter: Filter }) {
  const { page, threads, state, tell, markable, openCopy } = useReview();
  const may = (ability: Ability) => page.abilities.includes(ability);
  if (state.search) return <p className="rv-empty">No comment here has these words.</p>;
  if (isNarrowed(state.narrow) && threads.length > 0) return <p className="rv-empty">No comment fits this filter.</p>;
  if (filter === 'open' && threads.length > 0) return <p className="rv-empty">Every comment is resolved.</p>;
  if (filter === 'resolved' && threads.length > 0)
    return (
      <div className="rv-empty">
        <p>Nothing is resolved yet.</p>
        <button type="button" className="link" onClick={() => tell({ type: 'filter', filter: 'open' })}>
          Show what is open
        </button>
      </div>
    );
  const finger = window.matchMedia('(pointer: coarse)').matches;
  const earlier = page.version.number > 1 && page.versions.some(({ version, review }) => version.number < page.version.number && review !== null);
  return (
    <div className="rv-empty">
      <p>{firstWords({ mayComment: may('comment'), markable, tool: state.tool, finger })}</p>
      {may('copy_comments') && earlier && (
        <Button size="small" icon="copy" onPress={openCopy}>
          Copy from an earlier version
        </Button>
      )}
    </div>
  );
}
