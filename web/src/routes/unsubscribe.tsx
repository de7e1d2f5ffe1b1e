/** Ending mails of one kind by the link in them, without signing in. Opening the page changes nothing. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { createFileRoute } from '@tanstack/react-router';
import { useState } from 'react';
import { post } from '../lib/api/client';
import { hasCode, sentence } from '../lib/api/problem';
import { topicWord } from '../lib/inbox/words';
import { PlainPage } from '../lib/page/ErrorPage';
import { fragmentSecret } from '../lib/page/fragment';
import { Button } from '../lib/ui/Button';

export const Route = createFileRoute('/unsubscribe')({ component: Unsubscribe });

function Unsubscribe() {
  const [token] = useState(() => fragmentSecret() ?? '');
  const look = useQuery({
    queryKey: ['unsubscribe', token],
    queryFn: () => post('/unsubscribe/look', { token }),
    enabled: token !== '',
    staleTime: Infinity,
    retry: false,
  });
  const set = useMutation({ mutationFn: (on: boolean) => post('/unsubscribe', { token, on }) });
  if (!token || look.error) {
    const wrong = !token || hasCode(look.error, 'not_found');
    return (
      <PlainPage title="This link cannot be used">
        <p>{wrong ? 'The address is incomplete or was changed on its way. Copy the whole link out of the mail.' : sentence(look.error)}</p>
        <p>Nothing was changed. Members can choose their mails under Account, Notifications.</p>
      </PlainPage>
    );
  }
  if (!look.data) return null;
  const standing = set.data ?? look.data;
  const { name, about } = topicWord[standing.topic];
  const settled = set.data !== undefined || !standing.on;
  return (
    <PlainPage
      title={standing.on ? (settled ? 'You get these mails again' : 'No more mails like this one?') : 'You get no more of these mails'}
      actions={
        <Button variant={standing.on ? 'primary' : 'plain'} size="large" busy={set.isPending ? 'Storing' : undefined} onPress={() => set.mutate(!standing.on)}>
          {standing.on ? 'End these mails' : 'Get them again'}
        </Button>
      }
    >
      <p>
        <b className="semi">{name}.</b> {about}
      </p>
      {set.error ? <p role="alert">{sentence(set.error)}</p> : <p>{standing.on ? 'Other mails stay as they are.' : 'Other mails stay as they are, and your inbox shows this kind as before.'}</p>}
    </PlainPage>
  );
}
