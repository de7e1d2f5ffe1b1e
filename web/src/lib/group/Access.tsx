/** The review link of a group and what stands in front of it: rotation, invited only, password, end. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { post, put } from '../api/client';
import { keys } from '../api/keys';
import { ProblemError } from '../api/problem';
import type { GroupPage, GroupSettings } from '../api/types';
import { day } from '../format/time';
import { Button } from '../ui/Button';
import { Segmented, Switch } from '../ui/Choice';
import { copyText } from '../ui/copy';
import { Dialog } from '../ui/Dialog';
import { DueButton } from '../ui/DueInput';
import { PasswordField } from '../ui/Field';
import { Icon } from '../ui/Icon';
import { ErrorState } from '../ui/Loading';
import { toasts } from '../ui/toast';
import { SectionHead, Setting } from './GroupSettingsPage';

type Props = { data: GroupPage; manage: boolean; set: (change: Partial<GroupSettings>) => void };

export function Access({ data, manage, set }: Props) {
  const [asking, setAsking] = useState<'rotate' | 'password' | null>(null);
  const { settings } = data.group;
  const close = () => setAsking(null);
  return (
    <section id="access">
      <SectionHead title="Access and link" about="The link opens straight on the file. Changing any of this takes effect at once, also for people who have it open." />
      {data.link.url && (
        <div className="linkbox">
          <Icon name="link" />
          <span className="mono grow clip">{hidden(data.link.url)}</span>
          <Button size="small" icon="copy" onPress={() => void copyText(data.link.url, `Copied the review link of ${data.group.name}`)}>
            Copy
          </Button>
          {manage && (
            <Button size="small" icon="rotate" onPress={() => setAsking('rotate')}>
              Rotate
            </Button>
          )}
        </div>
      )}
      <p className="t12 t3 link-made">
        Made {day(data.link.created_at)} by {data.link.created_by}
      </p>
      <Setting title="Invited reviewers only" about={invitedWords(settings)}>
        <Switch label="Invited reviewers only" on={settings.invited_only} disabled={!manage} onChange={(invited_only) => set({ invited_only })} />
      </Setting>
      <Setting title="Prove identity with" about={proofWords(settings, data.sends_mail)}>
        {manage && (data.sends_mail || settings.mailed_code) ? (
          <Segmented label="Prove identity with" value={settings.mailed_code ? 'code' : 'nothing'} onChange={(how) => set({ mailed_code: how === 'code' })} options={proofs} />
        ) : (
          <span>{settings.mailed_code ? 'Mailed code' : 'Nothing'}</span>
        )}
      </Setting>
      <Setting title="Password" about={settings.password_set ? 'Set. It cannot be shown, only replaced.' : 'Not set. Asked once per device, before the file opens.'}>
        {manage && (
          <Button size="small" onPress={() => setAsking('password')}>
            {settings.password_set ? 'Replace' : 'Set password'}
          </Button>
        )}
      </Setting>
      <Setting title="Link ends" about="After that the page says who to ask.">
        {manage ? (
          <DueButton label="Link ends" empty="Never" none="Never" presets={false} value={settings.link_expires_at} onChange={(link_expires_at) => set({ link_expires_at })} />
        ) : (
          <span>{settings.link_expires_at === null ? 'Never' : day(settings.link_expires_at)}</span>
        )}
      </Setting>
      {asking === 'rotate' && <Rotate data={data} onClose={close} />}
      {asking === 'password' && <Password data={data} onClose={close} />}
    </section>
  );
}

const proofs: { value: 'nothing' | 'code'; label: string }[] = [
  { value: 'nothing', label: 'Nothing' },
  { value: 'code', label: 'Mailed code' },
];

function invitedWords({ invited_only, mailed_code }: GroupSettings): string {
  if (!invited_only) return 'Off: everybody who has the link is let in.';
  return mailed_code ? 'Others who have the link get no code and are not told why.' : 'Everybody needs the link of their own. Others see that this one is not for them.';
}

function proofWords({ mailed_code }: GroupSettings, sends: boolean): string {
  if (mailed_code) return sends ? 'Asked once per device, before the file opens. Decisions say “mailbox”.' : 'No mail server is set up any more, so nobody new can come in.';
  return sends ? 'Decisions say “link only”: nobody knows who holds the link.' : 'A mailed code needs a mail server, which is not set up here.';
}

/** SECURITY: the secret part is not on the screen, where shoulders and screenshots read it; copying gives the whole. */
function hidden(url: string): string {
  const [place = url, secret] = url.split('#');
  return secret ? `${place}#${secret.slice(0, 2)}…` : place;
}

function Rotate({ data, onClose }: { data: GroupPage; onClose: () => void }) {
  const client = useQueryClient();
  const rotate = useMutation({
    mutationFn: () => post(`/groups/${data.group.id}/link/rotate`),
    onSuccess: ({ url }) => {
      void client.invalidateQueries({ queryKey: keys.group(data.group.id) });
      onClose();
      toasts.show('The old link opens nothing any more.', { icon: 'rotate', action: { label: 'Copy new link', run: () => void copyText(url, 'Copied the new link') } });
    },
  });
  return (
    <Dialog
      title="Make a new link?"
      role="alertdialog"
      width="small"
      open
      keep={rotate.isPending}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Keep the old link</Button>
          <Button variant="primary" busy={rotate.isPending ? 'Rotating' : undefined} onPress={() => rotate.mutate()}>
            Replace the link
          </Button>
        </>
      }
    >
      <div className="stack stack-3">
        <p className="t2">Everybody who came in by the old link is out at once and needs the new one. This cannot be undone.</p>
        {rotate.error && <ErrorState error={rotate.error} />}
      </div>
    </Dialog>
  );
}

function Password({ data, onClose }: { data: GroupPage; onClose: () => void }) {
  const form = useId();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const save = useMutation({
    mutationFn: (next: string | null) => put(`/groups/${data.group.id}/password`, { password: next }),
    onSuccess: (_done, next) => {
      void client.invalidateQueries({ queryKey: keys.group(data.group.id) });
      onClose();
      toasts.show(next === null ? 'The link needs no password any more' : 'Password set. Tell it on another way than the link.', { icon: 'key' });
    },
  });
  const failed = save.error instanceof ProblemError ? save.error : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password && !save.isPending) save.mutate(password);
  };
  return (
    <Dialog
      title="Password of the link"
      width="small"
      open
      keep={save.isPending || password !== ''}
      onClose={onClose}
      footer={
        <>
          {data.group.settings.password_set && (
            <Button variant="danger" onPress={() => save.mutate(null)}>
              Remove password
            </Button>
          )}
          <span className="grow" />
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" form={form} variant="primary" busy={save.isPending ? 'Saving' : undefined} off={password ? undefined : 'Write a password first.'}>
            Set password
          </Button>
        </>
      }
    >
      <form id={form} className="stack stack-3" onSubmit={submit}>
        <PasswordField label="New password" autoFocus autoComplete="new-password" value={password} onChange={setPassword} error={failed?.detail} help="Nobody can read it later, not even you." />
      </form>
    </Dialog>
  );
}
