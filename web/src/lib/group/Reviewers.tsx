/** Reviewers of a group: how each proved who they are, whether a decision is asked, last seen, removal. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { del, patch, post } from '../api/client';
import { keys } from '../api/keys';
import { ProblemError, sentence } from '../api/problem';
import type { GroupPage, Reviewer } from '../api/types';
import { ago, day } from '../format/time';
import { laterPart } from '../page/later-part';
import { Avatar } from '../ui/Avatar';
import { Button, IconButton } from '../ui/Button';
import { Switch } from '../ui/Choice';
import { copyText } from '../ui/copy';
import { Dialog } from '../ui/Dialog';
import { TextField } from '../ui/Field';
import { IdentityBadge } from '../ui/IdentityBadge';
import { EmptyState, ErrorState } from '../ui/Loading';
import { toasts } from '../ui/toast';
import { SectionHead } from './GroupSettingsPage';

const InviteMany = laterPart(() => import('./InviteMany').then((found) => found.InviteMany));

export function Reviewers({ data, manage }: { data: GroupPage; manage: boolean }) {
  const client = useQueryClient();
  const [inviting, setInviting] = useState<'one' | 'many' | null>(null);
  const [removing, setRemoving] = useState<Reviewer | null>(null);
  const reload = () => {
    void client.invalidateQueries({ queryKey: keys.group(data.group.id) });
    void client.invalidateQueries({ queryKey: keys.project(data.project.id) });
  };
  const decides = useMutation({
    mutationFn: ({ person, on }: { person: string; on: boolean }) => patch(`/groups/${data.group.id}/reviewers/${person}`, { decides: on }),
    onMutate: ({ person, on }) =>
      client.setQueryData<GroupPage>(keys.group(data.group.id), (was) => was && { ...was, reviewers: was.reviewers.map((one) => (one.person.id === person ? { ...one, decides: on } : one)) }),
    onError: (error) => toasts.error(`The change was not saved. ${sentence(error)}`),
    onSettled: reload,
  });
  return (
    <section id="reviewers">
      <SectionHead title="Reviewers" about="Only people listed here, in this group, see its files, comments and decisions.">
        {manage && (
          <span className="row row-2">
            <Button onPress={() => setInviting('many')}>Invite several</Button>
            <Button variant="primary" icon="plus" onPress={() => setInviting('one')}>
              Invite
            </Button>
          </span>
        )}
      </SectionHead>
      {data.reviewers.length === 0 ? (
        <EmptyState icon="people">Nobody is in this group yet. Invite people by name and address, or send them the link below.</EmptyState>
      ) : (
        <table className="tbl rev-t">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col" className="w-id">Proved by</th>
              <th scope="col" className="w-dc">Decides</th>
              <th scope="col" className="w-ls">Last seen</th>
              {manage && (
                <th className="w-rm">
                  <span className="sr">Actions</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {data.reviewers.map((reviewer) => (
              <tr key={reviewer.person.id}>
                <th scope="row">
                  <span className="row row-3">
                    <Avatar person={reviewer.person} />
                    <span className="grow">
                      <b className="med db clip" dir="auto">{reviewer.person.name}</b>
                      {(reviewer.person.email ?? reviewer.person.role) && <span className="t12 t3 db clip">{reviewer.person.email ?? reviewer.person.role}</span>}
                    </span>
                  </span>
                </th>
                <td className="w-id">{reviewer.level ? <IdentityBadge level={reviewer.level} /> : <span className="t3">Not yet</span>}</td>
                <td className="w-dc">
                  <Switch label={`Ask ${reviewer.person.name} for a decision`} on={reviewer.decides} disabled={!manage} onChange={(on) => decides.mutate({ person: reviewer.person.id, on })} />
                </td>
                <td className="w-ls t3">{reviewer.last_seen_at ? ago(reviewer.last_seen_at) : `Invited ${day(reviewer.invited_at)}`}</td>
                {manage && (
                  <td className="w-rm">
                    {reviewer.url && <IconButton icon="link" label={`Copy the link of ${reviewer.person.name}`} onPress={() => void copyText(reviewer.url ?? '', `Copied the link of ${reviewer.person.name}. It is theirs alone.`)} />}
                    <Button size="small" variant="danger" className="btn-g" onPress={() => setRemoving(reviewer)} aria-label={`Remove ${reviewer.person.name}`}>
                      Remove
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {inviting === 'one' && <Invite data={data} onClose={() => setInviting(null)} onDone={reload} />}
      {inviting === 'many' && <InviteMany data={data} onClose={() => setInviting(null)} onDone={reload} />}
      {removing && <Remove group={data.group.id} reviewer={removing} onClose={() => setRemoving(null)} onDone={reload} />}
    </section>
  );
}

function Invite({ data, onClose, onDone }: { data: GroupPage; onClose: () => void; onDone: () => void }) {
  const form = useId();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const invite = useMutation({
    mutationFn: () => post(`/groups/${data.group.id}/reviewers`, { name: name.trim(), email: email.trim() }),
    onSuccess: (reviewer) => {
      onDone();
      onClose();
      const next = data.sends_mail && reviewer.url ? 'A mail with their link is on its way.' : 'Send the link.';
      toasts.show(`${reviewer.person.name} is in ${data.group.name} now. ${next}`, {
        icon: 'people',
        action: { label: 'Copy link', run: () => void copyText(reviewer.url ?? data.link.url, 'Copied the review link') },
      });
    },
  });
  const failed = invite.error instanceof ProblemError ? invite.error : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!invite.isPending) invite.mutate();
  };
  const other = failed && failed.field !== 'email' && failed.field !== 'name';
  return (
    <Dialog
      title={`Invite to ${data.group.name}`}
      width="small"
      open
      keep={invite.isPending || name !== '' || email !== ''}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={invite.isPending ? 'Inviting' : undefined} off={name.trim() && email.trim() ? undefined : 'Write name and address first.'}>
            Invite
          </Button>
        </>
      }
    >
      <form id={form} className="stack stack-4" onSubmit={submit}>
        {other && <ErrorState error={failed} />}
        <TextField label="Name" autoFocus autoComplete="off" maxLength={120} value={name} onChange={setName} error={failed?.field === 'name' ? failed.detail : undefined} />
        <TextField
          label="E-mail"
          type="email"
          autoComplete="off"
          value={email}
          onChange={setEmail}
          error={failed?.field === 'email' ? failed.detail : undefined}
          help="Members of your team are recognised by their address. Everybody else needs no account."
        />
      </form>
    </Dialog>
  );
}

function Remove({ group, reviewer, onClose, onDone }: { group: string; reviewer: Reviewer; onClose: () => void; onDone: () => void }) {
  const remove = useMutation({
    mutationFn: () => del(`/groups/${group}/reviewers/${reviewer.person.id}`),
    onSuccess: () => {
      onDone();
      onClose();
      toasts.show(`${reviewer.person.name} has no access any more`, { icon: 'people' });
    },
  });
  return (
    <Dialog
      title={`Remove ${reviewer.person.name}?`}
      role="alertdialog"
      width="small"
      open
      keep={remove.isPending}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Keep</Button>
          <Button variant="danger" busy={remove.isPending ? 'Removing' : undefined} onPress={() => remove.mutate()}>
            Remove from the group
          </Button>
        </>
      }
    >
      <div className="stack stack-3">
        <p className="t2">They lose access at once, also where they have it open. Their comments and decisions stay.</p>
        {remove.error && <ErrorState error={remove.error} />}
      </div>
    </Dialog>
  );
}
