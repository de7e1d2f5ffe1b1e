/** Invitations that nobody got: passed on by hand, or sent again. And mailboxes that took nothing. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { post } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import { outboxQuery } from '../api/queries';
import type { Outbox as OutboxData, OutboxInvitation } from '../api/types';
import { ago, day } from '../format/time';
import { Button } from '../ui/Button';
import { copyText } from '../ui/copy';
import { Icon } from '../ui/Icon';
import { toasts } from '../ui/toast';
import './inbox.css';

export function Outbox() {
  const { data } = useQuery(outboxQuery);
  if (!data || (data.invitations.length === 0 && data.bounces.length === 0)) return null;
  return (
    <>
      {data.invitations.length > 0 && <Waiting data={data} />}
      {data.bounces.length > 0 && <Bounces data={data} />}
    </>
  );
}

function Waiting({ data }: { data: OutboxData }) {
  return (
    <section className="stack" aria-labelledby="outbox">
      <div className="row">
        <h2 className="semi t14" id="outbox">
          Outbox
        </h2>
        <span className="t3">{data.invitations.length}</span>
      </div>
      <p className="t2">
        {data.sends_mail ? 'These invitations did not arrive. Check the address, send them again, or pass the link on yourself.' : 'This server sends no mail. Pass these invitations on yourself.'}
      </p>
      <ul>
        {data.invitations.map((invitation) => (
          <Row key={invitation.id} invitation={invitation} sendsMail={data.sends_mail} />
        ))}
      </ul>
    </section>
  );
}

function Row({ invitation, sendsMail }: { invitation: OutboxInvitation; sendsMail: boolean }) {
  const client = useQueryClient();
  const handle = useMutation({
    mutationFn: (step: 'done' | 'send') => post(`/team/outbox/${invitation.id}`, { step }),
    onSuccess: (_nothing, step) => toasts.show(step === 'send' ? `On its way to ${invitation.name}` : 'Taken out of the outbox', { icon: 'mail' }),
    onError: (failure) => toasts.error(`Nothing was changed. ${sentence(failure)}`),
    onSettled: () => client.invalidateQueries({ queryKey: keys.outbox }),
  });
  const { url } = invitation;
  return (
    <li className="out">
      <Icon name="mail" className="t3" />
      <span className="grow">
        <b className="med db clip" dir="auto">{invitation.name}</b>
        <span className="t12 t3 db clip">
          {invitation.email ? `${invitation.email} · ` : 'No address · '}
          {invitation.place} · {ago(invitation.created_at).toLowerCase()}
        </span>
        {invitation.state !== 'by_hand' && <span className="t12 bad db">{why(invitation)}</span>}
      </span>
      {url && (
        <Button size="small" icon="copy" onPress={() => void copyText(url, `Copied the invitation of ${invitation.name}`)}>
          Copy link
        </Button>
      )}
      {sendsMail && invitation.email && (
        <Button size="small" busy={handle.isPending && handle.variables === 'send' ? 'Sending' : undefined} onPress={() => handle.mutate('send')}>
          Send again
        </Button>
      )}
      <Button size="small" variant="ghost" aria-label={`${invitation.name} has got it`} busy={handle.isPending && handle.variables === 'done' ? 'Taking out' : undefined} onPress={() => handle.mutate('done')}>
        Passed on
      </Button>
    </li>
  );
}

function why(invitation: OutboxInvitation): string {
  if (invitation.state === 'failed') return 'The mail server did not take it for four days.';
  return invitation.code > 0 ? `The mailbox refused it (${invitation.code}).` : 'The address cannot be written to.';
}

function Bounces({ data }: { data: OutboxData }) {
  return (
    <section className="stack" aria-labelledby="bounces">
      <h2 className="semi t14" id="bounces">
        Mailboxes that take no mail
      </h2>
      <ul>
        {data.bounces.map(({ person, at, code }) => (
          <li key={person.id} className="out">
            <Icon name="warn" className="bad" />
            <span className="grow">
              <b className="med db clip" dir="auto">{person.name}</b>
              <span className="t12 t3 db clip">
                {person.email} · {code > 0 ? `refused on ${day(at)} (${code})` : `cannot be written to since ${day(at)}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
