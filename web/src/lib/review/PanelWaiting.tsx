/** What stands beside the file before it is known. */
import { Loading, Skeleton } from '../ui/Loading';

export function PanelWaiting({ label }: { readonly label: string }) {
  return (
    <Loading label={label}>
      {[70, 90, 60].map((width) => (
        <div key={width} className="rv-card">
          <Skeleton width={24} height={24} round />
          <div className="stack">
            <Skeleton width="40%" />
            <Skeleton width={`${width}%`} />
          </div>
        </div>
      ))}
    </Loading>
  );
}
