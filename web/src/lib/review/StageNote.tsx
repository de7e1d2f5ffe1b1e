/** "You are reading v4, v5 exists": said on the stage; the page is never swapped under the reader. */
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { useReview } from './context';
import { moment } from '../format/time';

export function StageNote() {
  const { page, goTo } = useReview();
  if (page.newest) return null;
  const newest = page.versions.toSorted((a, b) => b.version.number - a.version.number)[0];
  if (!newest || newest.version.number <= page.version.number) return null;
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
