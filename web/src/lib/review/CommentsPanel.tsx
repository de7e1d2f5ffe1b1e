/** The comments: tabs with counts, the list, what is new out of sight, and the composer. */
import { useRef, type KeyboardEvent } from 'react';
import { IconButton } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Loading, Skeleton } from '../ui/Loading';
import { CommentCard } from './CommentCard';
import { Composer } from './Composer';
import { useReview } from './context';
import { countThreads, type Filter } from './threads';
import { useUnseen } from './use-unseen';

const tabs: readonly { filter: Filter; word: string }[] = [
  { filter: 'open', word: 'Open' },
  { filter: 'all', word: 'All' },
  { filter: 'mine', word: 'Mine' },
];

export function CommentsPanel() {
  const { shown, commentsLoaded, state, viewer } = useReview();
  const list = useRef<HTMLDivElement>(null);
  const unseen = useUnseen(list, shown, viewer?.id ?? null, commentsLoaded);
  return (
    <>
      <Tabs />
      {state.search !== null && <Search words={state.search} />}
      <div ref={list} className="rv-list" id="comment-list" role="tabpanel" aria-label="Comments" tabIndex={-1}>
        {commentsLoaded ? <ul>{shown.map((thread) => <CommentCard key={thread.root.comment.id} thread={thread} />)}</ul> : <Waiting />}
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
      <Composer />
    </>
  );
}

function Tabs() {
  const { threads, state, tell, viewer } = useReview();
  const counts = countThreads(threads, viewer?.id ?? null);
  const arrows = (event: KeyboardEvent<HTMLElement>) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = tabs[(tabs.findIndex((tab) => tab.filter === state.filter) + by + tabs.length) % tabs.length];
    if (!next) return;
    tell({ type: 'filter', filter: next.filter });
    event.currentTarget.querySelector<HTMLElement>(`[data-filter="${next.filter}"]`)?.focus();
  };
  return (
    <div className="rv-rail-h">
      <div className="rv-rail-tabs" role="tablist" aria-label="Comments" onKeyDown={arrows}>
        {tabs.map(({ filter, word }) => {
          const on = state.filter === filter;
          return (
            <button
              key={filter}
              type="button"
              role="tab"
              data-filter={filter}
              className={on ? 'on' : ''}
              aria-selected={on}
              aria-controls="comment-list"
              tabIndex={on ? 0 : -1}
              onClick={() => tell({ type: 'filter', filter })}
            >
              {word} <span className={on ? 'count' : 't3'}>{counts[filter]}</span>
            </button>
          );
        })}
      </div>
      <span className="grow" />
      <IconButton icon="search" label="Search comments" on={state.search !== null} onPress={() => tell({ type: 'search', words: state.search === null ? '' : null })} />
    </div>
  );
}

function Search({ words }: { words: string }) {
  const { tell } = useReview();
  return (
    <div className="rv-search">
      <TextField
        label="Search comments"
        hideLabel
        type="search"
        icon="search"
        soft
        autoFocus
        placeholder="Words or names"
        value={words}
        onChange={(next) => tell({ type: 'search', words: next })}
        onKeyDown={(event) => event.key === 'Escape' && tell({ type: 'search', words: null })}
      />
    </div>
  );
}

function Empty({ filter }: { filter: Filter }) {
  const { page, threads, state, markable } = useReview();
  const may = page.abilities.includes('comment');
  if (state.search) return <p className="rv-empty">No comment has these words.</p>;
  if (filter === 'open' && threads.length > 0) return <p className="rv-empty">Every comment is resolved.</p>;
  if (filter === 'mine') return <p className="rv-empty">No comments by you, and nobody has mentioned you.</p>;
  return <p className="rv-empty">{!may ? 'No comments yet.' : markable ? 'No comments yet. Click the file to set a marker, or write below.' : 'No comments yet. Write the first one below.'}</p>;
}

function Waiting() {
  return (
    <Loading label="Loading comments">
      {[70, 90, 60].map((width) => (
        <div key={width} className="rv-card">
          <Skeleton width={24} height={24} round />
          <div className="stack">
            <Skeleton width="40%" />
            <Skeleton width={`${width}%`} />
          </div>
        </div>
      ))}
    </Loading>
  );
}
