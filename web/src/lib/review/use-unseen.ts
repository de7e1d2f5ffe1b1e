// Comments of others that arrived while the list is open and lie out of view. What is under the pointer
// never moves; a pill tells about them. Screen readers hear of it at most every five seconds.

import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import type { Thread } from './threads';

const ANNOUNCE_MS = 5_000;

export function useUnseen(list: RefObject<HTMLElement | null>, threads: readonly Thread[], viewer: string | null, loaded: boolean) {
  const known = useRef<Set<string> | null>(null);
  const [unseen, setUnseen] = useState<readonly string[]>([]);
  const [announcement, setAnnouncement] = useState('');
  const spokenAt = useRef(0);

  useEffect(() => {
    if (!loaded) return;
    const entries = threads.flatMap((thread) => [thread.root, ...thread.replies]);
    const before = known.current;
    known.current = new Set([...(before ?? []), ...entries.map((entry) => entry.comment.id)]);
    if (!before) return;
    const arrived = entries.filter((entry) => !before.has(entry.comment.id) && entry.delivery === 'sent' && entry.comment.author.id !== viewer);
    if (arrived.length === 0) return;
    const hidden = arrived.map((entry) => entry.comment.id).filter((id) => !isSeen(list.current, id));
    setUnseen((was) => [...was, ...hidden]);
    if (Date.now() - spokenAt.current < ANNOUNCE_MS) return;
    spokenAt.current = Date.now();
    setAnnouncement(arrived.length === 1 ? `New comment by ${arrived[0]?.comment.author.name ?? 'somebody'}` : `${arrived.length} new comments`);
  }, [threads, viewer, loaded, list]);

  useEffect(() => {
    const element = list.current;
    if (!element || unseen.length === 0) return;
    const look = () => setUnseen((was) => was.filter((id) => !isSeen(element, id)));
    element.addEventListener('scroll', look, { passive: true });
    return () => element.removeEventListener('scroll', look);
  }, [list, unseen.length]);

  const show = useCallback(() => {
    const first = unseen.map((id) => document.getElementById(`comment-${id}`)).find((element) => element !== null);
    first?.scrollIntoView({ block: 'center' });
    setUnseen([]);
  }, [unseen]);

  return { count: unseen.length, announcement, show };
}

function isSeen(list: HTMLElement | null, id: string): boolean {
  const card = document.getElementById(`comment-${id}`);
  if (!list || !card) return false;
  const [window_, box] = [list.getBoundingClientRect(), card.getBoundingClientRect()];
  return box.top < window_.bottom - 24 && box.bottom > window_.top;
}
