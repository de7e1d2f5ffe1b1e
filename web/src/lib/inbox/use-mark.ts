/** Marking what was read: on screen at once, taken back when the server refuses. */
import { useMutation, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { post } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import type { Inbox, Unread } from '../api/types';
import { toasts } from '../ui/toast';

export type Mark = { items: string[]; read: boolean } | { all: true; read: true };

export function useMark() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mark: Mark) => post('/inbox/mark', mark),
    onMutate: async (mark) => {
      await client.cancelQueries({ queryKey: keys.inbox });
      const before = client.getQueriesData({ queryKey: keys.inbox });
      let changed = 0;
      client.setQueriesData<InfiniteData<Inbox>>({ queryKey: keys.inboxList(false) }, (data) =>
        data && {
          ...data,
          pages: data.pages.map((page) => ({
            ...page,
            items: page.items.map((item) => {
              const meant = 'all' in mark || mark.items.includes(item.id);
              if (!meant || item.unread !== mark.read) return item;
              changed += 1;
              return { ...item, unread: !mark.read };
            }),
          })),
        },
      );
      client.setQueryData<Unread>(keys.unread, (data) =>
        data && ('all' in mark ? { unread: 0, more: false } : { ...data, unread: Math.max(0, data.unread + (mark.read ? -changed : changed)) }),
      );
      return { before };
    },
    onError: (error, _mark, context) => {
      for (const [key, data] of context?.before ?? []) client.setQueryData(key, data);
      toasts.error(`Nothing was marked. ${sentence(error)}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.inbox }),
  });
}
