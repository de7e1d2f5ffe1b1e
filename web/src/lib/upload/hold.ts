// An upload lives in one tab at a time, which holds a lock of the browser as long as it does. Other tabs wait for it.

export type Hold = { /** Settles once the upload is this tab's. */ readonly mine: Promise<void>; readonly release: () => void };

export function hold(upload: string): Hold {
  let release = () => undefined as void;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const mine = new Promise<void>((got) => {
    // Not available on plain http; every tab then takes what it finds.
    if (!('locks' in navigator)) return got();
    const held = navigator.locks.request(`countersign.upload ${upload}`, () => {
      got();
      return released;
    });
    held.catch(() => got());
  });
  return { mine, release };
}
