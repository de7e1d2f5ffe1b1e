/** How long ago, with the exact time on hover and for machines. */
import { ago, moment } from '../format/time';
import { useNow } from './use-now';

export function Age({ at, edited = false }: { readonly at: number; readonly edited?: boolean }) {
  const now = useNow();
  const age = ago(at, now).replace(/ ago$/, '');
  return (
    <time className="end t12 t3 nowrap" dateTime={new Date(at).toISOString()} title={moment(at, now)}>
      {edited && 'Edited '}
      {edited ? age.replace('Just now', 'just now') : age}
    </time>
  );
}
