/** What a locked review is, and for those who may: the way to lock one that is decided, and to open it again. */
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { useReview } from './context';

export function LockNote() {
  const { page, tasks } = useReview();
  if (!page.review.locked) return null;
  const may = page.abilities.includes('lock');
  return (
    <section className="rv-lock" aria-label="This review is locked">
      <p className="t12">
        <Icon name="lock" size={14} />
        <span>
          <b className="semi">This review is locked.</b> Comments, likes and decisions stay as they are; nobody can add, change or withdraw one. {may ? 'You can unlock it.' : 'Whoever manages the project can unlock it.'}
        </span>
      </p>
      {may && (
        <Button size="small" onPress={() => tasks.adjust({ locked: false })}>
          Unlock
        </Button>
      )}
    </section>
  );
}

/** Offered where a decided review could be closed for good. */
export function LockOffer() {
  const { page, tasks } = useReview();
  const { status, locked } = page.review;
  if (locked || status === 'review' || !page.abilities.includes('lock')) return null;
  return (
    <section className="rv-lock" aria-label="Lock this review">
      <p className="t12">
        <Icon name="lock" size={14} />
        <span>This review is decided. Lock it to keep comments and decisions as they are; it can be unlocked.</span>
      </p>
      <Button size="small" onPress={() => tasks.adjust({ locked: true })}>
        Lock
      </Button>
    </section>
  );
}
