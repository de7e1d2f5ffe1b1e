import { expect, it } from 'vitest';
import { staleKeys } from './live';

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
