/** Menus: actions as data under a button, or opened at any element by the caller. */
import type { ReactElement, RefObject } from 'react';
import { Header } from 'react-aria-components/Header';
import { Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Icon, type IconName } from './Icon';
import { StatusIcon } from './StatusIcon';
import type { StatusLook } from './status';
import './menu.css';

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
type Placement = 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'right top';

/** `children` is the button that opens it. */
export function Menu({ label, groups, placement = 'bottom end', children }: { label: string; groups: MenuGroup[]; placement?: Placement; children: ReactElement }) {
  return (
    <MenuTrigger>
      {children}
      <Popover className="menu-pop" placement={placement} offset={4}>
        <Items label={label} groups={groups} />
      </Popover>
    </MenuTrigger>
  );
}

type AtProps = { label: string; groups: MenuGroup[]; at: RefObject<Element | null>; open: boolean; onClose: () => void; placement?: Placement };

/** The same menu without a button, e.g. the context menu of a table cell. */
export function MenuAt({ label, groups, at, open, onClose, placement = 'bottom start' }: AtProps) {
  return (
    <Popover className="menu-pop" triggerRef={at} isOpen={open} onOpenChange={(next) => !next && onClose()} placement={placement} offset={2}>
      <Items label={label} groups={groups} onClose={onClose} />
    </Popover>
  );
}

function Items({ label, groups, onClose }: { label: string; groups: MenuGroup[]; onClose?: () => void }) {
  return (
    <AriaMenu className="menu" aria-label={label} autoFocus="first" {...(onClose && { onClose })}>
      {groups.map((group, index) => (
        <MenuSection key={group.title ?? index} className="menu-sec" aria-label={group.title ?? label}>
          {group.title && <Header className="menu-h over">{group.title}</Header>}
          {group.actions.map((action) => (
            <MenuItem
              key={action.id}
              id={action.id}
              className={`menu-i${action.danger ? ' menu-d' : ''}`}
              textValue={action.label}
              isDisabled={action.disabled ?? false}
              onAction={action.run}
            >
              {action.status ? <span className={action.status}><StatusIcon look={action.status} /></span> : action.icon && <Icon name={action.icon} />}
              <span className="grow">{action.label}</span>
              {action.detail && <span className="t12 t3">{action.detail}</span>}
              {action.on && (
                <>
                  <Icon name="check" size={14} />
                  <span className="sr">, chosen</span>
                </>
              )}
            </MenuItem>
          ))}
        </MenuSection>
      ))}
    </AriaMenu>
  );
}
