// The rules and explaining words of decisions. Names of statuses and verdicts live in ui/status.ts.

import type { Decision, Verdict } from '../api/types';

type Words = {
  /** What the choice means, under its name. */
  readonly meaning: string;
  /** After "I, NAME, …". */
  readonly statement: string;
  /** After "You". */
  readonly you: string;
  /** The button's word while the statement is on its way. */
  readonly busy: string;
};

const WORDS: Record<Verdict, Words> = {
  approve: { meaning: 'Ready as it is.', statement: 'approve exactly these bytes.', you: 'approved', busy: 'Approving' },
  approve_with_changes: {
    meaning: 'Ready once these comments are done.',
    statement: 'approve exactly these bytes, with the changes in my comments.',
    you: 'approved with changes',
    busy: 'Approving',
  },
  request_changes: { meaning: 'Needs a new version and another look.', statement: 'request changes to exactly these bytes.', you: 'request changes', busy: 'Requesting' },
  reject: { meaning: 'Do not go on with this file.', statement: 'reject exactly these bytes.', you: 'rejected', busy: 'Rejecting' },
  withdraw: { meaning: 'Your decision no longer holds. You can decide again at any time.', statement: 'withdraw my decision on exactly these bytes.', you: 'withdrew your decision', busy: 'Withdrawing' },
};

const ORDER: readonly Verdict[] = ['approve', 'approve_with_changes', 'request_changes', 'reject'];

export const verdictWords = (verdict: Verdict): Words => WORDS[verdict];

/** The offered choices in their fixed order. */
export function inOrder(offered: readonly Verdict[]): Verdict[] {
  return ORDER.filter((verdict) => offered.includes(verdict));
}

/** Whether a sentence can go with it: an approval has no strings attached. */
export function takesSentence(verdict: Verdict): boolean {
  return verdict !== 'approve';
}

/** A request for changes without any own comment needs one sentence that says what to change. */
export function needsSentence(verdict: Verdict | null, hasOwnComment: boolean): boolean {
  return verdict === 'request_changes' && !hasOwnComment;
}

/** Decisions that count, newest first, then the ones replaced by a later statement. */
export function standingFirst(decisions: readonly Decision[]): Decision[] {
  return decisions.toSorted((a, b) => Number(a.superseded) - Number(b.superseded) || b.at - a.at);
}

/** The beginning and the end of a fingerprint, in groups of four: enough to compare by eye. */
export function shortFingerprint(sha256: string): string {
  const groups = sha256.toLowerCase().match(/.{1,4}/g) ?? [];
  if (groups.length <= 4) return groups.join(' ');
  return `${groups.slice(0, 2).join(' ')} … ${groups.slice(-2).join(' ')}`;
}
