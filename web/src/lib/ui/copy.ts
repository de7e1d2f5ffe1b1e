/** Puts text on the clipboard and says so. */
import { toasts } from './toast';

export async function copyText(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.show(said, { icon: 'copy' });
  } catch {
    toasts.error('The browser did not let this page use the clipboard. Select the text and copy it by hand.');
  }
}
