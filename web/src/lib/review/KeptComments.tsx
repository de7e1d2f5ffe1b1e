/** "2 comments wait for your decision": they are on this device alone until they are sent. */
import { Button } from '../ui/Button';
import { useReview } from './context';
import { keptIn } from './unsent';

export function KeptComments() {
  const { state, tell, tasks } = useReview();
  const count = keptIn(state.unsent).length;
  if (count === 0) return null;
  return (
    <section className="rv-kept" aria-label="Comments that wait for your decision">
      <p className="t12">
        <b className="semi">{count === 1 ? '1 comment waits' : `${count} comments wait`} for your decision.</b> Nobody else sees {count === 1 ? 'it' : 'them'}; {count === 1 ? 'it stays' : 'they stay'} in this tab.
      </p>
      <div className="row wrap">
        <Button size="small" onPress={() => tell({ type: 'panel', panel: 'decision' })}>
          Decide
        </Button>
        <Button size="small" onPress={tasks.sendKept}>
          Send now
        </Button>
        <Button size="small" variant="ghost" onPress={tasks.discardKept}>
          Throw away
        </Button>
      </div>
    </section>
  );
}
