/**
 * A review that asks for a mailed code: who is there, then the code. It says the same to an invited and an uninvited
 * address, because the server does.
 */
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { post } from '../api/client';
import { hasCode, ProblemError, retryWords, sentence } from '../api/problem';
import type { CodeAsked, OpenedLink } from '../api/types';
import { lasting } from '../format/lasting';
import { PlainPage } from '../page/ErrorPage';
import type { Guest } from '../review/context';
import { GuestEmail, GuestName } from '../review/GuestFields';
import { keepGuest, knownGuest } from '../review/known-guest';
import { Button } from '../ui/Button';
import { TextField } from '../ui/Field';
import { digitsOf, linkIsOver, type Asked } from './asked';
import './door.css';

type Props = {
  link: string;
  secret: string;
  /** The password that let the request through, where there is one. */
  password: string | undefined;
  asked: Asked;
  onOpened: (opened: OpenedLink) => void;
  /** The page of a link that leads nowhere any more. */
  refused: (error: unknown) => ReactNode;
};

/** What the server said of the newest code, and how many were asked for. */
type Mailed = { round: number; code: CodeAsked };

export function CodeDoor({ link, secret, password, asked, onOpened, refused }: Props) {
  const [who, setWho] = useState<Guest>(() => knownGuest() ?? { name: '', email: '' });
  const [mailed, setMailed] = useState<Mailed | null>(null);
  const ask = useMutation({
    mutationFn: () =>
      post(`/review-links/${link}/code`, {
        secret,
        ...(password !== undefined && { password }),
        ...(asked !== 'own' && { email: who.email.trim() }),
        ...(asked === 'named' && { name: who.name.trim() }),
      }),
    onSuccess: (code) => {
      if (knownGuest() && asked === 'named') keepGuest({ name: who.name.trim(), email: who.email.trim() });
      setMailed((before) => ({ round: (before?.round ?? 0) + 1, code }));
    },
  });
  const check = useMutation({ mutationFn: (code: string) => post(`/review-links/${link}/code/check`, { secret, code }), onSuccess: onOpened });
  const failed = ask.error ?? check.error;
  if (linkIsOver(failed)) return refused(failed);
  if (mailed)
    return (
      <TypeCode
        key={mailed.round}
        to={asked === 'own' ? null : who.email.trim()}
        mailed={mailed.code}
        asking={ask.isPending}
        checking={check.isPending || check.isSuccess}
        error={check.error ?? ask.error}
        onCode={check.mutate}
        onAgain={() => {
          check.reset();
          ask.mutate();
        }}
        onOther={asked === 'own' ? undefined : () => setMailed(null)}
      />
    );
  return (
    <WhoIsThere
      asked={asked}
      who={who}
      onWho={setWho}
      busy={ask.isPending}
      error={ask.error}
      onSend={() => {
        check.reset();
        ask.mutate();
      }}
    />
  );
}

type WhoProps = { asked: Asked; who: Guest; onWho: (who: Guest) => void; busy: boolean; error: unknown; onSend: () => void };

function WhoIsThere({ asked, who, onWho, busy, error, onSend }: WhoProps) {
  const field = (name: string) => (error instanceof ProblemError && error.field === name ? error.detail : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onSend();
  };
  return (
    <PlainPage title={asked === 'own' ? 'Open your review' : 'Who is opening this review?'}>
      {asked === 'own' ? (
        <p>This link is yours alone. To be sure that it is you, a code is mailed to the address you were invited by.</p>
      ) : (
        <p>A code is mailed to you{asked === 'address' ? ', if your address is invited' : ''}. It is asked once on this device. No account is made.</p>
      )}
      <form className="stack stack-4" onSubmit={submit}>
        {asked === 'named' && <GuestName autoFocus={who.name === ''} value={who.name} onChange={(name) => onWho({ ...who, name })} error={field('name')} />}
        {asked !== 'own' && <GuestEmail autoFocus={asked === 'address' || who.name !== ''} value={who.email} onChange={(email) => onWho({ ...who, email })} error={field('email')} />}
        <Trouble error={error} fields={['name', 'email']} />
        <Button type="submit" variant="primary" size="touch" wide busy={busy ? 'Sending' : undefined}>
          Mail me a code
        </Button>
      </form>
    </PlainPage>
  );
}

type TypeProps = {
  /** The typed address; none for a link of one's own. */
  to: string | null;
  mailed: CodeAsked;
  asking: boolean;
  checking: boolean;
  error: unknown;
  onCode: (code: string) => void;
  onAgain: () => void;
  onOther: (() => void) | undefined;
};

function TypeCode({ to, mailed, asking, checking, error, onCode, onAgain, onOther }: TypeProps) {
  const [code, setCode] = useState('');
  const left = useCountdown(mailed.again_after);
  const input = useRef<HTMLInputElement>(null);
  const wrong = hasCode(error, 'wrong_code', 'code_over');
  const busy = asking || checking;
  const whole = code.length === mailed.digits;
  useEffect(() => {
    if (wrong) input.current?.select();
  }, [wrong, error]);
  const type = (text: string) => {
    const digits = digitsOf(text, mailed.digits);
    setCode(digits);
    // The last digit is the answer: nobody has to look for the button.
    if (digits.length === mailed.digits && digits !== code && !busy) onCode(digits);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (whole && !busy) onCode(code);
  };
  return (
    <PlainPage title="Look into your mail">
      <p role="status">
        {to === null ? (
          <>A code with {mailed.digits} digits is on its way to the address you were invited by.</>
        ) : (
          <>
            If <b className="door-to">{to}</b> may open this review, a code with {mailed.digits} digits is on its way.
          </>
        )}{' '}
        It works for {lasting(mailed.lives_for)}, in this browser.
      </p>
      <form className="stack stack-4" onSubmit={submit}>
        <TextField
          ref={input}
          className="door-code"
          label="Code from the mail"
          name="code"
          size="large"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          required
          // A paste brings spaces and words along.
          maxLength={200}
          value={code}
          onChange={type}
          error={wrong ? sentence(error) : undefined}
        />
        <Trouble error={wrong ? null : error} fields={[]} />
        <Button type="submit" variant="primary" size="touch" wide busy={checking ? 'Opening' : undefined} off={whole ? undefined : `Type the ${mailed.digits} digits first.`}>
          Open the review
        </Button>
      </form>
      <div className="row row-2 wrap">
        <Button variant="ghost" busy={asking ? 'Sending' : undefined} off={left > 0 ? `Another code can be sent in ${left} seconds.` : undefined} onPress={onAgain}>
          {left > 0 ? `Send another code in ${left} s` : 'Send another code'}
        </Button>
        {onOther && (
          <Button variant="ghost" onPress={onOther}>
            Use another address
          </Button>
        )}
      </div>
      <p className="t12">
        {to === null ? 'Nothing came? Look among the unwanted mails.' : 'Nothing came? Look among the unwanted mails, check the address, or ask the person who sent you the link whether you are invited with it.'}
      </p>
    </PlainPage>
  );
}

function Trouble({ error, fields }: { error: unknown; fields: string[] }) {
  if (!error || (error instanceof ProblemError && error.field !== undefined && fields.includes(error.field))) return null;
  return (
    <p className="bad t12" role="alert">
      {sentence(error)}
      {retryWords(error)}
    </p>
  );
}

/** Seconds that are left, told once a second. */
function useCountdown(seconds: number): number {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  return left;
}
