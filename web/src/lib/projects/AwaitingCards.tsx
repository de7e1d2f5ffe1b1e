/** Cards of reviews that wait for me: one link each, in due order. */
import type { AwaitingCard } from '../api/types';
import { due, isToday, overdueBy } from '../format/time';
import { AppLink } from '../page/AppLink';
import { Icon } from '../ui/Icon';
import { StatusIcon } from '../ui/StatusIcon';
import { Thumbnail } from '../ui/Thumbnail';

export function AwaitingCards({ cards }: { cards: AwaitingCard[] }) {
  const now = Date.now();
  const ordered = [...cards].sort((one, other) => (one.due_at ?? Infinity) - (other.due_at ?? Infinity));
  return (
    <ul className="asks">
      {ordered.map((card) => (
        <li key={card.review}>
          <AppLink className="card ask" href={`/review/${card.review}`}>
            <Thumbnail version={card.version} kind={card.kind} className="ask-img" />
            <span className="ask-b">
              <b className="semi clip" dir="auto">{card.file_name}</b>
              <span className="t12 t3 clip">
                {card.project_name} · {card.group_name}
              </span>
              <span className="row ask-f">
                <DueText card={card} now={now} />
                {card.asked_by && <span className="end t12 t3 clip">{firstName(card.asked_by.name)} asked</span>}
              </span>
            </span>
          </AppLink>
        </li>
      ))}
    </ul>
  );
}

function DueText({ card, now }: { card: AwaitingCard; now: number }) {
  if (card.due_at === null) return <span className="t12 t3">No due date</span>;
  const late = card.due_at < now;
  const look = late ? 'overdue' : isToday(card.due_at, now) ? 'request' : 'open';
  return (
    <span className={`st t12 ${look}`}>
      {late ? <StatusIcon look="overdue" className="i-14" /> : <Icon name="clock" size={14} />}
      {late ? overdueBy(card.due_at, now) : due(card.due_at, null, false, now)}
    </span>
  );
}

function firstName(name: string): string {
  return name.split(' ')[0] ?? name;
}
