/** What an inbox item says, and where it leads. Pure. */
import type { InboxItem, Topic, Verdict } from '../api/types';

const decided: Record<Verdict, string> = {
  approve: 'approved',
  approve_with_changes: 'approved with changes',
  request_changes: 'requested changes on',
  reject: 'rejected',
  withdraw: 'took a decision back on',
};

/** The sentence after the person's name; for items without one it stands alone. */
export function sentenceOf(item: InboxItem): { who: string | null; says: string; file: string | null } {
  const who = item.person?.name ?? 'Somebody';
  const file = item.place?.file_name ?? null;
  switch (item.kind) {
    case 'mention':
      return { who, says: 'mentioned you on', file };
    case 'reply':
      return { who, says: 'replied to you on', file };
    case 'decision':
      return { who, says: item.verdict ? decided[item.verdict] : 'decided on', file };
    case 'review_started':
      return { who, says: 'asks for your decision on', file };
    case 'due_soon':
      return { who: null, says: 'Due soon:', file };
    case 'overdue':
      return { who: null, says: 'Overdue:', file };
    case 'invitation_accepted':
      return { who, says: 'accepted your invitation and joined the team', file: null };
  }
}

/** The address inside the application. */
export function pathOf(item: InboxItem): string {
  if (!item.place) return '/team';
  return item.comment ? `/review/${item.place.review}?comment=${item.comment}` : `/review/${item.place.review}`;
}

export const topicWord: Record<Topic, { name: string; about: string }> = {
  mention: { name: 'Mentions', about: 'Somebody calls you in a comment.' },
  reply: { name: 'Replies', about: 'Somebody replies to a comment of yours.' },
  decision: { name: 'Decisions', about: 'Somebody decides on a review that you started.' },
  review_started: { name: 'Reviews for you', about: 'A review that asks for your decision was started.' },
  due: { name: 'Due dates', about: 'Your decision is due or late. By mail at most once in a working morning.' },
  invitation_accepted: { name: 'New members', about: 'Somebody whom you invited joins the team.' },
  activity: { name: 'Other activity', about: 'Comments and decisions in reviews you take part in, gathered in one mail.' },
};

/** "Every 30 minutes", "Every 2 hours". */
export function everyWord(minutes: number): string {
  if (minutes < 60) return `Every ${minutes} minutes`;
  return minutes === 60 ? 'Every hour' : `Every ${minutes / 60} hours`;
}
