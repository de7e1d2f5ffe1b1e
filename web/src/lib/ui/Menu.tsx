/** Menus: actions as data under a button, or opened at any element by the caller. */
import { cloneElement, useRef, useState, type ReactElement, type Ref, type RefObject } from 'react';
import { laterPart } from '../page/later-part';
import type { IconName } from './Icon';
import type { StatusLook } from './status';

export type MenuAction = {
  id: string;
  label: string;
  icon?: IconName;
  status?: StatusLook;
  detail?: string;
  danger?: boolean;
  /** Shows a tick: the choice that is on. */
  on?: boolean;
  disabled?: boolean;
  run: () => void;
};
export type MenuGroup = { title?: string; actions: MenuAction[] };
export type Placement = 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'right top';

const MenuPopover = laterPart(() => import('./MenuItems').then((found) => found.MenuPopover));
export const prepareMenus = MenuPopover.prepare;

type Opener = ReactElement<{
  ref?: Ref<HTMLButtonElement>;
  onPress?: () => void;
  onHoverStart?: () => void;
  onKeyDown?: (event: { key: string }) => void;
  'aria-haspopup'?: 'menu';
  'aria-expanded'?: boolean;
}>;

/** `children` is the button that opens it. */
export function Menu({ label, groups, placement = 'bottom end', children }: { label: string; groups: MenuGroup[]; placement?: Placement; children: Opener }) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      {cloneElement(children, {
        ref: button,
        onPress: () => setOpen(true),
        onHoverStart: prepareMenus,
        onKeyDown: (event) => event.key === 'ArrowDown' && setOpen(true),
        'aria-haspopup': 'menu',
        'aria-expanded': open,
      })}
      <MenuAt label={label} groups={groups} at={button} open={open} onClose={() => setOpen(false)} placement={placement} />
    </>
  );
}

export type MenuAtProps = { label: string; groups: MenuGroup[]; at: RefObject<Element | null>; open: boolean; onClose: () => void; placement?: Placement };

/** The same menu without a button, e.g. the context menu of a table cell. */
export function MenuAt(props: MenuAtProps) {
  return props.open ? <MenuPopover {...props} /> : null;
}
