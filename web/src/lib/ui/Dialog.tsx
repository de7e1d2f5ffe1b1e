/** One question, one primary button at the right. Esc cancels unless text would be lost; focus returns to the opener. */
import { lazy, Suspense, type ReactNode } from 'react';

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

const load = () => import('./DialogBox');
const DialogBox = lazy(() => load().then((found) => ({ default: found.DialogBox })));

/** Overlays are a third of the script of a page, and no page opens with one. */
export function preloadOverlays(): void {
  void load();
  void import('./MenuItems');
}

export function Dialog(props: DialogProps) {
  return props.open ? (
    <Suspense>
      <DialogBox {...props} />
    </Suspense>
  ) : null;
}
