/**
 * Secrets of links stand after the `#`, so that no server and no proxy sees them. They are taken
 * out of the address bar before anything else runs, and kept in memory only.
 */
const pages = /^\/(setup|sign-in|unsubscribe|invitation\/[^/]+|r\/[^/]+)\/?$/;

let secret: string | undefined;
const listeners = new Set<() => void>();

function take(): void {
  if (location.hash.length < 2 || !pages.test(location.pathname)) return;
  secret = decode(location.hash.slice(1));
  // SECURITY: a secret in the address bar ends in histories, screenshots and shoulder views.
  history.replaceState(history.state, '', location.pathname + location.search);
  for (const listener of listeners) listener();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

take();
window.addEventListener('hashchange', take);

/** The secret this page was opened with. */
export function fragmentSecret(): string | undefined {
  return secret;
}

/** Calls back when the person pastes another link of the same page. */
export function onFragment(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** After it was used. */
export function forgetFragment(): void {
  secret = undefined;
}
