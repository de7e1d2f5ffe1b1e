/** Where comments and replies are written. The draft stays through reloads, failures and changes of selection. */
import { Button, IconButton } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { anchorWords } from './anchor-words';
import { AttachButton, DraftFiles } from './Attachments';
import { isEmpty } from './body';
import { useReview } from './context';
import { LockNote } from './LockNote';
import { MentionBox } from './MentionBox';
import { ANSWERED_GONE, draftOf, FILES_COMING, NEW } from './review-state';

export function Composer() {
  const { page, state, tell, tasks, threads, commentsLoaded, pageInView, layout, markable, followed } = useReview();
  const draft = draftOf(state);
  const found = threads.find((thread) => thread.root.comment.id === state.target)?.root.comment;
  const answered = found?.deleted ? undefined : found;
  const gone = state.target !== NEW && commentsLoaded && !answered;
  const team = answered?.team_only === true || draft.teamOnly;
  const mayTeam = page.abilities.includes('team_only');
  const marked = draft.anchors.length > 0;
  const mayKeep = page.abilities.includes('decide');
  const nothing = state.attaching ? FILES_COMING : gone ? ANSWERED_GONE : isEmpty(draft.text) ? 'Write something first' : undefined;

  if (!page.abilities.includes('comment')) {
    return page.review.locked ? <LockNote /> : <p className="rv-closed t12 t3">Comments are closed while this review has its present status.</p>;
  }
  const atSign = () => {
    const spaced = draft.text === '' || /\s$/.test(draft.text) ? draft.text : `${draft.text} `;
    tell({ type: 'typed', text: `${spaced}@`, mentions: draft.mentions });
    tell({ type: 'answer', thread: state.target === NEW ? null : state.target });
  };
  return (
    <div className={`rv-composer${team ? ' team' : ''}`}>
      {answered && (
        <p className="rv-context t12">
          <Icon name="reply" size={14} />
          <span className="clip grow">Reply to {answered.author.name}</span>
          <IconButton icon="x" size={14} label="Write a new comment instead" onPress={() => tell({ type: 'answer', thread: null })} />
        </p>
      )}
      {gone && (
        <div className="rv-context wrap t12" role="status">
          <Icon name="reply" size={14} />
          <span className="grow">{ANSWERED_GONE}</span>
          {!state.attaching && (
            <button type="button" className="link" onClick={() => tell({ type: 'freed', teamOnly: mayTeam })}>
              Make it a comment of its own
            </button>
          )}
        </div>
      )}
      {marked && (
        <p className="rv-context t12">
          <Icon name="pin" size={14} />
          <span className="clip grow">{draftPlace(anchorWords(draft.anchors))}</span>
          <IconButton icon="x" size={14} label="Remove the marker" onPress={() => tell({ type: 'unmarked' })} />
        </p>
      )}
      <MentionBox
        label={answered ? `Reply to ${answered.author.name}` : 'Comment'}
        placeholder={placeholder(answered?.author.name, marked, pageInView, page.version.number, layout === 'wide' && markable)}
        value={draft.text}
        mentions={draft.mentions}
        people={page.people}
        focusCalls={state.composerCalls}
        followed={followed}
        onChange={(text, mentions) => tell({ type: 'typed', text, mentions })}
        onSend={tasks.send}
        onEscape={() => {
          if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
          tell({ type: 'escape' });
        }}
      />
      <DraftFiles />
      {layout === 'phone' ? (
        <div className="row row-1">
          <AttachButton large />
          {mayTeam && <IconButton icon="lock" size={20} label="Team only" on={team} off={answered?.team_only ? ALWAYS_TEAM : undefined} onPress={() => tell({ type: 'team-only', on: !draft.teamOnly })} />}
          <span className="grow" />
          {mayKeep && <IconButton icon="inbox" size={20} label={KEEP} off={nothing} onPress={tasks.keep} />}
          <IconButton icon="send" size={20} label="Send" className="rv-send" off={nothing} onPress={tasks.send} />
        </div>
      ) : (
        <div className="row row-1 wrap">
          <IconButton icon="at" label="Mention a person" onPress={atSign} />
          <AttachButton />
          {mayTeam && (
            <Button
              variant="ghost"
              size="small"
              icon="lock"
              className={team ? 'rv-team-on' : ''}
              aria-pressed={team}
              off={answered?.team_only ? ALWAYS_TEAM : undefined}
              onPress={() => tell({ type: 'team-only', on: !draft.teamOnly })}
            >
              Team only
            </Button>
          )}
          <span className="row row-1 end">
            {mayKeep && (
              <Button size="small" variant="ghost" off={nothing} onPress={tasks.keep}>
                {KEEP}
              </Button>
            )}
            <Button size="small" variant={nothing ? 'plain' : 'primary'} off={nothing} onPress={tasks.send}>
              Send
            </Button>
          </span>
        </div>
      )}
    </div>
  );
}

const KEEP = 'Add to my review';
const ALWAYS_TEAM = 'Replies to a team-only comment stay in the team';

function placeholder(answering: string | undefined, marked: boolean, page: number | null, version: number, keys: boolean): string {
  if (answering !== undefined) return `Reply to ${answering}`;
  if (marked) return 'Comment on this place';
  if (page !== null) return `Comment on page ${page}`;
  return keys ? `Comment on v${version}, or press C to set a marker` : `Comment on v${version}`;
}

function draftPlace({ place, quote }: { place: string | null; quote: string | null }): string {
  if (quote) return `${place ?? ''}: ${quote}`;
  return place ?? 'Marker set on the picture';
}
