// An answer that comes after the screen was left still counts: it changes the words that the tab keeps.

import { readKept, writeKept } from './drafts';
import { reduceReview, startState, type ReviewEvent } from './review-state';

export function tellKept(storage: Storage, review: string, event: ReviewEvent): void {
  // Nothing is open where nobody looks.
  const before = { ...startState(readKept(storage, review), 'select'), editing: null };
  const { drafts, unsent, sentence } = reduceReview(before, event);
  writeKept(storage, review, { drafts, unsent, sentence });
}
