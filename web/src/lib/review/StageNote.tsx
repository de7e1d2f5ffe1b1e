/** "You are reading v4, v5 exists": said on the stage; the page is never swapped under the reader. */
import type { ReviewPage } from '../api/types';
import { moment } from '../format/time';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { useReview } from './context';

/** The newest version when it is not the one being read. */
export function newerVersion(page: ReviewPage): ReviewPage['versions'][number] | null {
  const newest = page.versions.toSorted((a, b) => b.version.number - a.version.number)[0];
  return newest && newest.version.number > page.version.number ? newest : null;
}

export function StageNote() {
  const { page, goTo } = useReview();
  const newest = newerVersion(page);
  if (!newest) return null;
  const { version, review } = newest;
  const when = moment(version.created_at);
  return (
    <div className="rv-stage-note" role="status">
      <Icon name="info" />
      <span>
        You are reading v{page.version.number}. v{version.number} was uploaded {when.charAt(0).toLowerCase() + when.slice(1).replace(', ', ' at ')}
        {review === null ? ` and is not in review in ${page.group.name}.` : '.'}
      </span>
      {review !== null && (
        <Button className="rv-stage-b" onPress={() => goTo(review)}>
          Open v{version.number}
        </Button>
      )}
    </div>
  );
}
