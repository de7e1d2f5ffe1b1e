/** How much the team keeps, and how much it may keep. */
import { useQuery } from '@tanstack/react-query';
import { storageQuery } from '../api/queries';
import { size } from '../format/size';
import { Icon } from '../ui/Icon';
import { ErrorState, Skeleton } from '../ui/Loading';
import './storage.css';

/** From here on people are told that it gets tight. */
const TIGHT = 0.9;

export function StorageBar() {
  const { data, error, refetch } = useQuery(storageQuery);
  return (
    <section className="stack">
      <h2 className="semi t14">Storage</h2>
      {error && !data ? <ErrorState error={error} retry={() => void refetch()} /> : !data ? <Skeleton width="100%" height={6} /> : <Filled {...data} />}
    </section>
  );
}

function Filled({ used, limit, largest_file }: { used: number; limit: number | null; largest_file: number }) {
  const share = limit === null ? 0 : Math.min(1, used / limit);
  const tight = share >= TIGHT;
  const said = limit === null ? `${size(used)} used` : `${size(used)} of ${size(limit)} used`;
  return (
    <>
      {limit !== null && <meter className={`store${tight ? ' tight' : ''}`} min={0} max={1} value={share} aria-label="Storage used" aria-valuetext={said} />}
      <div className="row row-3">
        <span>{said}</span>
        {limit !== null && <span className="t3">{size(Math.max(0, limit - used))} free</span>}
      </div>
      {tight && (
        <p className="row store-w">
          <Icon name="warn" size={14} />
          {share >= 1 ? 'Nothing more can be uploaded.' : 'Little room is left.'} Delete what is no longer needed, or ask the person who runs the server for more.
        </p>
      )}
      <p className="t12 t3">All versions count, files in the trash until they are erased after 30 days, and uploads under way. One file may have {size(largest_file)}.</p>
    </>
  );
}
