/** Commands: what a page offers to the command menu, as data, and the ways to open the menu. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { IconName } from '../ui/Icon';
import type { StatusLook } from '../ui/status';

export type Command = {
  readonly id: string;
  readonly title: string;
  readonly icon?: IconName | undefined;
  readonly status?: StatusLook | undefined;
  /** Where it lies, or what it is now. */
  readonly detail?: string | undefined;
  /** Further words under which it is found. */
  readonly words?: string | undefined;
  /** The key that does the same, as it is written. */
  readonly keys?: string | undefined;
  /** The choice that is on. */
  readonly on?: boolean | undefined;
  readonly run: () => void;
};

export type CommandGroup = {
  readonly title: string;
  readonly commands: readonly Command[];
  /** It stands at the end while nothing is typed. */
  readonly last?: true;
};
export type Offer = () => readonly CommandGroup[];

/** Who offers something now, and whether as the frame around the page. */
const offers = new Map<{ readonly current: Offer }, 'page' | 'frame'>();

/** Offers commands while the page is on the screen. They are asked for when the menu opens. */
export function useCommands(offer: Offer, as: 'page' | 'frame' = 'page'): void {
  const latest = useRef(offer);
  useEffect(() => {
    latest.current = offer;
  });
  useEffect(() => {
    offers.set(latest, as);
    return () => void offers.delete(latest);
  }, [as]);
}

/** What can be done here now: on the page first, then around it. */
export function offered(): readonly CommandGroup[] {
  return (['page', 'frame'] as const)
    .flatMap((part) => [...offers].flatMap(([offer, as]) => (as === part ? offer.current() : [])))
    .filter((group) => group.commands.length > 0);
}

const listeners = new Set<() => void>();
let open = false;

export function openCommandMenu(): void {
  set(true);
}

export function closeCommandMenu(): void {
  set(false);
}

export function useCommandMenuOpen(): boolean {
  return useSyncExternalStore(subscribe, () => open);
}

function set(next: boolean): void {
  open = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

type Action = Omit<Command, 'title' | 'words' | 'keys'> & { readonly label: string; readonly disabled?: boolean };
type Menu = { readonly title?: string; readonly actions: readonly Action[] };

/** The actions of menus as commands, each with the title that stood above it; `of` keeps their ids apart. */
export function fromMenus(of: string, menus: readonly Menu[], words?: string): Command[] {
  return menus.flatMap(({ title, actions }) =>
    actions.flatMap(({ label, disabled, ...action }) => (disabled ? [] : [{ ...action, id: `${of} ${action.id}`, title: title ? `${title}: ${label}` : label, words }])),
  );
}
