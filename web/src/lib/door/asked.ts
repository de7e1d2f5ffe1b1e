/** What a review link answers before anything opens: it asks for a code, or it is over. */
import { hasCode } from '../api/problem';

/** `named`: name and address; `address`: the invited address; `own`: nothing, the link is one person's. */
export type Asked = 'named' | 'address' | 'own';

export function askedForCode(error: unknown): Asked | null {
  if (hasCode(error, 'code_needed_named')) return 'named';
  if (hasCode(error, 'code_needed')) return 'address';
  return hasCode(error, 'code_needed_own') ? 'own' : null;
}

/** The link opens nothing any more, or nothing for this person: no password and no code helps. */
export function linkIsOver(error: unknown): boolean {
  return hasCode(error, 'link_revoked', 'link_expired', 'invited_only', 'not_found');
}

/** The digits of a code out of what was typed or pasted, "123 456" or "Your code: 123456" alike. */
export function digitsOf(text: string, digits: number): string {
  const whole = new RegExp(`\\d{${digits}}`).exec(text.replaceAll(/(?<=\d)[\s-](?=\d)/g, ''));
  return (whole?.[0] ?? text.replaceAll(/\D/g, '')).slice(0, digits);
}
