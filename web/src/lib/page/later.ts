// A part of the interface that comes after the first picture of a page: asked for once, shown at once where it has come.

import { useEffect, useSyncExternalStore } from 'react';
import { offline, type ProblemError } from '../api/problem';

export type Later<T> = {
  /** Settles when it is there or has failed; whoever shows it says so. A failed one is asked for again. */
  readonly load: () => Promise<void>;
  /** So that nobody waits later. One that has failed stays so: what is offered then must not vanish under a finger. */
  readonly prepare: () => void;
  readonly here: () => Here<T>;
  readonly subscribe: (listener: () => void) => () => void;
};

export type Here<T> = { readonly part: T | null; readonly failed: ProblemError | null };

const NOTHING = { part: null, failed: null };

export function later<T>(fetch: () => Promise<T>): Later<T> {
  const listeners = new Set<() => void>();
  let here: Here<T> = NOTHING;
  let asked: Promise<void> | null = null;
  const settle = (next: Here<T>) => {
    here = next;
    for (const listener of listeners) listener();
  };
  const ask = async () => {
    if (here.failed) settle(NOTHING);
    try {
      settle({ part: await fetch(), failed: null });
    } catch {
      asked = null;
      settle({ part: null, failed: offline() });
    }
  };
  const load = () => (asked ??= ask());
  return {
    load,
    prepare: () => void (here.failed || load()),
    here: () => here,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The part for who shows it, asked for if nobody has. */
export function useLater<T>({ load, here, subscribe }: Later<T>): Here<T> {
  const found = useSyncExternalStore(subscribe, here);
  useEffect(() => void load(), [load]);
  return found;
}
