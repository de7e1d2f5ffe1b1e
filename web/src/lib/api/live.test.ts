import { QueryClient } from '@tanstack/react-query';
import { expect, it, vi } from 'vitest';
import { askAhead, pageAhead } from './ahead';
import { keys } from './keys';
import { staleKeys, startLive } from './live';

it.each([
  [{ kind: 'comment.created', project: 'pro_1', group: 'grp_1', review: 'rev_1' }, ['project pro_1', 'group grp_1', 'review rev_1', 'overview']],
  [{ kind: 'file.renamed', project: 'pro_1', file: 'fil_1' }, ['project pro_1', 'overview', 'places']],
  [{ kind: 'preview.ready', version: 'ver_1' }, ['version ver_1']],
  [{ kind: 'team.member_joined' }, ['team members', 'outbox']],
  [{ kind: 'notification.told' }, ['inbox']],
  [{ kind: 'notification.settings_changed' }, ['notification-settings']],
  [{ kind: 'mail.bounced' }, ['outbox']],
  [{ kind: 'session.revoked' }, ['sessions', 'me']],
  [{ kind: 'upload.advanced', project: 'pro_1' }, []],
])('knows what a change makes stale', (change, stale) => expect(staleKeys(change).map((key) => key.join(' '))).toEqual(stale));

it('asks anew for what was asked before changes were told', () => {
  const sources: EventTarget[] = [];
  vi.stubGlobal('EventSource', class extends EventTarget {
    constructor() {
      super();
      sources.push(this);
    }
    close() {}
  });
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  const client = new QueryClient();
  client.setQueryData(keys.reviewPage('rev_1'), {});
  client.setQueryData(keys.comments('rev_1'), {});
  const isOld = () => [keys.reviewPage('rev_1'), keys.comments('rev_1')].map((key) => client.getQueryState(key)?.isInvalidated);

  void askAhead('rev_1');
  const close = startLive(client);
  expect(isOld()).toEqual([false, false]);
  sources[0]?.dispatchEvent(new Event('open'));
  expect(isOld()).toEqual([true, true]);
  expect(pageAhead('rev_1')).toBeUndefined();

  client.setQueryData(keys.reviewPage('rev_1'), {});
  sources[0]?.dispatchEvent(new Event('open'));
  expect(isOld()[0]).toBe(false);
  close();
  vi.unstubAllGlobals();
});
