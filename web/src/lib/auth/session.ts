/** What has to happen around signing in and out, in one place. */
import type { QueryClient } from '@tanstack/react-query';
import { del, post } from '../api/client';
import { keys } from '../api/keys';
import { pauseLive } from '../api/live';
import type { Me } from '../api/types';

/** Replaces everything cached: it belonged to nobody or to somebody else. */
export function enter(client: QueryClient, me: Me): void {
  client.clear();
  client.setQueryData(keys.me, me);
}

export async function leave(client: QueryClient): Promise<void> {
  const goOn = pauseLive();
  try {
    await post('/sign-out');
  } catch (error) {
    goOn();
    throw error;
  }
  // Loaded only here: the sign-in page has no use for it.
  const { uploads } = await import('../upload/uploads');
  await uploads.forget();
  // Words that were not sent yet are as private as a session.
  const { forgetKept } = await import('../review/drafts');
  forgetKept(sessionStorage);
  client.clear();
}

/** Ends what review links opened in this browser, and forgets what the guest has written into it. */
export async function leaveAsGuest(client: QueryClient): Promise<void> {
  const goOn = pauseLive();
  try {
    await del('/guest/session');
  } catch (error) {
    goOn();
    throw error;
  }
  const [{ forgetKept }, { forgetGuest }] = await Promise.all([import('../review/drafts'), import('../review/known-guest')]);
  forgetKept(sessionStorage);
  forgetGuest();
  client.clear();
}

/** A path of this site to go on to, or the start page. */
export function safeNext(next: string | undefined): string {
  // SECURITY: `//host` and `https:` would send a person who has just signed in to a foreign page.
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}
