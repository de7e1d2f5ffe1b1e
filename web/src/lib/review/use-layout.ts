// The three layouts of the viewer: phone, overlay rail, and everything side by side.

import { useSyncExternalStore } from 'react';

export type Layout = 'phone' | 'middle' | 'wide';

const phone = window.matchMedia('(max-width: 640px)');
const middle = window.matchMedia('(max-width: 1023px)');

export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, read);
}

function read(): Layout {
  if (phone.matches) return 'phone';
  return middle.matches ? 'middle' : 'wide';
}

function subscribe(listener: () => void): () => void {
  phone.addEventListener('change', listener);
  middle.addEventListener('change', listener);
  return () => {
    phone.removeEventListener('change', listener);
    middle.removeEventListener('change', listener);
  };
}
