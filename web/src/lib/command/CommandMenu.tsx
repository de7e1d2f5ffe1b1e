/** Listens for Ctrl or Command and K, and shows the command menu, which loads when it is first asked for. */
import { useEffect } from 'react';
import { laterPart } from '../page/later-part';
import { closeCommandMenu, openCommandMenu, useCommandMenuOpen } from './command';

const CommandBox = laterPart(() => import('./CommandBox').then((found) => found.CommandBox));

/** `member`: the names of the team can be searched; a guest has the commands of the review alone. */
export function CommandMenu({ member }: { readonly member: boolean }) {
  const open = useCommandMenuOpen();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.isComposing) return;
      event.preventDefault();
      if (document.querySelector('.cmd')) closeCommandMenu();
      // A question that is open comes first.
      else if (!document.querySelector('.scrim')) openCommandMenu();
    };
    window.addEventListener('keydown', press);
    return () => {
      window.removeEventListener('keydown', press);
      closeCommandMenu();
    };
  }, []);
  return open ? <CommandBox member={member} onClose={closeCommandMenu} /> : null;
}

/** For buttons that are pointed at: the menu is there when it is pressed. */
export const preloadCommandMenu = CommandBox.prepare;
