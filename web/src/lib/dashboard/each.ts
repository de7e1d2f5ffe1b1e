/** Does the same to many things, a few at a time. What fails does not keep the rest from being done. */
import { sentence } from '../api/problem';

export type Failure<T> = { item: T; error: unknown };

const AT_ONCE = 4;

/** The failures, in the order of the things. */
export async function each<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<Failure<T>[]> {
  const failures: { at: number; failure: Failure<T> }[] = [];
  const waiting = [...items.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, item] = next;
      try {
        await run(item);
      } catch (error) {
        failures.push({ at, failure: { item, error } });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return failures.sort((one, other) => one.at - other.at).map(({ failure }) => failure);
}

const MOST_NAMES = 3;

/** "2 of 12 files were not deleted: “a.png” and “b.png”. The file is …" – which, and why, each reason once. */
export function whatFailed<T>(failures: readonly Failure<T>[], all: number, done: string, name: (item: T) => string): string {
  const reasons = new Map<string, string[]>();
  for (const { item, error } of failures) {
    const why = sentence(error);
    reasons.set(why, [...(reasons.get(why) ?? []), `“${name(item)}”`]);
  }
  const said = [...reasons].map(([why, names]) => (all === 1 ? why : `${listed(names)}: ${why}`)).join(' ');
  return all === 1 ? `The file was not ${done}. ${said}` : `${failures.length} of ${all} files ${failures.length === 1 ? 'was' : 'were'} not ${done}. ${said}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
