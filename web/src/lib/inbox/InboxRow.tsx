/** One item of the inbox: a link to where it happened, and a button to mark it. */
import type { InboxItem } from '../api/types';
import { ago, due, moment } from '../format/time';
import { AppLink } from '../page/AppLink';
import { Avatar } from '../ui/Avatar';
import { IconButton } from '../ui/Button';
import { Icon, type IconName } from '../ui/Icon';
import { pathOf, sentenceOf } from './words';

const icons: Record<InboxItem['kind'], IconName> = {
  mention: 'at',
  reply: 'chat',
  decision: 'check',
  review_started: 'mine',
  due_soon: 'clock',
  overdue: 'warn',
  invitation_accepted: 'people',
};

export function InboxRow({ item, onMark }: { item: InboxItem; onMark: (read: boolean) => void }) {
  const now = Date.now();
  const { who, says, file } = sentenceOf(item);
  const { place } = item;
  return (
    <li className={`told${item.unread ? ' is-new' : ''}`} data-item={item.id}>
      <span className="told-dot" aria-hidden="true" />
      <span className="told-face">
        {item.person && who ? <Avatar person={item.person} /> : <Icon name={icons[item.kind]} className={item.kind === 'overdue' ? 'bad' : 't3'} size={20} />}
      </span>
      <span className="told-b">
        <AppLink className="told-a" href={pathOf(item)} onClick={() => item.unread && onMark(true)}>
          {item.unread && <span className="sr">Unread: </span>}
          {who && <b className="semi">{who}</b>} {says} {file && <b className="semi">{file}</b>}
        </AppLink>
        {item.words !== null && <span className="told-w t2">{item.words}</span>}
        <span className="t12 t3 clip">
          {place && `${place.project_name} · ${place.group_name}`}
          {place?.due_at && (item.kind === 'review_started' || item.kind === 'due_soon' || item.kind === 'overdue') && ` · ${due(place.due_at, place.due_zone, place.due_at < now, now)}`}
          {item.team_only && ' · Only your team sees this'}
        </span>
      </span>
      <time className="told-t t12 t3 nowrap" dateTime={new Date(item.at).toISOString()} title={moment(item.at, now)}>
        {ago(item.at, now)}
      </time>
      <IconButton icon={item.unread ? 'check' : 'bell'} label={item.unread ? 'Mark as read' : 'Mark as unread'} onPress={() => onMark(item.unread)} />
    </li>
  );
}
