/** Who is commenting, deciding or adding a version: asked once. Words written before stay in sight above the form. */
import { useState, type FormEvent, type ReactNode } from 'react';
import { hasCode, sentence } from '../api/problem';
import { Button } from '../ui/Button';
import { Checkbox } from '../ui/Choice';
import { useReview, type Guest } from './context';
import { GuestEmail, GuestName } from './GuestFields';
import { forgetGuest, keepGuest, knownGuest } from './known-guest';

type Props = {
  /** What is waiting: the draft of the comment, or the choice made. */
  readonly draft?: ReactNode;
  /** Whether something written waits, which a refusal does not lose. */
  readonly written: boolean;
  readonly button: string;
  readonly busy: string;
  readonly onDone: (guest: Guest) => Promise<void>;
};

export function IdentityForm({ draft, written, button, busy, onDone }: Props) {
  const { page } = useReview();
  const [guest, setGuest] = useState<Guest>(() => knownGuest() ?? { name: '', email: '' });
  const [remember, setRemember] = useState(() => knownGuest() !== null);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (running) return;
    const given = { name: guest.name.trim(), email: guest.email.trim() };
    if (given.name === '' || given.email === '') return;
    setRunning(true);
    setError(null);
    try {
      if (remember) keepGuest(given);
      else forgetGuest();
      await onDone(given);
    } catch (refused) {
      setError(refused);
      setRunning(false);
    }
  };
  const field = (name: string) => (hasCode(error, 'invalid') && error.field === name ? error.detail : undefined);

  return (
    <form className="rv-identity stack stack-4" onSubmit={(event) => void submit(event)}>
      {draft}
      <GuestName autoFocus={guest.name === ''} value={guest.name} onChange={(name) => setGuest({ ...guest, name })} error={field('name')} />
      <GuestEmail value={guest.email} onChange={(email) => setGuest({ ...guest, email })} error={field('email')} />
      <Checkbox on={remember} onChange={setRemember}>
        Remember me on this device
      </Checkbox>
      {error !== null && field('name') === undefined && field('email') === undefined && (
        <p className="bad t12" role="alert">
          {sentence(error)}
          {written && ' Your words are kept.'}
        </p>
      )}
      <Button type="submit" variant="primary" size="touch" wide busy={running ? busy : undefined}>
        {button}
      </Button>
      <p className="t12 t3">
        {page.team.name}
        {page.group.settings.anonymous ? ' sees your name; other reviewers do not.' : ` and the other reviewers in ${page.group.name} see your name.`} Your address is seen by {page.team.name} only. No account, no newsletter.
      </p>
    </form>
  );
}
