/** The person's own page: signed-in devices, theme, keyboard, sign-out. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, useSyncExternalStore } from 'react';
import { del } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import { meQuery, sessionsQuery } from '../api/queries';
import type { Session } from '../api/types';
import { leave } from '../auth/session';
import { browserName } from '../format/browser';
import { ago, day } from '../format/time';
import { laterPlace } from '../page/later-place';
import { useTitle } from '../page/useTitle';
import { SingleKeys } from '../shell/KeyboardHelp';
import { onTheme, setTheme, storedTheme, themes } from '../theme/theme';
import { Avatar } from '../ui/Avatar';
import { Button } from '../ui/Button';
import { Segmented } from '../ui/Choice';
import { Icon } from '../ui/Icon';
import { ErrorState, Loading, Skeleton } from '../ui/Loading';
import '../ui/status.css';
import { toasts } from '../ui/toast';
import './team.css';

const NotificationSettings = laterPlace(() => import('../inbox/NotificationSettings').then((found) => found.NotificationSettings));

export function AccountPage() {
  useTitle('Account');
  const { data: me } = useQuery(meQuery);
  const client = useQueryClient();
  const router = useRouter();
  const signOut = () =>
    leave(client).then(
      () => router.navigate({ to: '/sign-in', replace: true }),
      (error: unknown) => toasts.error(`You are still signed in. ${sentence(error)}`),
    );
  const member = me?.member;
  return (
    <>
      <header className="head">
        <h1 className="t16">Account</h1>
        <span className="grow" />
        <Button onPress={() => void signOut()}>Sign out</Button>
      </header>
      <div className="body">
        <div className="narrow stack stack-6">
          {member && (
            <section className="row row-3">
              <Avatar person={member.person} size="large" />
              <span className="grow">
                <b className="semi db t14">{member.person.name}</b>
                <span className="t2">
                  {member.email} · {member.team.name}
                </span>
              </span>
            </section>
          )}
          <NotificationSettings />
          <Sessions />
          <Appearance />
          <section className="stack">
            <h2 className="semi t14">Keyboard</h2>
            <SingleKeys />
          </section>
          {me && <p className="t12 t3">Countersign {me.product.version}</p>}
        </div>
      </div>
    </>
  );
}

function Sessions() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(sessionsQuery);
  const reload = () => client.invalidateQueries({ queryKey: keys.sessions });
  const end = useMutation({
    mutationFn: (id: string) => del(`/sessions/${id}`),
    onError: (failure) => toasts.error(`The session goes on. ${sentence(failure)}`),
    onSuccess: () => toasts.show('Signed out there', { icon: 'key' }),
    onSettled: reload,
  });
  const endOthers = useMutation({
    mutationFn: () => del('/sessions'),
    onError: (failure) => toasts.error(`The other sessions go on. ${sentence(failure)}`),
    onSuccess: () => toasts.show('Signed out everywhere else', { icon: 'key' }),
    onSettled: reload,
  });
  const others = data?.sessions.filter((session) => !session.current).length ?? 0;
  return (
    <section className="stack">
      <div className="row">
        <div className="grow">
          <h2 className="semi t14">Where you are signed in</h2>
          <p className="t2">Ending a session takes effect at once.</p>
        </div>
        {others > 1 && (
          <Button size="small" busy={endOthers.isPending ? 'Signing out' : undefined} onPress={() => endOthers.mutate()}>
            Sign out everywhere else
          </Button>
        )}
      </div>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading label="Loading sessions">
          <Skeleton width="70%" />
        </Loading>
      ) : (
        <ul>
          {data.sessions.map((session) => (
            <SessionRow key={session.id} session={session} busy={end.isPending && end.variables === session.id} onEnd={() => end.mutate(session.id)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function SessionRow({ session, busy, onEnd }: { session: Session; busy: boolean; onEnd: () => void }) {
  const browser = browserName(session.browser);
  return (
    <li className="inv">
      <Icon name="globe" className="t3" />
      <span className="grow">
        <b className="med db clip" title={session.browser}>
          {browser}
        </b>
        <span className="t12 t3 db clip">
          {session.address} · since {day(session.created_at)}
          {!session.current && ` · last seen ${ago(session.last_seen_at).toLowerCase()}`}
        </span>
      </span>
      {session.current ? (
        <span className="tag">This session</span>
      ) : (
        <Button size="small" variant="danger" className="btn-g" aria-label={`Sign out ${browser}`} busy={busy ? 'Signing out' : undefined} onPress={onEnd}>
          Sign out
        </Button>
      )}
    </li>
  );
}

function Appearance() {
  const theme = useSyncExternalStore(onTheme, storedTheme);
  return (
    <section className="row row-3">
      <h2 className="semi t14 grow">Theme</h2>
      <Segmented
        label="Theme"
        value={theme}
        onChange={setTheme}
        options={themes.map(({ theme: value, label }) => ({ value, label }))}
      />
    </section>
  );
}
