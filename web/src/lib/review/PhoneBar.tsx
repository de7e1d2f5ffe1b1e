/** The bar at the bottom of phones: where we are, and the two things a thumb wants. */
import { due } from '../format/time';
import { Button, IconButton } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { StatusChip } from '../ui/Status';
import { statusLook } from '../ui/status';
import { commentsLabel } from './actions';
import { useReview } from './context';
import { useNow } from './use-now';
import { decideWord } from './ViewerBar';

export function PhoneBar() {
  const { page, tell, threads, goTo } = useReview();
  const now = useNow();
  const { review, siblings } = page;
  return (
    <footer className="rv-foot">
      <div className="rv-phone-m">
        {siblings.total > 1 && (
          <IconButton icon="left" size={20} label="Previous file" off={siblings.previous === null ? 'This is the first file' : undefined} onPress={() => siblings.previous !== null && goTo(siblings.previous)} />
        )}
        <span className="grow t12">
          <b className="med db">
            File {siblings.position} of {siblings.total}
          </b>
          {review.due_at !== null && <span className={review.overdue ? 'rv-due late' : 't3'}>{due(review.due_at, review.due_zone, review.overdue, now)}</span>}
        </span>
        {review.locked && (
          <>
            <Icon name="lock" />
            <span className="sr">Locked</span>
          </>
        )}
        <StatusChip look={statusLook[review.status]} />
        {siblings.total > 1 && (
          <IconButton icon="right" size={20} label="Next file" off={siblings.next === null ? 'This is the last file' : undefined} onPress={() => siblings.next !== null && goTo(siblings.next)} />
        )}
      </div>
      <div className="row">
        <Button size="touch" icon="chat" className="grow" onPress={() => tell({ type: 'panel', panel: 'comments' })}>
          {commentsLabel(threads)}
        </Button>
        <Button size="touch" variant="primary" className="grow" onPress={() => tell({ type: 'panel', panel: 'decision' })}>
          {decideWord(page)}
          <Icon name="up" />
        </Button>
      </div>
    </footer>
  );
}
