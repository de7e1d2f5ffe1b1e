/** One question, one primary button at the right. Esc cancels unless text would be lost; focus returns to the opener. */
import { useId, type ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { IconButton } from './Button';
import './dialog.css';

type Props = {
  title: ReactNode;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  /** Buttons, the primary one last. */
  footer?: ReactNode;
  width?: 'small' | 'regular' | 'wide';
  /** While true, a click beside the dialog and Esc do nothing: text would be lost, or an answer is on its way. */
  keep?: boolean;
  role?: 'dialog' | 'alertdialog';
};

export function Dialog({ title, open, onClose, children, footer, width = 'regular', keep = false, role = 'dialog' }: Props) {
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
