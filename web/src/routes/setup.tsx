/** First run: the one-time code from the terminal makes the first team and its owner (/setup#CODE). */
import { useMutation, useQuery } from '@tanstack/react-query';
import { createFileRoute, redirect, useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { post } from '../lib/api/client';
import { ProblemError } from '../lib/api/problem';
import { meQuery, setupQuery } from '../lib/api/queries';
import type { SetupRequest } from '../lib/api/types';
import { AuthFrame } from '../lib/auth/AuthFrame';
import { NewPassword } from '../lib/auth/NewPassword';
import { Notice } from '../lib/auth/Notice';
import { enter } from '../lib/auth/session';
import { forgetFragment, fragmentSecret } from '../lib/page/fragment';
import { useTitle } from '../lib/page/useTitle';
import { Button } from '../lib/ui/Button';
import { TextField } from '../lib/ui/Field';
import { Icon } from '../lib/ui/Icon';
import { StatusIcon } from '../lib/ui/StatusIcon';

export const Route = createFileRoute('/setup')({
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (!me.setup_needed) throw redirect({ to: me.member ? '/' : '/sign-in' });
  },
  component: Setup,
});

type Field = keyof SetupRequest;

function Setup() {
  useTitle('Set up');
  const router = useRouter();
  const { queryClient } = Route.useRouteContext();
  const [form, setForm] = useState<SetupRequest>(() => ({ code: fragmentSecret() ?? '', team_name: '', name: '', email: '', password: '' }));
  const create = useMutation({
    mutationFn: () => post('/setup', { ...form, code: form.code.trim() }),
    onSuccess: (me) => {
      forgetFragment();
      enter(queryClient, me);
      void router.navigate({ to: '/', replace: true });
    },
  });
  const failed = create.error instanceof ProblemError ? create.error : undefined;
  const known: readonly string[] = Object.keys(form);
  const errorOf = (field: Field) => (failed?.field === field ? failed.detail : undefined);
  const bind = (field: Field) => ({
    size: 'large' as const,
    name: field,
    required: true,
    value: form[field],
    error: errorOf(field),
    onChange: (value: string) => setForm((was) => ({ ...was, [field]: value })),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate();
  };

  return (
    <AuthFrame foot="Nothing leaves this server. Countersign sends no telemetry." card={<ServerCheck />} claim={<>Your files, your server,<br />your keys.</>}>
      <form className="auth-f wide stack" onSubmit={submit}>
        <ol className="steps" aria-label="Set-up steps">
          <li className="done">
            <Icon name="check" size={14} />
            Server
          </li>
          <li className="on" aria-current="step">
            <b>2</b>Owner and team
          </li>
        </ol>
        <div className="stack stack-1">
          <h1 className="seal-l">Make it yours</h1>
          <p className="t14 t2">You become the owner of the first team on this server.</p>
        </div>
        <Notice error={failed?.field && known.includes(failed.field) ? null : create.error} />
        <TextField label="One-time code" className="code-f" autoComplete="one-time-code" spellCheck={false} autoCapitalize="characters" help="Printed in the terminal where the server was started." {...bind('code')} />
        <TextField label="Team name" autoComplete="organization" {...bind('team_name')} />
        <div className="two">
          <TextField label="Your name" autoComplete="name" {...bind('name')} />
          <TextField label="E-mail" type="email" autoComplete="username" {...bind('email')} />
        </div>
        <NewPassword
          value={form.password}
          onChange={(password) => setForm((was) => ({ ...was, password }))}
          context={[form.team_name, form.name, form.email].filter(Boolean)}
          error={errorOf('password')}
        />
        <Button type="submit" variant="primary" size="large" wide busy={create.isPending || create.isSuccess ? 'Creating the team' : undefined}>
          Create team and continue
        </Button>
      </form>
    </AuthFrame>
  );
}

function ServerCheck() {
  const { data } = useQuery(setupQuery);
  if (!data || data.checks.length === 0) return null;
  return (
    <section className="auth-card keep" aria-label="Self-check of this server">
      <h2 className="semi t14">This server</h2>
      <ul className="checks">
        {data.checks.map((check) => (
          <li key={check.name} className={check.ok ? 'approve' : 'wrn'}>
            {check.ok ? <StatusIcon look="approve" /> : <Icon name="warn" />}
            <span>
              <b className="med db t-text">
                {check.name}
                <span className="sr">: {check.ok ? 'works' : 'look at this'}</span>
              </b>
              <span className="t12 t3">{check.detail}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
