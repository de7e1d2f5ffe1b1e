/** The dashboard's geometry while it loads. */
import { Link } from '@tanstack/react-router';
import { Loading, Skeleton } from '../ui/Loading';

export function MatrixSkeleton() {
  return (
    <>
      <header className="head">
        <span className="crumb">
          <Link to="/">Projects</Link>
          <h1 className="sr">Project</h1>
        </span>
      </header>
      <Loading label="Loading the project">
        <div className="fbar">
          <Skeleton width={180} />
        </div>
        <div className="mxs">
          {Array.from({ length: 9 }, (_, index) => (
            <div key={index} className="mxs-r">
              <span className="row row-3">
                <Skeleton width={16} height={16} />
                <Skeleton width={44} height={34} />
                <Skeleton width={`${62 - ((index * 13) % 30)}%`} />
              </span>
              <Skeleton width="50%" />
              <Skeleton width="40%" />
            </div>
          ))}
        </div>
      </Loading>
    </>
  );
}
