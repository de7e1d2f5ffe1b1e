/** A problem above a form, in the server's words. */
import { ProblemError, retryWords, sentence } from '../api/problem';
import { Icon } from '../ui/Icon';

export function Notice({ error }: { error: unknown }) {
  if (!error) return null;
  return (
    <p className="notice" role="alert">
      <Icon name="warn" />
      <span>
        {sentence(error)}
        {retryWords(error)}
        {error instanceof ProblemError && error.incident && <span className="t12 db">Incident {error.incident}</span>}
      </span>
    </p>
  );
}
