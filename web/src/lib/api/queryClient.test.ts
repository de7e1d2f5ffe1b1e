// @vitest-environment node
import { onlineManager } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { queryClient } from './queryClient';

beforeEach(() => onlineManager.setOnline(false));
afterEach(() => {
  onlineManager.setOnline(true);
  queryClient.clear();
});

it('without a connection a question fails at once instead of waiting for one', async () => {
  const asked = vi.fn().mockRejectedValue(new Error('no connection'));
  const answer = queryClient.fetchQuery({ queryKey: ['page'], queryFn: asked });
  expect(queryClient.getQueryState(['page'])?.fetchStatus).toBe('fetching');
  await expect(answer).rejects.toThrow('no connection');
  expect(asked).toHaveBeenCalledOnce();
});

it('a change that failed without a connection is not sent when there is one again', async () => {
  const sent = vi.fn().mockRejectedValue(new Error('no connection'));
  const change = queryClient.getMutationCache().build(queryClient, queryClient.defaultMutationOptions({ mutationFn: sent }));
  const answer = change.execute(undefined);
  expect(change.state.isPaused).toBe(false);
  await expect(answer).rejects.toThrow('no connection');
  onlineManager.setOnline(true);
  await queryClient.resumePausedMutations();
  expect(sent).toHaveBeenCalledOnce();
});
