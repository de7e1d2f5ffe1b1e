/** Sign-in with e-mail and password, or with the one-time link that the server prints at its start (/sign-in#TOKEN). */
import { useMutation } from '@tanstack/react-query';
import { createFileRoute, redirect, useRouter } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore, type FormEvent } from 'react';
import { post } from '../lib/api/client';
import { meQuery } from '../lib/api/queries';
import type { Me } from '../lib/api/types';
import { AuthFrame } from '../lib/auth/AuthFrame';
import { Notice } from '../lib/auth/Notice';
import { enter, safeNext } from '../lib/auth/session';
import { forgetFragment, fragmentSecret, onFragment } from '../lib/page/fragment';
import { useTitle } from '../lib/page/useTitle';
import { Button } from '../lib/ui/Button';
import { PasswordField, TextField } from '../lib/ui/Field';
import { IdentityBadge } from '../lib/ui/IdentityBadge';
import { StatusIcon } from '../lib/ui/StatusIcon';

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search): { next?: string } => (typeof search.next === 'string' ? { next: search.next } : {}),
  beforeLoad: async ({ context, search }) => {
    if (fragmentSecret()) return;
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (me.setup_needed) throw redirect({ to: '/setup' });
    if (me.member) throw redirect({ href: safeNext(search.next) });
  },
  component: SignIn,
});

function SignIn() {
  useTitle('Sign in');
  const router = useRouter();
  const { queryClient } = Route.useRouteContext();
  const { next } = Route.useSearch();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const onSuccess = (me: Me) => {
    enter(queryClient, me);
    void router.navigate({ href: safeNext(next), replace: true });
  };
  const byPassword = useMutation({ mutationFn: () => post('/sign-in', { email, password }), onSuccess });
  const byLink = useMutation({ mutationFn: (token: string) => post('/sign-in/link', { token }), onSuccess });

  const { mutate: openLink } = byLink;
  // Also when the link is pasted while this page is open, which loads nothing anew.
  const secret = useSyncExternalStore(onFragment, fragmentSecret);
  useEffect(() => {
    const token = fragmentSecret();
    forgetFragment();
    if (token) openLink(token);
  }, [secret, openLink]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!byPassword.isPending) byPassword.mutate();
  };
  const busy = byPassword.isPending || byPassword.isSuccess || byLink.isPending || byLink.isSuccess;

  return (
    <AuthFrame claim={<>Every decision, signed<br />over the exact file.</>} card={<SampleReceipt />}>
      <form className="auth-f stack" onSubmit={submit} aria-busy={busy}>
        <div className="stack stack-1">
          <h1 className="seal-l">Welcome back</h1>
          <p className="t14 t2">{byLink.isPending ? 'Signing you in with the link.' : 'Sign in to your team.'}</p>
        </div>
        <Notice error={byPassword.error ?? byLink.error} />
        <TextField label="E-mail" size="large" type="email" name="email" autoComplete="username" required autoFocus value={email} onChange={setEmail} />
        <PasswordField label="Password" size="large" name="password" autoComplete="current-password" required value={password} onChange={setPassword} />
        <Button type="submit" variant="primary" size="large" wide busy={busy ? 'Signing in' : undefined}>
          Sign in
        </Button>
        <p className="t12 t3">Here to review something? Open the link from your invitation. You need no account.</p>
      </form>
    </AuthFrame>
  );
}

/** An illustration of what a decision leaves behind. */
function SampleReceipt() {
  return (
    <div className="auth-card" aria-hidden="true">
      <div className="row">
        <span className="approve">
          <StatusIcon look="approve" className="i-20" />
        </span>
        <b className="semi t14 grow">Henrik Dahl approved v3</b>
        <span className="t12 t3">11:05</span>
      </div>
      <p className="t12 t3 clip">Key visual A, fjord at dusk.png</p>
      <hr className="line" />
      <p className="mono t12 t2">SHA-256 9f2c 41d8 … 7be0 a613</p>
      <div className="row">
        <IdentityBadge level="password" />
        <span className="t12 t3">Certificate CS-7K4M-92QD</span>
      </div>
    </div>
  );
}
