/** One review in the matrix: status, due date, a dot per reviewer, the menu. Or the button that starts it. */
import { useRef, useState } from 'react';
import type { Ability, Cell, CellReview, DashboardFile, Group, Status } from '../api/types';
import { dueTitle } from '../format/time';
import { AppLink } from '../page/AppLink';
import { Button } from '../ui/Button';
import { copyText } from '../ui/copy';
import { Icon } from '../ui/Icon';
import { Skeleton } from '../ui/Loading';
import { MenuAt, type MenuGroup } from '../ui/Menu';
import { ReviewerDots } from '../ui/ReviewerDot';
import { StatusText } from '../ui/Status';
import { statusLook, statusWord } from '../ui/status';
import { StatusIcon } from '../ui/StatusIcon';
import { cellName, cellText } from './cellText';
import type { Asking } from './DashboardPage';
import type { Starting } from './Matrix';
import type { DashboardActions } from './useDashboard';

type Props = {
  file: DashboardFile;
  group: Group;
  review: CellReview | null;
  earlier: Cell['earlier'];
  column: number;
  tabIndex: number;
  can: (ability: Ability) => boolean;
  actions: DashboardActions;
  ask: (asking: Asking) => void;
  start: Starting;
};

export function ReviewCell(props: Props) {
  const { file, group, review, earlier, column, tabIndex } = props;
  return (
    <td
      data-row={file.id}
      data-column={column}
      data-group={group.name}
      tabIndex={tabIndex}
      className={review || earlier ? 'c-rev' : 'c-rev c-none'}
      aria-label={review ? cellName(group.name, review) : `${group.name}: not started${earlier ? `, version ${earlier.version_number} ${statusWord[earlier.status].toLowerCase()}` : ''}`}
    >
      {review ? <Started {...props} review={review} /> : <NotStarted {...props} />}
    </td>
  );
}

function NotStarted({ file, group, earlier, can, start }: Props) {
  const cell = `${file.id} ${group.id}`;
  const failed = start.failed.get(cell);
  if (start.busy.has(cell))
    return (
      <span className="cell" role="status" aria-label="Starting the review">
        <Skeleton width="42%" />
        <Skeleton width={54} />
      </span>
    );
  if (failed)
    return (
      <span className="cell" role="alert">
        <span className="grow" title={failed}>
          <span className="st reject">
            <Icon name="warn" />
            Not saved
          </span>
          <span className="due clip">{failed}</span>
        </span>
        <Button size="small" onPress={() => start.run(file, group)}>
          Retry
        </Button>
      </span>
    );
  const before = earlier && (
    <AppLink href={`/review/${earlier.id}`} tabIndex={-1} className={`cell-b ${statusLook[earlier.status]}`} title={`Version ${earlier.version_number}: ${statusWord[earlier.status]}`}>
      v{earlier.version_number}
      <StatusIcon look={statusLook[earlier.status]} />
      <span className="sr">{statusWord[earlier.status]}</span>
    </AppLink>
  );
  if (!can('start_review'))
    return (
      <span className="cell t3">
        Not started
        {before}
      </span>
    );
  return (
    <span className="cell-n">
      <button type="button" className="cell cell-add" tabIndex={-1} aria-label={`Start review of ${file.name} in ${group.name}`} onClick={() => start.run(file, group)}>
        <Icon name="plus" />
        Start review
      </button>
      {before}
    </span>
  );
}

function Started({ file, group, review, can, actions, ask }: Props & { review: CellReview }) {
  const cell = useRef<HTMLSpanElement>(null);
  const [menu, setMenu] = useState(false);
  const { look, word, second, late, plain } = cellText(review);
  const everybody = () => ask({ is: 'reviewers', title: `${file.name}, ${group.name}`, dots: review.dots });
  return (
    <span
      ref={cell}
      className="cell"
      onContextMenu={(event) => {
        event.preventDefault();
        setMenu(true);
      }}
    >
      <AppLink href={`/review/${review.id}`} className="cell-a grow" tabIndex={-1}>
        <span className="row row-1">
          <StatusText look={look}>{word}</StatusText>
          {review.locked && <Icon name="lock" size={12} className="t3" />}
          {review.version !== file.version.id && <span className="tag tag-v">v{review.version_number}</span>}
        </span>
        <span className={`due clip${late ? ' late' : ''}${plain ? ' done' : ''}`} title={review.due_at === null ? undefined : dueTitle(review.due_at, review.due_zone)}>
          {second}
        </span>
      </AppLink>
      <ReviewerDots dots={review.dots} tabIndex={-1} onMore={everybody} />
      {/* Opened by F10, the context key or the right button; invisible otherwise. */}
      <button type="button" className="cell-m sr" tabIndex={-1} aria-label={`Menu of ${group.name}`} onClick={() => setMenu(true)} />
      {menu && <MenuAt label={`${file.name}, ${group.name}`} at={cell} open onClose={() => setMenu(false)} groups={cellMenu({ review, group, can, actions, ask, everybody })} />}
    </span>
  );
}

type MenuProps = Pick<Props, 'group' | 'can' | 'actions' | 'ask'> & { review: CellReview; everybody: () => void };

function cellMenu({ review, group, can, actions, ask, everybody }: MenuProps): MenuGroup[] {
  const statuses: Status[] = ['review', 'request', 'approve', ...(group.settings.approve_with_changes ? (['changes_ok'] as const) : []), ...(group.settings.reject ? (['reject'] as const) : [])];
  const groups: MenuGroup[] = [
    {
      actions: [
        { id: 'who', label: 'Reviewers', icon: 'people', run: everybody },
        { id: 'copy', label: 'Copy address for members', icon: 'copy', run: () => void copyText(`${location.origin}/review/${review.id}`, 'Copied the address of the review') },
      ],
    },
  ];
  if (!can('start_review')) return groups;
  return [
    ...groups,
    {
      actions: [
        { id: 'due', label: 'Due date', icon: 'cal', run: () => ask({ is: 'due', reviews: [review.id], due: review.due_at }) },
        { id: 'lock', label: review.locked ? 'Unlock' : 'Lock', icon: 'lock', run: () => void actions.setLocked(review.id, !review.locked) },
      ],
    },
    {
      title: 'Set status by hand',
      actions: statuses.map((status) => ({ id: status, label: statusWord[status], status: statusLook[status], on: review.status === status, run: () => void actions.setStatus(review.id, status) })),
    },
  ];
}
