/** "Who is commenting?": takes the rail or the sheet while a first comment waits for a name. */
import { IconButton } from '../ui/Button';
import { CommentBody } from './CommentBody';
import { useReview } from './context';
import { IdentityForm } from './IdentityForm';
import { compose, isTaken } from './use-tasks';

export function IdentityPanel() {
  const { state, tell, tasks, threads } = useReview();
  const waiting = state.unsent.filter((item) => item.state === 'waiting');
  const first = waiting[0];
  const number = threads.find((thread) => thread.root.comment.id === first?.clientId)?.root.comment.number ?? null;
  if (!first) return null;

  /** Back to writing: the words return to the composer where there is room, else they stay in the list. */
  const back = () => {
    if (waiting.length === 1 && !isTaken(state, first)) compose(first, tell);
    else for (const item of waiting) tell({ type: 'unsent', event: { type: 'kept', item } });
  };
  return (
    <section className="rv-panel" aria-labelledby="who-is-commenting">
      <header className="rv-panel-h">
        <h2 className="t20 grow" id="who-is-commenting">
          Who is commenting?
        </h2>
        <IconButton icon="x" label="Back to the comment" onPress={back} />
      </header>
      <IdentityForm
        written
        button={waiting.length > 1 ? `Send ${waiting.length} comments` : 'Send comment'}
        busy="Sending"
        onDone={tasks.identify}
        draft={
          <div className="rv-draft">
            <span className="rv-no">{number ?? '1'}</span>
            <CommentBody body={first.body} />
          </div>
        }
      />
    </section>
  );
}
