/** A person accepts an invitation to a team (/invitation/ID#SECRET) and chooses a password. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { createFileRoute, useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { post } from '../lib/api/client';
import { hasCode, ProblemError, sentence } from '../lib/api/problem';
import type { InvitationLook } from '../lib/api/types';
import { AuthFrame } from '../lib/auth/AuthFrame';
import { NewPassword } from '../lib/auth/NewPassword';
import { Notice } from '../lib/auth/Notice';
import { enter } from '../lib/auth/session';
import { PlainPage } from '../lib/page/ErrorPage';
import { forgetFragment, fragmentSecret } from '../lib/page/fragment';
import { useTitle } from '../lib/page/useTitle';
import { Button } from '../lib/ui/Button';
import { TextField } from '../lib/ui/Field';

export const Route = createFileRoute('/invitation/$invitationId')({ component: Invitation });

function Invitation() {
  const { invitationId } = Route.useParams();
  const [secret] = useState(() => fragmentSecret() ?? '');
  const look = useQuery({
    queryKey: ['invitation', invitationId],
    queryFn: () => post(`/invitations/${invitationId}/look`, { secret }),
    enabled: secret !== '',
    staleTime: Infinity,
    retry: false,
  });
  useTitle(look.data ? `Join ${look.data.team_name}` : 'Invitation');
  if (!secret) return <Unusable detail="The address is incomplete: the part after the # is missing. Copy the whole link, or ask for a new one." />;
  if (look.error) {
    const wrong = hasCode(look.error, 'not_found');
    return <Unusable detail={wrong ? 'This link is wrong, was used already, or was taken back. Ask the person who invited you for a new one.' : sentence(look.error)} />;
  }
  return look.data ? <Accept id={invitationId} secret={secret} look={look.data} /> : null;
}

function Accept({ id, secret, look }: { id: string; secret: string; look: InvitationLook }) {
  const router = useRouter();
  const { queryClient } = Route.useRouteContext();
  const [name, setName] = useState(look.name);
  const [password, setPassword] = useState('');
  const accept = useMutation({
    mutationFn: () => post(`/invitations/${id}/accept`, { secret, name, password }),
    onSuccess: (me) => {
      forgetFragment();
      enter(queryClient, me);
      void router.navigate({ to: '/', replace: true });
    },
  });
  const failed = accept.error instanceof ProblemError ? accept.error : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!accept.isPending) accept.mutate();
  };
  return (
    <AuthFrame claim={<>Every decision, signed<br />over the exact file.</>}>
      <form className="auth-f stack" onSubmit={submit}>
        <div className="stack stack-1">
          <h1 className="seal-l">Join {look.team_name}</h1>
          <p className="t14 t2">You sign in as {look.email} from now on.</p>
        </div>
        <Notice error={failed?.field === 'name' || failed?.field === 'password' ? null : accept.error} />
        <input type="email" className="sr" autoComplete="username" value={look.email} readOnly tabIndex={-1} aria-hidden="true" />
        <TextField label="Your name" size="large" name="name" autoComplete="name" required value={name} onChange={setName} error={failed?.field === 'name' ? failed.detail : undefined} />
        <NewPassword value={password} onChange={setPassword} context={[look.team_name, name, look.email]} error={failed?.field === 'password' ? failed.detail : undefined} />
        <Button type="submit" variant="primary" size="large" wide busy={accept.isPending || accept.isSuccess ? 'Joining' : undefined}>
          Join the team
        </Button>
      </form>
    </AuthFrame>
  );
}

function Unusable({ detail }: { detail: string }) {
  return (
    <PlainPage title="This invitation cannot be used">
      <p>{detail}</p>
      <p>Nothing was created. If you already have an account, sign in.</p>
    </PlainPage>
  );
}
