/** Above the list: tabs with counts, what narrows them, and the search. */
import type { KeyboardEvent } from 'react';
import { IconButton } from '../ui/Button';
import { TextField } from '../ui/Field';
import { Menu } from '../ui/Menu';
import { EVERYTHING, isNarrowed, narrowWords } from './comment-filter';
import { filterGroups } from './comment-menu';
import { useReview } from './context';
import { countThreads, type Filter } from './threads';

const tabs: readonly { filter: Filter; word: string }[] = [
  { filter: 'open', word: 'Open' },
  { filter: 'resolved', word: 'Resolved' },
  { filter: 'all', word: 'All' },
];

export function CommentsHead() {
  const { state } = useReview();
  return (
    <>
      <Tabs />
      {state.search !== null && <Search words={state.search} />}
      <Narrowed />
    </>
  );
}

function Tabs() {
  const context = useReview();
  const { threads, state, tell } = context;
  const counts = countThreads(threads);
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
      <Menu label="Which comments" groups={filterGroups(context)}>
        <IconButton icon="filter" label="Filter and sort" on={isNarrowed(state.narrow) || state.narrow.order !== 'number'} />
      </Menu>
      <IconButton icon="search" label="Search comments" shortcut="/" on={state.search !== null} onPress={() => tell({ type: 'search', words: state.search === null ? '' : null })} />
    </div>
  );
}

/** What is left out, and how much of it: never only the colour of a button. */
function Narrowed() {
  const { state, shown, threads, tell } = useReview();
  const narrowed = isNarrowed(state.narrow);
  const searching = (state.search ?? '').trim() !== '';
  const all = countThreads(threads)[state.filter];
  return (
    <div className="rv-narrow t12" role="status">
      {(narrowed || searching) && (
        <p className="row">
          <span className="grow clip">
            {narrowed ? `${narrowWords(state.narrow, threads)}: ` : ''}
            {shown.length} of {all}
          </span>
          {narrowed && (
            <button type="button" className="link" onClick={() => tell({ type: 'narrow', part: { who: EVERYTHING.who, thisPage: EVERYTHING.thisPage } })}>
              Show all
            </button>
          )}
        </p>
      )}
    </div>
  );
}

function Search({ words }: { words: string }) {
  const { tell, shown, state, select } = useReview();
  /** Enter goes from one to the next, Shift and Enter back. */
  const step = (back: boolean) => {
    const at = shown.findIndex((thread) => thread.root.comment.id === state.selected);
    const next = shown[(at + (back ? -1 : 1) + shown.length) % Math.max(1, shown.length)];
    if (next) select(next.root.comment.id);
  };
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
        onKeyDown={(event) => {
          if (event.key === 'Escape') tell({ type: 'search', words: null });
          if (event.key === 'Enter') step(event.shiftKey);
        }}
      />
    </div>
  );
}
