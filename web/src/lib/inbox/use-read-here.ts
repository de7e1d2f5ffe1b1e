/** Whoever opens a review has read what they were told of it. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { post } from '../api/client';
import { keys } from '../api/keys';

export function useReadHere(review: string, isMember: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!isMember) return;
    post('/inbox/mark', { review, read: true }).then(
      () => client.invalidateQueries({ queryKey: keys.inbox }),
      // It stays unread, and nothing else depends on it.
      () => undefined,
    );
  }, [client, review, isMember]);
}
