/** The queue of short messages. `Toasts.tsx` shows it; anything may add to it. */
import type { IconName } from './Icon';
import type { StatusLook } from './status';

export type ToastOptions = {
  icon?: IconName;
  status?: StatusLook;
  action?: { label: string; run: () => void };
  /** An error stays until it is closed or acted on. */
  error?: boolean;
};
export type ToastEntry = ToastOptions & { id: number; text: string; lasts: number };

const PLAIN_MS = 6_000;
const ACTION_MS = 10_000;
const MOST = 3;

export class ToastQueue {
  private entries: readonly ToastEntry[] = [];
  private next = 1;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): readonly ToastEntry[] => this.entries;

  show(text: string, options: ToastOptions = {}): number {
    const id = this.next++;
    const lasts = options.error ? Infinity : options.action ? ACTION_MS : PLAIN_MS;
    this.set([...this.entries, { ...options, id, text, lasts }].slice(-MOST));
    return id;
  }

  /** "Deleted 3 files" with Undo, 10 seconds. */
  undo(text: string, run: () => void, options: Pick<ToastOptions, 'icon'> = {}): number {
    return this.show(text, { ...options, action: { label: 'Undo', run } });
  }

  error(text: string, retry?: () => void): number {
    return this.show(text, { error: true, icon: 'warn', ...(retry && { action: { label: 'Retry', run: retry } }) });
  }

  close(id: number): void {
    this.set(this.entries.filter((entry) => entry.id !== id));
  }

  private set(entries: readonly ToastEntry[]): void {
    this.entries = entries;
    for (const listener of this.listeners) listener();
  }
}

export const toasts = new ToastQueue();
