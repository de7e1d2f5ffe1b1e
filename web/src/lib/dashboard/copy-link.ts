/** Copies the review link of a group; its secret is asked for only now. */
import { useQueryClient } from '@tanstack/react-query';
import { sentence } from '../api/problem';
import { groupQuery } from '../api/queries';
import type { Group } from '../api/types';
import { copyText } from '../ui/copy';
import { toasts } from '../ui/toast';

export function useCopyLink(): (group: Pick<Group, 'id' | 'name'>) => Promise<void> {
  const client = useQueryClient();
  return async ({ id, name }) => {
    try {
      const { link } = await client.fetchQuery(groupQuery(id));
      await copyText(link.url, `Copied the review link of ${name}`);
    } catch (error) {
      toasts.error(sentence(error));
    }
  };
}
