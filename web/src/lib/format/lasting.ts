/** How long something lasts, in whole words. */
import { count } from './size';

/** "40 seconds", "6 minutes": never less than it is. */
export function lasting(seconds: number): string {
  return seconds < 90 ? count(Math.ceil(seconds), 'second', 'seconds') : count(Math.ceil(seconds / 60), 'minute', 'minutes');
}
