/** What is needed less often: address, keys, and for those who may: due date, lock, status by hand. */
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { API } from '../api/client';
import type { Ability, Status } from '../api/types';
import { useCopyLink } from '../dashboard/copy-link';
import { downloadGroup } from '../dashboard/download';
import { localZone } from '../format/time';
import { laterPart } from '../page/later-part';
import { IconButton } from '../ui/Button';
import { copyText } from '../ui/copy';
import { Menu, type MenuAction, type MenuGroup } from '../ui/Menu';
import { statusLook, statusWord } from '../ui/status';
import { withControl } from '../ui/useKeys';
import { openCommandMenu, useCommands } from '../command/command';
import { useReview, type ReviewScreenContext } from './context';
import { reviewCommands } from './review-commands';
import { useLeave } from './use-leave';

const AddVersion = laterPart(() => import('./AddVersion').then((found) => found.AddVersion));
const DueDialog = laterPart(() => import('../dashboard/dialogs').then((found) => found.DueDialog));

export function MoreMenu({ onHelp }: { readonly onHelp: () => void }) {
  const context = useReview();
  const { page, layout, tasks } = context;
  const router = useRouter();
  const copyLink = useCopyLink();
  const [dueOpen, setDueOpen] = useState(false);
  const [adding, setAdding] = useState(false);
  const leave = useLeave();
  const more = () => groupsOf(context, { onHelp, onDue: () => setDueOpen(true), onAdd: () => setAdding(true), onLeave: leave });
  useCommands(() => reviewCommands({ context, acting: context.acting, more: more(), go: (href) => void router.navigate({ href }), copyLink }));
  return (
    <>
      <Menu label="More" groups={more()}>
        <IconButton icon="more" label="More" size={layout === 'phone' ? 20 : 16} />
      </Menu>
      {adding && <AddVersion onClose={() => setAdding(false)} />}
      {dueOpen && (
        <DueDialog
          due={page.review.due_at}
          many={1}
          save={(due) => tasks.adjust({ due_at: due, due_zone: due === null ? null : localZone() })}
          onClose={() => setDueOpen(false)}
        />
      )}
    </>
  );
}

type Openers = { readonly onHelp: () => void; readonly onDue: () => void; readonly onAdd: () => void; readonly onLeave: () => void };

function groupsOf({ page, layout, tasks, goTo, openCopy }: ReviewScreenContext, { onHelp, onDue, onAdd, onLeave }: Openers): MenuGroup[] {
  const { review, me, abilities } = page;
  const may = (ability: Ability) => abilities.includes(ability);
  const phone = layout === 'phone';
  const first: MenuAction[] = [
    // Members add versions on the project's page, where they see every group.
    ...(!me.is_member && may('upload_version') ? [{ id: 'add', label: 'Add a new version', icon: 'upload' as const, run: onAdd }] : []),
    ...(phone && may('download') ? [{ id: 'download', label: 'Download the original', icon: 'download' as const, run: () => location.assign(`${API}/versions/${page.version.id}/content`) }] : []),
    ...(may('download') && page.siblings.total > 1
      ? [{ id: 'all', label: `Download all ${page.siblings.total} files`, icon: 'download' as const, run: () => void downloadGroup(page.group.id, `all files of ${page.group.name}`) }]
      : []),
    ...(me.is_member ? [{ id: 'address', label: 'Copy address for members', icon: 'copy' as const, run: () => void copyText(location.href, 'Copied the address of the review') }] : []),
    ...(may('copy_comments') ? [{ id: 'copy', label: 'Copy comments from elsewhere', icon: 'chat' as const, run: openCopy }] : []),
    { id: 'menu', label: 'Search and do', icon: 'search', detail: withControl('K'), run: openCommandMenu },
    { id: 'keys', label: 'Keyboard', icon: 'info', detail: '?', run: onHelp },
  ];
  const steering: MenuAction[] = [
    ...(may('set_due') ? [{ id: 'due', label: 'Due date', icon: 'cal' as const, run: onDue }] : []),
    ...(may('lock') ? [{ id: 'lock', label: review.locked ? 'Unlock' : 'Lock', icon: 'lock' as const, run: () => tasks.adjust({ locked: !review.locked }) }] : []),
  ];
  const statuses = may('set_status') ? offeredStatuses(page.group.settings).map((status) => ({ id: status, label: statusWord[status], status: statusLook[status], on: review.status === status, run: () => tasks.adjust({ status }) })) : [];
  const groups = phone && me.is_member ? page.groups.filter((group) => group.review !== null).map((group) => ({ id: group.id, label: group.name, on: group.id === page.group.id, run: () => group.review !== null && goTo(group.review) })) : [];
  return [
    { actions: first },
    ...(steering.length > 0 ? [{ actions: steering }] : []),
    ...(statuses.length > 0 ? [{ title: 'Set status by hand', actions: statuses }] : []),
    ...(groups.length > 1 ? [{ title: 'Reviewer groups', actions: groups }] : []),
    // Members sign out under their name, in the application.
    ...(me.is_member ? [] : [{ actions: [{ id: 'leave', label: 'Leave this device', icon: 'next' as const, detail: 'Sent comments stay', run: onLeave }] }]),
  ];
}

function offeredStatuses(settings: { approve_with_changes: boolean; reject: boolean }): Status[] {
  return ['review', 'request', 'approve', ...(settings.approve_with_changes ? (['changes_ok'] as const) : []), ...(settings.reject ? (['reject'] as const) : [])];
}
