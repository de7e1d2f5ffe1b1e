// The present minute, shared by everything that shows an age.

import { useSyncExternalStore } from 'react';

const MINUTE = 60_000;
let now = Date.now();

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(listener: () => void): () => void {
  now = Date.now();
  const timer = setInterval(() => {
    now = Date.now();
    listener();
  }, MINUTE);
  return () => clearInterval(timer);
}
