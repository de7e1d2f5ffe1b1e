/** The dialog itself; `Dialog.tsx` loads it when the first one opens. */
import { useId } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { IconButton } from './Button';
import type { DialogProps } from './Dialog';
import './dialog.css';

export function DialogBox({ title, open, onClose, children, footer, width = 'regular', keep = false, role = 'dialog' }: DialogProps) {
  const heading = useId();
  return (
    <ModalOverlay className="scrim" isOpen={open} isDismissable={!keep} isKeyboardDismissDisabled={keep} onOpenChange={(next) => !next && onClose()}>
      <Modal className={`dialog dialog-${width}`}>
        <AriaDialog className="dialog-c" role={role} aria-labelledby={heading}>
          <header className="dialog-h">
            <Heading slot="title" level={2} id={heading} className="t16 grow">
              {title}
            </Heading>
            <IconButton icon="x" label="Close" onPress={onClose} />
          </header>
          <div className="dialog-b">{children}</div>
          {footer && <footer className="dialog-f">{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
