/** Asks for the picture of a review as soon as its version is known; the stage then finds it loaded or on its way. */
import type { ReviewPage } from '../../api/types';
import { firstDisplay } from './display';

/** Kept, so that the browser keeps the answer. */
let warm: HTMLImageElement | undefined;

export function warmPicture({ version }: ReviewPage): void {
  if (version.kind !== 'image' && version.kind !== 'svg') return;
  warm = new Image();
  warm.fetchPriority = 'high';
  warm.decoding = 'async';
  warm.src = firstDisplay(version.id);
}
