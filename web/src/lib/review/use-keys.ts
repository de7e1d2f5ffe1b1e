// The keyboard of the review screen: finds the action of a key and lets arrow keys move a marker.

import { useEffect, useRef } from 'react';
import { singleKeysOn } from '../ui/useKeys';
import { actions, type ActionContext } from './actions';
import { gestureKey, isChord } from './keyboard';

export function useKeys(context: ActionContext): void {
  const latest = useRef(context);
  useEffect(() => {
    latest.current = context;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || inOverlay(event.target)) return;
      const now = latest.current;
      const typing = isTyping(event.target);
      const { gesture, gesturePage } = now.state;
      const placing = gesture.phase === 'keys' || (gesture.phase === 'stretch' && !gesture.held);
      const moved = placing && !typing ? gestureKey(event) : null;
      if (moved) {
        event.preventDefault();
        now.tell({ type: 'gesture', event: moved, page: gesturePage });
        return;
      }
      const action = actions.find((one) => (!typing || one.whileTyping) && one.keys.some((chord) => isChord(event, chord)));
      if (!action || !action.enabled(now)) return;
      const single = !event.ctrlKey && !event.metaKey && event.key.length === 1;
      if (single && !singleKeysOn() && action.id !== 'help') return;
      event.preventDefault();
      action.run(now);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button'].includes(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Menus and dialogs have their own keys. */
function inOverlay(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="menu"], [role="listbox"], .dialog, .menu-pop, [role="tablist"], [role="radiogroup"]') !== null && !target.closest('.rv-rail-tabs');
}
