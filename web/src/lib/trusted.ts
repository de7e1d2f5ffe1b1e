/**
 * Trusted Types policies of the whole application. There is deliberately no way to make trusted
 * HTML or trusted script text; the only trusted thing is the address of an own static asset.
 */
const types = window.trustedTypes;

// SECURITY: a worker from a foreign or uploaded address would run with our origin's rights.
const addresses = types?.createPolicy('app', {
  createScriptURL: (address) => {
    const url = new URL(address, location.origin);
    if (url.origin !== location.origin || !url.pathname.startsWith('/assets/')) throw new TypeError('script address refused');
    return url.href;
  },
});

// react-aria empties nodes with `innerHTML = ''`. That passes, everything else throws.
types?.createPolicy('default', { createHTML: (html) => (html === '' ? '' : null) as string });

/** Address of an own asset in the form that `new Worker` and libraries accept under Trusted Types. */
export function assetUrl(address: string): string {
  return (addresses?.createScriptURL(address) ?? address) as string;
}

/** Starts a module worker from an own asset, e.g. one imported with `?url`. */
export function startWorker(address: string, name: string): Worker {
  return new Worker(assetUrl(address), { type: 'module', name });
}
