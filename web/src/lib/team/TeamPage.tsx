/** Members, open invitations, inviting, and the outbox: where no mail is sent, the inviter passes the link on. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { del, post } from '../api/client';
import { keys } from '../api/keys';
import { ProblemError, sentence } from '../api/problem';
import { meQuery, membersQuery, outboxQuery } from '../api/queries';
import type { Invitation, Role, TeamMembers } from '../api/types';
import { date, day } from '../format/time';
import { laterPlace } from '../page/later-place';
import { useTitle } from '../page/useTitle';
import { Avatar } from '../ui/Avatar';
import { Button } from '../ui/Button';
import { copyText } from '../ui/copy';
import { Dialog } from '../ui/Dialog';
import { Select, TextField } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { ErrorState, Loading, Skeleton } from '../ui/Loading';
import { toasts } from '../ui/toast';
import { StorageBar } from './StorageBar';
import './team.css';

const Outbox = laterPlace(() => import('../inbox/Outbox').then((found) => found.Outbox));

const roleWord: Record<Role, string> = { owner: 'Owner', admin: 'Admin', manager: 'Manager', member: 'Member' };
const roleAbout: Record<Exclude<Role, 'owner'>, string> = {
  admin: 'Manages the team, sees all projects.',
  manager: 'Creates projects and manages their groups.',
  member: 'Works in the projects they are in.',
};

export function TeamPage() {
  useTitle('Team');
  const { data, error, refetch } = useQuery(membersQuery);
  const { data: me } = useQuery(meQuery);
  const [inviting, setInviting] = useState(false);
  const mayInvite = (data?.abilities.includes('manage_members') || me?.member?.abilities.includes('manage_members')) ?? false;
  return (
    <>
      <header className="head">
        <h1 className="t16">Team</h1>
        <span className="grow" />
        {mayInvite && (
          <Button variant="primary" icon="plus" onPress={() => setInviting(true)}>
            Invite
          </Button>
        )}
      </header>
      <div className="body">
        <div className="narrow stack stack-6">
          {!data ? (
            error ? (
              <ErrorState error={error} retry={() => void refetch()} />
            ) : (
              <Loading label="Loading the team">
                <div className="stack stack-6">
                  <Skeleton width="60%" />
                  <Skeleton width="54%" />
                  <Skeleton width="58%" />
                </div>
              </Loading>
            )
          ) : (
            <>
              <Members data={data} />
              {data.invitations.length > 0 && <Invitations invitations={data.invitations} manage={mayInvite} />}
              <StorageBar />
              {mayInvite && (
                <Outbox />
              )}
            </>
          )}
        </div>
      </div>
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </>
  );
}

function Members({ data }: { data: TeamMembers }) {
  return (
    <section className="stack">
      <div className="row">
        <h2 className="semi t14">Members</h2>
        <span className="t3">{data.members.length}</span>
      </div>
      <table className="tbl team-t">
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col" className="w-role">Role</th>
            <th scope="col" className="w-when">Joined</th>
          </tr>
        </thead>
        <tbody>
          {data.members.map((member) => (
            <tr key={member.id}>
              <th scope="row">
                <span className="row row-3">
                  <Avatar person={member} />
                  <span className="grow">
                    <b className="med db clip" dir="auto">{member.name}</b>
                    {member.email && <span className="t12 t3 db clip">{member.email}</span>}
                  </span>
                </span>
              </th>
              <td className="w-role">{member.role && roleWord[member.role]}</td>
              <td className="w-when t3">{date(member.joined_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Invitations({ invitations, manage }: { invitations: Invitation[]; manage: boolean }) {
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: (id: string) => del(`/team/invitations/${id}`),
    onSuccess: () => toasts.show('The invitation opens nothing any more', { icon: 'mail' }),
    onError: (error) => toasts.error(`The invitation was not taken back. ${sentence(error)}`),
    onSettled: () => client.invalidateQueries({ queryKey: keys.members }),
  });
  return (
    <section className="stack">
      <div className="row">
        <h2 className="semi t14">Open invitations</h2>
        <span className="t3">{invitations.length}</span>
      </div>
      <ul>
        {invitations.map((invitation) => (
          <li key={invitation.id} className="inv">
            <Icon name="mail" className="t3" />
            <span className="grow">
              <b className="med db clip" dir="auto">{invitation.name}</b>
              <span className="t12 t3 db clip">
                {invitation.email} · {roleWord[invitation.role]} · ends {day(invitation.expires_at)}
              </span>
            </span>
            {invitation.url && (
              <Button size="small" icon="copy" onPress={() => void copyText(invitation.url ?? '', `Copied the invitation of ${invitation.name}`)}>
                Copy link
              </Button>
            )}
            {manage && (
              <Button
                size="small"
                variant="danger"
                className="btn-g"
                aria-label={`Take back the invitation of ${invitation.name}`}
                busy={withdraw.isPending && withdraw.variables === invitation.id ? 'Taking back' : undefined}
                onPress={() => withdraw.mutate(invitation.id)}
              >
                Take back
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const form = useId();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Exclude<Role, 'owner'>>('member');
  const invite = useMutation({
    mutationFn: () => post('/team/invitations', { name: name.trim(), email: email.trim(), role }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.members }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!invite.isPending) invite.mutate();
  };
  if (invite.data) return <Invited name={name} url={invite.data.url} onClose={onClose} />;
  const failed = invite.error instanceof ProblemError ? invite.error : undefined;
  return (
    <Dialog
      title="Invite to the team"
      width="small"
      open
      keep={invite.isPending || name !== '' || email !== ''}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={invite.isPending ? 'Inviting' : undefined} off={name.trim() && email.trim() ? undefined : 'Write name and address first.'}>
            Make invitation
          </Button>
        </>
      }
    >
      <form id={form} className="stack stack-4" onSubmit={submit}>
        {failed && failed.field !== 'email' && failed.field !== 'name' && <ErrorState error={failed} />}
        <TextField label="Name" autoFocus autoComplete="off" maxLength={120} value={name} onChange={setName} error={failed?.field === 'name' ? failed.detail : undefined} />
        <TextField label="E-mail" type="email" autoComplete="off" value={email} onChange={setEmail} error={failed?.field === 'email' ? failed.detail : undefined} />
        <div className="stack stack-1">
          <Select
            label="Role"
            value={role}
            onChange={(next) => isInvitable(next) && setRole(next)}
            options={(Object.keys(roleAbout) as Exclude<Role, 'owner'>[]).toReversed().map((value) => ({ value, label: roleWord[value] }))}
          />
          <span className="help">{roleAbout[role]}</span>
        </div>
      </form>
    </Dialog>
  );
}

function Invited({ name, url, onClose }: { name: string; url: string; onClose: () => void }) {
  const { data: outbox } = useQuery(outboxQuery);
  return (
    <Dialog
      title={outbox?.sends_mail ? `A mail is on its way to ${name}` : `Send this link to ${name}`}
      width="small"
      open
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Done</Button>
          <Button variant="primary" icon="copy" onPress={() => void copyText(url, 'Copied the invitation')}>
            Copy link
          </Button>
        </>
      }
    >
      <div className="stack stack-3">
        <p className="t2">
          The link works once and belongs to this address alone. {outbox?.sends_mail ? 'You can pass it on yourself as well.' : 'This server sends no mail, so pass it on yourself.'}
        </p>
        <p className="mono inv-u">{url}</p>
      </div>
    </Dialog>
  );
}

function isInvitable(role: string): role is Exclude<Role, 'owner'> {
  return role in roleAbout;
}
