// Keeps the words of a review in the tab: soon after a change, and at once when the page or the screen goes away.

import { useEffect, useRef } from 'react';
import { writeKept, type Kept } from './drafts';

const KEEP_MS = 200;

export function useKeeping(review: string, { drafts, unsent, sentence }: Kept): void {
  const waiting = useRef<(() => void) | null>(null);
  useEffect(() => {
    const keep = () => {
      waiting.current = null;
      writeKept(sessionStorage, review, { drafts, unsent, sentence });
    };
    waiting.current = keep;
    const timer = setTimeout(keep, KEEP_MS);
    window.addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', keep);
    };
  }, [review, drafts, unsent, sentence]);
  // Only what is not kept yet: signing out forgets what was, and it must not come back.
  useEffect(() => () => waiting.current?.(), []);
}
