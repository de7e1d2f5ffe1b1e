// The neutral grey around the file, which follows the person and not the theme. Kept in this browser.

import { useEffect, useState } from 'react';

export type Surround = 'dark' | 'mid' | 'light';

const ORDER: readonly Surround[] = ['dark', 'mid', 'light'];
const KEY = 'countersign.stage';
export const surroundWords: Record<Surround, string> = { dark: 'dark', mid: '18 % grey', light: 'light' };

export function nextSurround(surround: Surround): Surround {
  return ORDER[(ORDER.indexOf(surround) + 1) % ORDER.length] ?? 'dark';
}

export function useSurround(): [Surround, (surround: Surround) => void] {
  const [surround, setSurround] = useState(read);
  useEffect(() => {
    document.documentElement.dataset['stage'] = surround;
  }, [surround]);
  const keep = (next: Surround) => {
    setSurround(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // It holds until the page is closed.
    }
  };
  return [surround, keep];
}

function read(): Surround {
  try {
    const kept = localStorage.getItem(KEY);
    return ORDER.find((surround) => surround === kept) ?? 'dark';
  } catch {
    return 'dark';
  }
}
