// Runs what nobody waits for once the browser has nothing else to do.

/** A browser that is never idle gets it all the same. */
const LATEST_MS = 2_000;

export function whenIdle(run: () => void): void {
  // Safari has no idle callbacks.
  if ('requestIdleCallback' in window) window.requestIdleCallback(run, { timeout: LATEST_MS });
  else setTimeout(run);
}
