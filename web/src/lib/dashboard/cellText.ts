/** What a matrix cell says: status line, second line, and the whole as a sentence for screen readers. */
import type { CellReview } from '../api/types';
import { day, due } from '../format/time';
import { dotLook, lookWord, statusLook, type StatusLook } from '../ui/status';

export type CellText = { look: StatusLook; word: string; second: string; late: boolean; plain: boolean };

export function cellText(review: CellReview, now: number = Date.now()): CellText {
  const open = review.status === 'review';
  const late = review.overdue && (open || review.status === 'request');
  const look = late && open ? 'overdue' : statusLook[review.status];
  return { look, word: lookWord[look], ...secondLine(review, late, now) };
}

function secondLine(review: CellReview, late: boolean, now: number): Pick<CellText, 'second' | 'late' | 'plain'> {
  if (review.due_at !== null && (late || review.status === 'review' || review.status === 'request'))
    return { second: due(review.due_at, null, late, now), late, plain: false };
  if (review.status === 'review') return { second: 'No due date', late: false, plain: true };
  const decided = review.dots.filter((dot) => dot.state !== 'open' && dot.state !== 'opened');
  if (review.dots.length > 0 && decided.length === review.dots.length) return { second: 'All decided', late: false, plain: true };
  const last = Math.max(...decided.map((dot) => dot.at ?? 0));
  return { second: decided.length > 0 && last > 0 ? `Decided ${day(last, now)}` : 'Set by hand', late: false, plain: true };
}

export function cellName(group: string, review: CellReview, now?: number): string {
  const { word, second } = cellText(review, now);
  const people = review.dots.map((dot) => `${dot.person.name} ${dotLook(dot.state).word}`).join(', ');
  return [`${group}: ${word}`, second, review.locked ? 'locked' : '', people].filter(Boolean).join('. ');
}
