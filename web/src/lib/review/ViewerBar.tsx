/** The bar on top: back, name, version, group, status, due date, neighbours, download, and Decide, which is always there. */
import type { RefObject } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { API } from '../api/client';
import { due } from '../format/time';
import { AppLink } from '../page/AppLink';
import { Mark } from '../ui/Brand';
import { Button, buttonClass, IconButton } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { Menu, MenuAt, type MenuGroup } from '../ui/Menu';
import { StatusChip } from '../ui/Status';
import { statusLook, statusWord } from '../ui/status';
import { Tooltip } from '../ui/Tooltip';
import { withControl } from '../ui/useKeys';
import { openCommandMenu } from '../command/command';
import { preloadCommandMenu } from '../command/CommandMenu';
import { commentsLabel } from './actions';
import { useReview } from './context';
import { MoreMenu } from './MoreMenu';
import { isOpen } from './threads';
import { useNow } from './use-now';

type Props = { readonly versions: { readonly button: RefObject<HTMLButtonElement | null>; readonly open: boolean; readonly onOpen: (open: boolean) => void } };

export function ViewerBar({ versions }: Props) {
  const { page, state, tell, layout, threads, openHelp } = useReview();
  const now = useNow();
  const { review, me, siblings } = page;
  const phone = layout === 'phone';
  const deciding = state.panel === 'decision' && (layout === 'wide' || state.railOpen);
  return (
    <header className="rv-bar">
      {me.is_member ? (
        <Tooltip text={`Back to ${page.project.name}`}>
          <AppLink className="ib" href={`/projects/${page.project.id}?at=${page.file.id}`} aria-label={`Back to ${page.project.name}`}>
            <Icon name="left" size={phone ? 20 : 16} />
          </AppLink>
        </Tooltip>
      ) : (
        <Mark className="rv-mark" />
      )}
      <div className="rv-name">
        <h1 className="semi clip" dir="auto">{page.file.name}</h1>
        {phone && (
          <p className="t12 t3 clip">
            {page.group.name} review for {page.project.name}
          </p>
        )}
      </div>
      <AriaButton ref={versions.button} className={`${buttonClass({ size: 'small' })} rv-vsw`} aria-label={`v${page.version.number}, choose another version`} onPress={() => versions.onOpen(true)}>
        v{page.version.number}
        <Icon name="down" size={14} />
      </AriaButton>
      <VersionMenu {...versions} />
      {!phone && (
        <>
          {me.is_member && page.groups.length > 0 && (
            <>
              <span className="rv-vr" />
              <GroupSwitch />
            </>
          )}
          <StatusChip look={statusLook[review.status]} />
          {review.locked && (
            <span className="tag" title="Nobody can comment or decide while this review is locked">
              <Icon name="lock" size={12} />
              Locked
            </span>
          )}
          {review.due_at !== null && <span className={`t12 rv-due${review.overdue ? ' late' : ' t3'}`}>{due(review.due_at, review.due_zone, review.overdue, now)}</span>}
          <span className="grow" />
          {siblings.total > 1 && <Neighbours />}
          {page.abilities.includes('download') && (
            <Tooltip text="Download the original">
              <a className="ib" href={`${API}/versions/${page.version.id}/content`} download aria-label="Download the original">
                <Icon name="download" />
              </a>
            </Tooltip>
          )}
        </>
      )}
      {!phone && <IconButton icon="search" label="Search and do" shortcut={withControl('K')} aria-keyshortcuts="Control+K Meta+K" onPress={openCommandMenu} onHoverStart={preloadCommandMenu} />}
      <MoreMenu onHelp={openHelp} />
      {layout === 'middle' && (
        <Button icon="chat" aria-label={commentsLabel(threads)} aria-expanded={state.railOpen && state.panel === 'comments'} onPress={() => tell(state.railOpen && state.panel === 'comments' ? { type: 'rail', open: false } : { type: 'panel', panel: 'comments' })}>
          {threads.filter(isOpen).length}
        </Button>
      )}
      {!phone && (
        <Button
          variant="primary"
          className="rv-decide-b"
          aria-expanded={deciding}
          onPress={() => tell(deciding ? { type: 'panel', panel: 'comments' } : { type: 'panel', panel: 'decision' })}
        >
          {decideWord(page)}
          <Icon name="down" size={14} />
        </Button>
      )}
    </header>
  );
}

/** The one who is not asked still finds the decisions here. */
export function decideWord({ abilities, me, decisions }: ReturnType<typeof useReview>['page']): string {
  if (!abilities.includes('decide')) return 'Decisions';
  const own = decisions.find((decision) => decision.id === me.decision);
  return own === undefined || own.verdict === 'withdraw' ? 'Decide' : 'Your decision';
}

function VersionMenu({ button, open, onOpen }: Props['versions']) {
  const { page, goTo } = useReview();
  const groups: MenuGroup[] = [
    {
      title: 'Versions',
      actions: page.versions
        .toSorted((a, b) => b.version.number - a.version.number)
        .map(({ version, review, status }) => ({
          id: version.id,
          label: `v${version.number}`,
          ...(status && { status: statusLook[status] }),
          detail: [status ? statusWord[status] : `Not started in ${page.group.name}`, ...(version.created_by ? [`by ${version.created_by.name}`] : [])].join(', '),
          on: version.id === page.version.id,
          disabled: review === null,
          run: () => review !== null && goTo(review),
        })),
    },
  ];
  return <MenuAt label="Versions" groups={groups} at={button} open={open} onClose={() => onOpen(false)} />;
}

function Neighbours() {
  const { page, goTo } = useReview();
  const { previous, next, position, total } = page.siblings;
  return (
    <span className="row row-1 rv-steps">
      <IconButton icon="left" label="Previous file" shortcut="[" off={previous === null ? 'This is the first file' : undefined} onPress={() => previous !== null && goTo(previous)} />
      <span className="t12 t2 nowrap">
        {position} of {total}
      </span>
      <IconButton icon="right" label="Next file" shortcut="]" off={next === null ? 'This is the last file' : undefined} onPress={() => next !== null && goTo(next)} />
    </span>
  );
}

function GroupSwitch() {
  const { page, goTo } = useReview();
  const groups: MenuGroup[] = [
    {
      title: 'Reviewer groups',
      actions: page.groups.map((group) => ({
        id: group.id,
        label: group.name,
        on: group.id === page.group.id,
        disabled: group.review === null,
        ...(group.review === null && { detail: 'Not started' }),
        run: () => group.review !== null && goTo(group.review),
      })),
    },
  ];
  return (
    <Menu label="Reviewer group" groups={groups} placement="bottom start">
      <AriaButton className={`${buttonClass({ size: 'small', variant: 'ghost' })} rv-group`} aria-label={`${page.group.name}, choose another reviewer group`}>
        <Icon name="people" />
        <span className="clip" dir="auto">{page.group.name}</span>
        <Icon name="down" size={14} />
      </AriaButton>
    </Menu>
  );
}
