/** A review link (/r/ID#SECRET): trades the secret for a guest session and goes straight on to the file. */
import { useMutation } from '@tanstack/react-query';
import { createFileRoute, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState, useSyncExternalStore, type FormEvent } from 'react';
import { post } from '../lib/api/client';
import { hasCode, ProblemError, sentence } from '../lib/api/problem';
import { keys } from '../lib/api/keys';
import { placeIn } from '../lib/review/deep-link';
import { opening } from '../lib/review/opening';
import { PlainPage } from '../lib/page/ErrorPage';
import { forgetFragment, fragmentSecret, onFragment } from '../lib/page/fragment';
import { useTitle } from '../lib/page/useTitle';
import type { OpenedLink } from '../lib/api/types';
import { askedForCode, linkIsOver } from '../lib/door/asked';
import { Button } from '../lib/ui/Button';
import { PasswordField } from '../lib/ui/Field';

// Most groups ask for no code.
const CodeDoor = lazy(() => import('../lib/door/CodeDoor').then((found) => ({ default: found.CodeDoor })));

export const Route = createFileRoute('/r/$linkId')({ validateSearch: (search): { review?: string; comment?: string } => placeIn(search), component: ReviewLink });

function ReviewLink() {
  useTitle('Review');
  const { linkId } = Route.useParams();
  const place = Route.useSearch();
  const { queryClient } = Route.useRouteContext();
  const router = useRouter();
  const secret = useSyncExternalStore(onFragment, fragmentSecret);
  const open = useMutation({
    mutationFn: (password?: string) => (password === undefined ? opening(linkId, secret ?? '') : post(`/review-links/${linkId}/open`, { secret: secret ?? '', password })),
    onSuccess: goOn,
  });
  function goOn(opened: OpenedLink) {
    void queryClient.invalidateQueries({ queryKey: keys.me });
    if (!opened.review) return;
    forgetFragment();
    // The link decides what may be seen; the place only says where to look, and another review is not opened by it.
    void router.navigate({ to: '/review/$review', params: { review: place.review ?? opened.review }, search: place.comment ? { comment: place.comment } : {}, replace: true });
  }
  const { mutate } = open;
  useEffect(() => {
    if (secret) mutate(undefined);
  }, [secret, mutate]);

  if (open.isSuccess && open.data.review === null) return <NothingYet team={open.data.team_name} again={() => mutate(open.variables)} />;
  if (!secret && open.isIdle) return <Incomplete />;
  const asked = open.isError ? askedForCode(open.error) : null;
  if (asked && secret)
    return (
      <Suspense>
        <CodeDoor
          link={linkId}
          secret={secret}
          password={open.variables}
          asked={asked}
          onOpened={(opened) => {
            if (opened.review) goOn(opened);
            // Let in, with nothing to see yet: the same question again says so.
            else mutate(open.variables);
          }}
          refused={(error) => <Refused error={error} />}
        />
      </Suspense>
    );
  if (open.isError || (open.isPending && open.variables !== undefined)) {
    if (open.variables !== undefined || hasCode(open.error, 'password_needed'))
      return <PasswordNeeded error={hasCode(open.error, 'password_needed') && open.variables === undefined ? null : open.error} busy={open.isPending} onPassword={mutate} />;
    return <Refused error={open.error} retry={() => mutate(undefined)} />;
  }
  return null;
}

function PasswordNeeded({ error, busy, onPassword }: { error: unknown; busy: boolean; onPassword: (password: string) => void }) {
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onPassword(password);
  };
  if (linkIsOver(error)) return <Refused error={error} />;
  const wrong = hasCode(error, 'password_needed', 'wrong_password', 'wrong_credentials');
  return (
    <PlainPage title="This review has a password">
      <p>The person who sent you the link has it. It is asked once on this device.</p>
      <form className="stack stack-4" onSubmit={submit}>
        <PasswordField
          label="Password"
          size="large"
          name="link-password"
          autoComplete="off"
          required
          autoFocus
          value={password}
          onChange={setPassword}
          error={!error ? undefined : wrong ? 'This password is wrong. Check capitals, or ask the person who sent you the link.' : sentence(error)}
        />
        <Button type="submit" variant="primary" size="large" busy={busy ? 'Opening' : undefined}>
          Open the review
        </Button>
      </form>
    </PlainPage>
  );
}

function Refused({ error, retry }: { error: unknown; retry?: () => void }) {
  const incident = error instanceof ProblemError ? error.incident : undefined;
  if (hasCode(error, 'link_revoked'))
    return (
      <PlainPage title="This link was replaced" incident={incident}>
        <p>The team has made a new link for this review, so the old one opens nothing any more. Ask the person who sent it for the new one.</p>
        <p>Comments and decisions you gave before are kept.</p>
      </PlainPage>
    );
  if (hasCode(error, 'link_expired'))
    return (
      <PlainPage title="This link has ended" incident={incident}>
        <p>It was made for a limited time. Ask the person who sent it to extend it.</p>
        <p>Comments and decisions you gave before are kept.</p>
      </PlainPage>
    );
  if (hasCode(error, 'invited_only'))
    return (
      <PlainPage title="This review is for invited people" incident={incident}>
        <p>The team lets in only people it has invited by name. Use the link that was made for you, or ask the person who sent this one to invite you.</p>
      </PlainPage>
    );
  if (hasCode(error, 'not_found'))
    return (
      <PlainPage title="This link opens nothing" incident={incident}>
        <p>A part of the address is wrong or missing, or the review is gone. Open the link from your invitation again, or copy it as a whole.</p>
      </PlainPage>
    );
  return (
    <PlainPage
      title={hasCode(error, 'offline') ? 'No connection' : 'The review could not be opened'}
      incident={incident}
      actions={
        retry && (
          <Button variant="primary" size="large" onPress={retry}>
            Try again
          </Button>
        )
      }
    >
      <p>{sentence(error)}</p>
    </PlainPage>
  );
}

function Incomplete() {
  return (
    <PlainPage title="This link is incomplete">
      <p>The part after the # is missing. Some programs cut it off: copy the whole link from your invitation and open it again.</p>
    </PlainPage>
  );
}

function NothingYet({ team, again }: { team: string; again: () => void }) {
  return (
    <PlainPage
      title="Nothing to review yet"
      actions={
        <Button variant="primary" size="large" onPress={again}>
          Look again
        </Button>
      }
    >
      <p>Your link works. {team} has not started a review for you so far.</p>
    </PlainPage>
  );
}
