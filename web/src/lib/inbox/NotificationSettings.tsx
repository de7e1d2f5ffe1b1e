/** What one wants to hear of: each topic in the inbox, by mail, both or neither. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { patch } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import { notificationsQuery } from '../api/queries';
import type { NotificationSettings as Settings, TopicWays } from '../api/types';
import { city, day, localZone } from '../format/time';
import { Button } from '../ui/Button';
import { Switch } from '../ui/Choice';
import { Select } from '../ui/Field';
import { ErrorState, Loading, Skeleton } from '../ui/Loading';
import { toasts } from '../ui/toast';
import { everyWord, topicWord } from './words';
import './inbox.css';

type Change = { topics?: TopicWays[]; digest_minutes?: number; zone?: string };
const WHILES = [0, 10, 30, 60, 120, 240, 480];

export function NotificationSettings() {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(notificationsQuery);
  const change = useMutation({
    mutationFn: (next: Change) => patch('/notification-settings', next),
    onMutate: (next) => client.setQueryData<Settings>(keys.notifications, (shown) => shown && merged(shown, next)),
    onSuccess: (stored) => client.setQueryData(keys.notifications, stored),
    onError: (failure) => {
      toasts.error(`The choice was not stored. ${sentence(failure)}`);
      void client.invalidateQueries({ queryKey: keys.notifications });
    },
  });
  return (
    <section className="stack" id="notifications">
      <h2 className="semi t14">Notifications</h2>
      {!data ? (
        error ? (
          <ErrorState error={error} retry={() => void refetch()} />
        ) : (
          <Loading label="Loading notification settings">
            <Skeleton width="70%" />
          </Loading>
        )
      ) : (
        <>
          <p className="t2">{mailLine(data)}</p>
          <Ways settings={data} onChange={(topics) => change.mutate({ topics: [topics] })} />
          {data.sends_mail && <Rhythm settings={data} onChange={(next) => change.mutate(next)} />}
        </>
      )}
    </section>
  );
}

function mailLine(settings: Settings): string {
  if (!settings.sends_mail) return 'This server sends no mail, so everything comes to your inbox here.';
  if (settings.bounced_at !== null) return `Your mailbox ${settings.email ?? ''} took no mail on ${day(settings.bounced_at)}. Ask an admin of your team to check the address.`;
  return `Mails go to ${settings.email ?? 'your address'}. Every mail has a link that ends its kind.`;
}

function Ways({ settings, onChange }: { settings: Settings; onChange: (ways: TopicWays) => void }) {
  return (
    <table className="ways">
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">Topic</span>
          </th>
          <th scope="col" className="w-way">
            Inbox
          </th>
          {settings.sends_mail && (
            <th scope="col" className="w-way">
              E-mail
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {settings.topics
          .filter((ways) => settings.sends_mail || ways.topic !== 'activity')
          .map((ways) => {
            const { name, about } = topicWord[ways.topic];
            return (
              <tr key={ways.topic}>
                <th scope="row">
                  <b className="med db">{name}</b>
                  <span className="t12 t3">{about}</span>
                </th>
                <td className="w-way">
                  {ways.topic === 'activity' ? <span className="t3">–</span> : <Switch label={`${name} in the inbox`} on={ways.in_app} onChange={(in_app) => onChange({ ...ways, in_app })} />}
                </td>
                {settings.sends_mail && (
                  <td className="w-way">
                    <Switch label={`${name} by e-mail`} on={ways.email} onChange={(email) => onChange({ ...ways, email })} />
                  </td>
                )}
              </tr>
            );
          })}
      </tbody>
    </table>
  );
}

function Rhythm({ settings, onChange }: { settings: Settings; onChange: (change: Change) => void }) {
  const here = localZone();
  const whiles = WHILES.includes(settings.digest_minutes) ? WHILES : [...WHILES, settings.digest_minutes].toSorted((one, other) => one - other);
  return (
    <div className="stack stack-4">
      <Select
        label="Gather other activity"
        value={String(settings.digest_minutes)}
        onChange={(minutes) => onChange({ digest_minutes: Number(minutes) })}
        options={whiles.map((minutes) => ({ value: String(minutes), label: minutes === 0 ? 'Send no such mails' : everyWord(minutes) }))}
      />
      <div className="row row-3 wrap">
        <p className="grow t2">
          {settings.zone
            ? `The mail of the morning comes between 7 and 8 o’clock in ${city(settings.zone)}.`
            : 'The mail of the morning comes between 7 and 8 o’clock in the time zone of the review.'}
        </p>
        {settings.zone !== here && (
          <Button size="small" onPress={() => onChange({ zone: here })}>
            Use my time zone, {city(here)}
          </Button>
        )}
      </div>
    </div>
  );
}

function merged(shown: Settings, next: Change): Settings {
  return {
    ...shown,
    digest_minutes: next.digest_minutes ?? shown.digest_minutes,
    zone: next.zone ?? shown.zone,
    topics: shown.topics.map((ways) => next.topics?.find((changed) => changed.topic === ways.topic) ?? ways),
  };
}
