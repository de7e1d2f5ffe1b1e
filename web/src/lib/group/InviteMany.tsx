/** Inviting many people at once from pasted addresses; who cannot be invited stays in the list under their name and says why. */
import { useId, useState, type FormEvent } from 'react';
import { post } from '../api/client';
import { sentence } from '../api/problem';
import type { GroupPage } from '../api/types';
import { each } from '../dashboard/each';
import { count } from '../format/size';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { TextArea, TextField } from '../ui/Field';
import { toasts } from '../ui/toast';
import { readInvitees, type Invitee } from './invitees';

export function InviteMany({ data, onClose, onDone }: { data: GroupPage; onClose: () => void; onDone: () => void }) {
  const form = useId();
  const [text, setText] = useState('');
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const [failed, setFailed] = useState<ReadonlyMap<string, string>>(new Map());
  const [done, setDone] = useState<number | null>(null);
  const { people, unread } = readInvitees(text);
  const here = new Set(data.reviewers.map((one) => one.person.email?.toLowerCase()));
  const wanted = people.filter((one) => !here.has(one.email.toLowerCase()));
  const called = (one: Invitee) => names.get(one.email) ?? one.name;
  const running = done !== null;

  const invite = async () => {
    setDone(0);
    const failures = await each(wanted, async (one) => {
      await post(`/groups/${data.group.id}/reviewers`, { name: called(one).trim(), email: one.email });
      setDone((before) => (before ?? 0) + 1);
    });
    setDone(null);
    onDone();
    const invited = wanted.length - failures.length;
    if (invited > 0) toasts.show(`Invited ${count(invited, 'person', 'people')} to ${data.group.name}`, { icon: 'people' });
    if (failures.length === 0) {
      onClose();
      return;
    }
    setFailed(new Map(failures.map(({ item, error }) => [item.email, sentence(error)])));
    setNames(new Map(failures.map(({ item }) => [item.email, called(item)])));
    setText([...failures.map(({ item }) => item.email), ...unread].join('\n'));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!running && wanted.length > 0) void invite();
  };
  return (
    <Dialog
      title={`Invite several to ${data.group.name}`}
      open
      keep={running || text.trim() !== ''}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            busy={running ? `Invited ${done} of ${wanted.length}` : undefined}
            off={wanted.length > 0 ? undefined : 'Write or paste addresses first.'}
          >
            {wanted.length > 0 ? `Invite ${count(wanted.length, 'person', 'people')}` : 'Invite'}
          </Button>
        </>
      }
    >
      <form id={form} className="stack stack-4" onSubmit={submit}>
        <TextArea
          label="Addresses"
          autoFocus
          rows={4}
          spellCheck={false}
          value={text}
          onChange={setText}
          help={data.sends_mail ? 'One on each line, or as copied from a mail or a table. Each gets a mail with a link of their own.' : 'One on each line, or as copied from a mail or a table. Each gets a link of their own, which you pass on.'}
        />
        {unread.length > 0 && (
          <p className="bad t12" role="status">
            No address in: {unread.slice(0, 3).join(' · ')}
            {unread.length > 3 && ` and ${unread.length - 3} more`}
          </p>
        )}
        {people.length > wanted.length && (
          <p className="t12 t3" role="status">
            {count(people.length - wanted.length, 'person', 'people')} of them {people.length - wanted.length === 1 ? 'is' : 'are'} in this group already.
          </p>
        )}
        {wanted.length > 0 && (
          <ul className="inv-many stack stack-3" aria-label="People to invite">
            {wanted.map((one) => (
              <li key={one.email}>
                <TextField
                  label={one.email}
                  aria-label={`Name of ${one.email}`}
                  maxLength={120}
                  required
                  value={called(one)}
                  onChange={(name) => setNames(new Map(names).set(one.email, name))}
                  error={failed.get(one.email)}
                />
              </li>
            ))}
          </ul>
        )}
      </form>
    </Dialog>
  );
}
