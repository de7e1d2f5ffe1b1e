/** One thread in the list: comment, replies and what may be done. Abilities come from the server. */
import { useEffect, useRef } from 'react';
import type { Ability } from '../api/types';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/Icon';
import { Age } from './Age';
import { markerWords } from './anchor-words';
import { Files } from './Attachments';
import { CardMenu, LikeButton, Provenance, writerOf } from './CardParts';
import { CommentBody, Marked } from './CommentBody';
import { useReview } from './context';
import { EditBox } from './EditBox';
import type { Entry, Thread } from './threads';
import { answersNothing, isOpen } from './threads';

export function CommentCard({ thread }: { readonly thread: Thread }) {
  const { state, tell, tasks, select, layout } = useReview();
  const card = useRef<HTMLLIElement>(null);
  const { root, replies } = thread;
  const { comment } = root;
  const on = state.selected === comment.id;
  const may = (ability: Ability) => comment.abilities.includes(ability);

  useEffect(() => {
    if (on) card.current?.scrollIntoView({ block: 'nearest' });
  }, [on]);

  return (
    <li
      ref={card}
      id={`comment-${comment.id}`}
      tabIndex={-1}
      className={classOf(thread, on)}
      aria-current={on ? 'true' : undefined}
      data-delivery={root.delivery}
      onClick={(event) => {
        if (!on && event.target instanceof Element && !event.target.closest('button, a, textarea')) select(comment.id);
      }}
    >
      <CardNumber entry={root} onSelect={() => select(comment.id)} />
      <Header entry={root} team={comment.team_only} />
      <Content entry={root} />
      {replies.map((reply) => (
        <div key={reply.comment.id} className="rv-reply" id={`comment-${reply.comment.id}`}>
          <Avatar person={writerOf(reply.comment)} size="small" />
          <Header entry={reply} team={reply.comment.team_only && !comment.team_only} plain />
          <Content entry={reply} />
          {reply.delivery === 'sent' && (
            <div className="rv-reply-f">
              <LikeButton comment={reply.comment} />
            </div>
          )}
        </div>
      ))}
      {comment.resolved && (
        <p className="rv-solved t12">
          <Icon name="check" size={14} />
          Resolved by {comment.resolved.by.name}
        </p>
      )}
      {root.delivery === 'sent' && !comment.deleted && (
        <div className="rv-card-f">
          {may('reply') && (
            <button type="button" onClick={() => tell({ type: 'answer', thread: comment.id })}>
              <Icon name="reply" size={layout === 'phone' ? 16 : 14} />
              Reply
            </button>
          )}
          <LikeButton comment={comment} />
          <CardMenu entry={root} />
          {may('resolve') && (
            <button type="button" className="end link" onClick={() => tasks.settle(thread)}>
              <Icon name={isOpen(thread) ? 'check' : 'rotate'} size={layout === 'phone' ? 16 : 14} />
              {isOpen(thread) ? 'Resolve' : 'Reopen'}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function CardNumber({ entry, onSelect }: { entry: Entry; onSelect: () => void }) {
  const { comment } = entry;
  const kind = comment.team_only ? ' team' : comment.resolved ? ' done' : '';
  if (comment.number === null || comment.markers.length === 0) {
    return (
      <span className="rv-no none" aria-hidden="true">
        {comment.number ?? <Icon name="chat" size={14} />}
      </span>
    );
  }
  return (
    <button type="button" className={`rv-no${kind}`} aria-label={`Show marker ${comment.number}`} onClick={onSelect}>
      {comment.number}
    </button>
  );
}

function Header({ entry, team, plain = false }: { entry: Entry; team: boolean; plain?: boolean }) {
  const { state } = useReview();
  const { comment, delivery } = entry;
  return (
    <div className="rv-card-h">
      {!plain && <Avatar person={writerOf(comment)} size="small" />}
      <b className="semi clip">
        <Marked text={writerOf(comment).name} search={state.search} />
      </b>
      {comment.pinned && (
        <span className="tag" title={`Pinned by ${comment.pinned.by.name}`}>
          <Icon name="up" size={12} />
          Pinned
        </span>
      )}
      {team && (
        <span className="tag tag-team">
          <Icon name="lock" size={12} />
          Team only
        </span>
      )}
      {delivery === 'sent' ? <Age at={comment.edited_at ?? comment.created_at} edited={comment.edited_at !== null} /> : <Delivery entry={entry} />}
      {plain && <CardMenu entry={entry} />}
    </div>
  );
}

function Delivery({ entry }: { entry: Entry }) {
  if (entry.delivery === 'sending') return <span className="end t12 t3">Sending</span>;
  if (entry.delivery === 'kept') return <span className="end tag">For your decision</span>;
  if (entry.delivery === 'waiting') return <span className="end tag">Waiting for your name</span>;
  return <span className="end tag tag-bad">Not sent</span>;
}

function Content({ entry }: { entry: Entry }) {
  const { state, tasks, threads } = useReview();
  const { comment, delivery, reason } = entry;
  const { place, quote } = markerWords(comment.markers);
  const toNothing = answersNothing(threads, comment);
  if (comment.deleted) return <p className="rv-gone">This comment was deleted.</p>;
  return (
    <div className="rv-content">
      {place && <p className="rv-anchor">{place}</p>}
      {quote && (
        <p className="rv-quote">
          <Marked text={quote.length > 160 ? `${quote.slice(0, 160).trimEnd()}…` : quote} search={state.search} />
        </p>
      )}
      {state.editing === comment.id ? <EditBox comment={comment} /> : <CommentBody body={comment.body} search={state.search} />}
      <Files files={comment.attachments} sent={delivery === 'sent'} />
      <Provenance comment={comment} />
      {delivery === 'kept' && toNothing && <p className="t12 t2">The comment that it answers was deleted.</p>}
      {delivery === 'kept' && (
        <div className="rv-card-f">
          <button type="button" onClick={() => tasks.rewrite(entry)}>
            <Icon name="draw" size={14} />
            {toNothing ? 'Make it a comment of its own' : 'Edit'}
          </button>
          <button type="button" onClick={() => tasks.discard(entry)}>
            <Icon name="trash" size={14} />
            Throw away
          </button>
        </div>
      )}
      {delivery === 'failed' && (
        <div className="rv-failed">
          <p className="t12">{reason} Your text is kept here.</p>
          {toNothing ? (
            <button type="button" className="link" onClick={() => tasks.rewrite(entry)}>
              Make it a comment of its own
            </button>
          ) : (
            <button type="button" className="link" onClick={() => tasks.retry(entry)}>
              Try again
            </button>
          )}
          <button type="button" className="link" onClick={() => tasks.discard(entry)}>
            Throw away
          </button>
        </div>
      )}
    </div>
  );
}

function classOf(thread: Thread, on: boolean): string {
  const { comment, delivery } = thread.root;
  return ['rv-card', on && 'on', comment.team_only && 'team', comment.resolved && 'solved', delivery !== 'sent' && 'ghost'].filter(Boolean).join(' ');
}
