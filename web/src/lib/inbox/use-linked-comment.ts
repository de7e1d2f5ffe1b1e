/** Opens the comment that the address names, once, when the comments are there: `/review/…?comment=cmt_…`. */
import { useEffect, useRef } from 'react';
import type { Comment } from '../api/types';

export function useLinkedComment(comments: readonly Comment[] | undefined, select: (comment: string) => void): void {
  const done = useRef(false);
  useEffect(() => {
    if (!comments || done.current) return;
    done.current = true;
    const root = linkedRoot(comments, location.search);
    if (root) select(root);
  }, [comments, select]);
}

/** The comment to open: a reply stands under its root. Nothing for one that is not there. */
export function linkedRoot(comments: readonly Comment[], search: string): string | undefined {
  const named = new URLSearchParams(search).get('comment');
  const found = comments.find((comment) => comment.id === named);
  return found && (found.parent ?? found.id);
}
