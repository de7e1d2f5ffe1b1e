/** A dialog or menu that is loaded when it is first opened. Where it does not come, the page stays, and the next press asks again. */
import { useEffect, useEffectEvent, useSyncExternalStore, type ComponentType } from 'react';
import { toasts } from '../ui/toast';
import { later } from './later';

const NOT_HERE = 'This part of the page did not load. Check your connection and try again; if it stays so, reload the page.';

/** `prepare` fetches it before it is opened, for example when its button is pointed at. */
export function laterPart<P extends { readonly onClose: () => void }>(fetch: () => Promise<ComponentType<P>>): ComponentType<P> & { readonly prepare: () => void } {
  const { load, here, subscribe, prepare } = later(fetch);
  function Part(props: P) {
    const { part: Shown } = useSyncExternalStore(subscribe, here);
    const close = useEffectEvent(() => props.onClose());
    useEffect(() => {
      let left = false;
      // Only what became of this opening counts: an earlier failure is still there when the part is opened again.
      void load().then(() => {
        if (left || !here().failed) return;
        toasts.error(NOT_HERE);
        close();
      });
      return () => {
        left = true;
      };
    }, []);
    return Shown && <Shown {...props} />;
  }
  return Object.assign(Part, { prepare });
}
