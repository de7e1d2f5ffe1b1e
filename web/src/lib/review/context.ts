// What every part of the review screen reads and may ask for, in one place.

import { createContext, use, type RefObject } from 'react';
import type { Comment, Decision, Person, ReviewPage, Verdict } from '../api/types';
import type { ActionContext } from './actions';
import type { Mention } from './body';
import type { Entry, Thread } from './threads';
import type { ReviewEvent, ReviewState } from './review-state';

export type Guest = { readonly name: string; readonly email: string };

export type Adjustment = Partial<Pick<ReviewPage['review'], 'status' | 'due_at' | 'due_zone' | 'locked'>>;

export type ReviewTasks = {
  /** Sends the draft of the composer; a guest without a name is asked first. */
  readonly send: () => void;
  readonly retry: (entry: Entry) => void;
  /** Throws an unsent comment away, with a while to undo. */
  readonly discard: (entry: Entry) => void;
  /** Keeps the draft of the composer for the decision, on this device alone. */
  readonly keep: () => void;
  /** Takes a kept comment back into the composer. */
  readonly rewrite: (entry: Entry) => void;
  /** Sends what is kept without deciding. */
  readonly sendKept: () => void;
  readonly discardKept: () => void;
  /** Stores files for the comment in the composer; resolves when all of them are there or refused. */
  readonly attach: (files: readonly File[]) => Promise<void>;
  readonly like: (comment: Comment) => void;
  readonly pin: (comment: Comment) => void;
  /** Copies the address of a comment: for those who have access, or through the review link of the group. */
  readonly copyLink: (comment: Comment, through: 'access' | 'review link') => void;
  readonly saveEdit: (comment: Comment, text: string, mentions: readonly Mention[]) => void;
  readonly remove: (comment: Comment) => void;
  /** Resolves an open thread, reopens a resolved one. */
  readonly settle: (thread: Thread) => void;
  /** Status by hand, due date, lock: shown at once, taken back with a word if the server refuses. */
  readonly adjust: (part: Adjustment) => void;
  /** Tells the server who the guest is, then sends what was waiting. Rejects with a problem. */
  readonly identify: (guest: Guest) => Promise<void>;
  /** Never optimistic: the answer is the signed decision. */
  readonly decide: (verdict: Verdict, sentence: string, predecessor: string | null) => Promise<Decision>;
  /** Never optimistic either: a signed statement that takes the decision back. */
  readonly withdraw: (decision: Decision, sentence: string) => Promise<Decision>;
};

export type ReviewScreenContext = {
  readonly page: ReviewPage;
  readonly state: ReviewState;
  readonly tell: (event: ReviewEvent) => void;
  /** All threads, and the ones the filter shows. */
  readonly threads: readonly Thread[];
  readonly shown: readonly Thread[];
  readonly commentsLoaded: boolean;
  /** Why there are none to show, and the way to ask again; null while all is well. */
  readonly commentsFailed: { readonly error: unknown; readonly retry: () => void } | null;
  readonly viewer: Person | null;
  readonly tasks: ReviewTasks;
  readonly select: (comment: string) => void;
  readonly goTo: (review: string) => void;
  /** Page of a document that is being read; null without pages. */
  readonly pageInView: number | null;
  /** Whether markers can be set: the file has a picture or pages. */
  readonly markable: boolean;
  readonly layout: 'phone' | 'middle' | 'wide';
  /** What the actions of the registry run on. */
  readonly acting: ActionContext;
  readonly openHelp: () => void;
  /** Opens the question which comments to copy into this review. */
  readonly openCopy: () => void;
  /** How many calls of the composer have moved the focus already; it outlives the composer. */
  readonly followed: RefObject<number>;
};

export const ReviewContext = createContext<ReviewScreenContext | null>(null);

export function useReview(): ReviewScreenContext {
  const context = use(ReviewContext);
  if (!context) throw new Error('outside of a review screen');
  return context;
}
