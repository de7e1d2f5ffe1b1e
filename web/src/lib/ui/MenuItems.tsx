/** The open menu; `Menu.tsx` loads it when the first one opens. */
import { Header } from 'react-aria-components/Header';
import { Menu as AriaMenu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Icon } from './Icon';
import type { MenuAtProps } from './Menu';
import { StatusIcon } from './StatusIcon';
import './menu.css';

export function MenuPopover({ label, groups, at, onClose, placement = 'bottom start' }: MenuAtProps) {
  return (
    <Popover className="menu-pop" aria-label={label} triggerRef={at} isOpen onOpenChange={(next) => !next && onClose()} placement={placement} offset={4}>
      <AriaMenu className="menu" aria-label={label} autoFocus="first" onClose={onClose}>
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
    </Popover>
  );
}
