/** "Awaiting my review" as a page of its own. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { overviewQuery } from '../api/queries';
import { useTitle } from '../page/useTitle';
import { buttonClass } from '../ui/Button';
import { EmptyState, ErrorState, Loading, Skeleton } from '../ui/Loading';
import '../ui/status.css';
import { AwaitingCards } from './AwaitingCards';
import './projects.css';

export function AwaitingPage() {
  useTitle('Awaiting my review');
  const { data, error, refetch } = useQuery(overviewQuery);
  return (
    <>
      <header className="head">
        <h1 className="t16">Awaiting my review</h1>
        {data && data.awaiting.length > 0 && <span className="count count-ink">{data.awaiting.length}</span>}
      </header>
      <div className="body">
        {error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Loading>
            <div className="asks">
              <Skeleton height={100} />
              <Skeleton height={100} />
            </div>
          </Loading>
        ) : data.awaiting.length === 0 ? (
          <EmptyState icon="check" action={<Link to="/" className={buttonClass()}>Go to projects</Link>}>
            Nothing waits for your decision.
          </EmptyState>
        ) : (
          <AwaitingCards cards={data.awaiting} />
        )}
      </div>
    </>
  );
}
