/** The viewer's geometry before anything is known. */
import { Loading, Skeleton } from '../ui/Loading';
import './review.css';

export function ReviewWaiting() {
  return (
    <Loading label="Opening the review">
      <div className="rv rv-loading">
        <div className="rv-bar">
          <Skeleton width={180} height={14} />
        </div>
        <div className="stage" />
        <div className="rv-rail" />
      </div>
    </Loading>
  );
}
