/** Words and looks of statuses and verdicts, in one place so that every screen says the same. */
import type { DotState, Status, Verdict } from '../api/types';

/** Also the name of the CSS class that carries the colours. */
export type StatusLook = 'approve' | 'changes-ok' | 'request' | 'reject' | 'review' | 'open' | 'overdue';

export const statusLook: Record<Status, StatusLook> = {
  approve: 'approve',
  changes_ok: 'changes-ok',
  request: 'request',
  reject: 'reject',
  review: 'review',
};

export const statusWord: Record<Status, string> = {
  approve: 'Approved',
  changes_ok: 'Approved with changes',
  request: 'Needs changes',
  reject: 'Rejected',
  review: 'In review',
};

export const lookWord: Record<StatusLook, string> = {
  approve: 'Approved',
  'changes-ok': 'Approved with changes',
  request: 'Needs changes',
  reject: 'Rejected',
  review: 'In review',
  open: 'Not started',
  overdue: 'Overdue',
};

export const verdictLook: Record<Verdict, StatusLook> = {
  approve: 'approve',
  approve_with_changes: 'changes-ok',
  request_changes: 'request',
  reject: 'reject',
  withdraw: 'open',
};

/** As on the button. */
export const verdictButton: Record<Verdict, string> = {
  approve: 'Approve',
  approve_with_changes: 'Approve with changes',
  request_changes: 'Request changes',
  reject: 'Reject',
  withdraw: 'Withdraw',
};

/** After a person's name: "Ingrid approved", "Ingrid requests changes". */
export const verdictSaid: Record<Verdict, string> = {
  approve: 'approved',
  approve_with_changes: 'approved with changes',
  request_changes: 'requests changes',
  reject: 'rejected',
  withdraw: 'withdrew the decision',
};

/** What one person stated, as a heading. */
export const verdictWord: Record<Verdict, string> = {
  approve: 'Approved',
  approve_with_changes: 'Approved with changes',
  request_changes: 'Requests changes',
  reject: 'Rejected',
  withdraw: 'Withdrawn',
};

export function dotLook(state: DotState): { look: StatusLook; icon: StatusLook | 'seen' | 'unseen'; word: string } {
  switch (state) {
    case 'open':
      return { look: 'open', icon: 'unseen', word: 'not opened yet' };
    case 'opened':
      return { look: 'review', icon: 'seen', word: 'opened, no decision yet' };
    case 'approve':
    case 'approve_with_changes':
    case 'request_changes':
    case 'reject':
      return { look: verdictLook[state], icon: verdictLook[state], word: verdictSaid[state] };
  }
}
