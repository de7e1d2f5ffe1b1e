/** The inbox: what one was told, newest first, unread ones marked. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { inboxQuery } from '../api/queries';
import { AppLink } from '../page/AppLink';
import { useTitle } from '../page/useTitle';
import { Button } from '../ui/Button';
import { Segmented } from '../ui/Choice';
import { Icon } from '../ui/Icon';
import { EmptyState, ErrorState, Loading, Skeleton } from '../ui/Loading';
import { useKeys } from '../ui/useKeys';
import { InboxRow } from './InboxRow';
import { useMark } from './use-mark';
import './inbox.css';

export function InboxPage() {
  useTitle('Inbox');
  const [unread, setUnread] = useState(false);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(inboxQuery(unread));
  const list = useRef<HTMLUListElement>(null);
  const mark = useMark();
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const someUnread = items.some((item) => item.unread);
  const markAll = () => someUnread && mark.mutate({ all: true, read: true });
  const move = (step: number) => (event: KeyboardEvent) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('.told-a') ?? [])];
    const here = links.findIndex((link) => link === document.activeElement);
    const next = here < 0 ? links[0] : links[here + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  const toggle = () => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-item]')?.dataset.item;
    const item = items.find((one) => one.id === focused);
    if (item) mark.mutate({ items: [item.id], read: item.unread });
  };
  useKeys({ ArrowDown: move(1), ArrowUp: move(-1), e: toggle, 'Shift+E': markAll });
  return (
    <>
      <header className="head">
        <h1 className="t16">Inbox</h1>
        <Segmented
          label="Which notifications"
          value={unread ? 'unread' : 'all'}
          onChange={(next) => setUnread(next === 'unread')}
          options={[
            { value: 'all', label: 'All' },
            { value: 'unread', label: 'Unread' },
          ]}
        />
        <span className="grow" />
        <Button icon="check" busy={mark.isPending && mark.variables && 'all' in mark.variables ? 'Marking' : undefined} off={someUnread ? undefined : 'Everything here was read.'} onPress={markAll}>
          Mark all read
        </Button>
        <AppLink className="ib" href="/account#notifications" aria-label="What comes here, and what by mail" title="What comes here, and what by mail">
          <Icon name="gear" />
        </AppLink>
      </header>
      <div className="body">
        {!data ? (
          error ? (
            <ErrorState error={error} retry={() => void refetch()} />
          ) : (
            <Loading label="Loading the inbox">
              <div className="told-list stack stack-6">
                <Skeleton width="70%" height={14} />
                <Skeleton width="62%" height={14} />
                <Skeleton width="66%" height={14} />
              </div>
            </Loading>
          )
        ) : items.length === 0 ? (
          <Empty unread={unread} onAll={() => setUnread(false)} />
        ) : (
          <div className="told-list">
            <ul ref={list} aria-label={unread ? 'Unread notifications' : 'Notifications'}>
              {items.map((item) => (
                <InboxRow key={item.id} item={item} onMark={(read) => mark.mutate({ items: [item.id], read })} />
              ))}
            </ul>
            {hasNextPage && (
              <p className="told-more">
                <Button busy={isFetchingNextPage ? 'Loading' : undefined} onPress={() => void fetchNextPage()}>
                  Show older ones
                </Button>
              </p>
            )}
          </div>
        )}
      </div>
    </>
  );
}

function Empty({ unread, onAll }: { unread: boolean; onAll: () => void }) {
  return unread ? (
    <EmptyState icon="check" action={<Button onPress={onAll}>Show all</Button>}>
      You have read everything.
    </EmptyState>
  ) : (
    <EmptyState icon="bell">Nothing yet. Mentions, replies, decisions and due dates that concern you appear here.</EmptyState>
  );
}
