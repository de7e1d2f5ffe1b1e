// A deep link names a comment: it is selected and brought into view once the comments are there, and the address
// becomes that of the review again, so that a reload does not jump back.

import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { toasts } from '../ui/toast';
import { threadOf, type Thread } from './threads';

export function useLinkedComment(linked: string | null, threads: readonly Thread[], loaded: boolean, select: (comment: string) => void): void {
  const router = useRouter();
  const done = useRef<string | null>(null);
  useEffect(() => {
    if (linked === null || !loaded || done.current === linked) return;
    done.current = linked;
    const thread = threadOf(threads, linked);
    if (!thread) toasts.show('The comment of this link is not here. It was deleted, or it is not for you.', { icon: 'info' });
    else {
      select(thread.root.comment.id);
      // A reply stands below its comment, which may be long.
      if (thread.root.comment.id !== linked) setTimeout(() => document.getElementById(`comment-${linked}`)?.scrollIntoView({ block: 'nearest' }), 0);
    }
    router.history.replace(location.pathname);
  }, [linked, loaded, threads, select, router]);
}
