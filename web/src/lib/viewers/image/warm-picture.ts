/** Asks for the picture of a review as soon as its version is known; the stage then finds it loaded or on its way. */
import type { ReviewPage } from '../../api/types';
import { firstDisplay } from './display';

/** Kept, so that the browser keeps the answer. */
let warm: { readonly version: string; readonly image: HTMLImageElement } | undefined;

export function warmPicture({ version }: ReviewPage): void {
  if (version.kind !== 'image' && version.kind !== 'svg') return;
  const image = new Image();
  warm = { version: version.id, image };
  image.fetchPriority = 'high';
  image.decoding = 'async';
  image.src = firstDisplay(version.id);
}

/** Settles when the picture that was asked for has come or failed; at once where none was. */
export function afterPicture(): Promise<void> {
  const image = warm?.image;
  if (!image || image.complete) return Promise.resolve();
  return new Promise((resolve) => {
    image.addEventListener('load', () => resolve());
    image.addEventListener('error', () => resolve());
  });
}

/** The picture that was asked for, where it has come already. */
export function arrivedPicture(version: string): HTMLImageElement | null {
  return warm?.version === version && warm.image.complete && warm.image.naturalWidth > 0 ? warm.image : null;
}
