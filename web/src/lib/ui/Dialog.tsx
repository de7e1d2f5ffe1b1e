/** One question, one primary button at the right. Esc cancels unless text would be lost; focus returns to the opener. */
import type { ReactNode } from 'react';
import { laterPart } from '../page/later-part';
import { prepareMenus } from './Menu';

export type DialogProps = {
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

const DialogBox = laterPart(() => import('./DialogBox').then((found) => found.DialogBox));

/** Overlays are a third of the script of a page, and no page opens with one. */
export function preloadOverlays(): void {
  DialogBox.prepare();
  prepareMenus();
}

export function Dialog(props: DialogProps) {
  return props.open ? <DialogBox {...props} /> : null;
}
