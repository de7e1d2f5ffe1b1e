/** Opening a review link begins with the address, while the script of the page is still on its way. */
import { post } from '../api/client';
import { fragmentSecret } from '../page/fragment';

const ask = (link: string, secret: string) => post(`/review-links/${link}/open`, { secret });

let begun: { readonly link: string; readonly secret: string; readonly answer: ReturnType<typeof ask> } | undefined;

export function beginOpening(link: string): void {
  const secret = fragmentSecret();
  if (!secret) return;
  const answer = ask(link, secret);
  // Whoever takes it hears of a refusal.
  answer.catch(() => undefined);
  begun = { link, secret, answer };
}

/** The answer that was begun, once; else a new one. */
export function opening(link: string, secret: string): ReturnType<typeof ask> {
  const under = begun;
  begun = undefined;
  return under?.link === link && under.secret === secret ? under.answer : ask(link, secret);
}
