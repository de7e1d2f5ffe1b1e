/** A password to be chosen, with the server's judgement of it while typing. */
import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useState } from 'react';
import { post } from '../api/client';
import { PasswordField } from '../ui/Field';

const words = ['Too easy to guess.', 'Too easy to guess.', 'Not enough yet.', 'Good. Hard to guess.', 'Very good. Hard to guess.'] as const;

type Props = { value: string; onChange: (value: string) => void; /** Words that must not be in it: names, address, team. */ context: string[]; error?: string | undefined };

export function NewPassword({ value, onChange, context, error }: Props) {
  const settled = useSettled(useDeferredValue(value));
  const { data } = useQuery({
    queryKey: ['password-strength', settled, context.join('\n')],
    queryFn: ({ signal }) => post('/password-strength', { password: settled, context }, { signal }),
    enabled: settled.length > 0,
    placeholderData: keepPreviousData,
    // SECURITY: nothing typed here stays in the cache after the form is gone.
    gcTime: 0,
    retry: false,
  });
  const score = value && data ? data.score : 0;
  return (
    <div className="field">
      <PasswordField label="Password" size="large" name="password" autoComplete="new-password" required value={value} onChange={onChange} error={error} />
      <span className={`meter m${score}`} role="img" aria-label={`Strength ${score} of 4`}>
        {[1, 2, 3, 4].map((step) => (
          <i key={step} className={step <= score ? 'on' : ''} />
        ))}
      </span>
      <span className="help" role="status">
        {value && data ? data.advice.join(' ') || words[score] : 'At least 8 characters. A few unrelated words are better than signs.'}
      </span>
    </div>
  );
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 250);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
