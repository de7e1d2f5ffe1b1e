/** A problem above a form, in the server's words. */
import { sentence, ProblemError } from '../api/problem';
import { Icon } from '../ui/Icon';

export function Notice({ error }: { error: unknown }) {
  if (!error) return null;
  const wait = error instanceof ProblemError && error.retryAfter ? ` Try again in ${error.retryAfter} seconds.` : '';
  return (
    <p className="notice" role="alert">
      <Icon name="warn" />
      <span>
        {sentence(error)}
        {wait}
        {error instanceof ProblemError && error.incident && <span className="t12 db">Incident {error.incident}</span>}
      </span>
    </p>
  );
}
