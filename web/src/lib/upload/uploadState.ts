/** What one upload goes through, as a pure reducer; speed and time left as pure arithmetic. */
import type { UploadStart } from './record';

export type UploadPhase =
  | { is: 'queued' }
  | { is: 'running' }
  /** Connection lost or server busy: tries again by itself. */
  | { is: 'waiting'; attempt: number }
  | { is: 'paused' }
  /** After a reload the browser does not give the file back; the person picks it again. */
  | { is: 'asking' }
  | { is: 'starting' }
  | { is: 'done'; file: string; version: string; started: boolean }
  | { is: 'failed'; detail: string };

export type UploadItem = {
  id: string;
  project: string;
  name: string;
  size: number;
  sent: number;
  phase: UploadPhase;
  /** Names of the groups in which review starts afterwards. */
  groups: string[];
  start: UploadStart | null;
  /** Object URL of a picture, for the tray. */
  preview: string | null;
};

export type UploadEvent =
  | { type: 'run' }
  | { type: 'progress'; sent: number }
  | { type: 'wait'; attempt: number }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'uploaded' }
  | { type: 'done'; file: string; version: string; started: boolean }
  | { type: 'fail'; detail: string };

export function step(item: UploadItem, event: UploadEvent): UploadItem {
  const { phase } = item;
  switch (event.type) {
    case 'run':
      return phase.is === 'queued' || phase.is === 'waiting' ? { ...item, phase: { is: 'running' } } : item;
    case 'progress':
      // A late report of a stopped part must not wake a paused upload.
      if (phase.is !== 'running' && phase.is !== 'waiting') return item;
      return { ...item, sent: Math.min(event.sent, item.size), phase: { is: 'running' } };
    case 'wait':
      return phase.is === 'running' || phase.is === 'waiting' ? { ...item, phase: { is: 'waiting', attempt: event.attempt } } : item;
    case 'pause':
      return isActive(item) ? { ...item, phase: { is: 'paused' } } : item;
    case 'resume':
      return phase.is === 'paused' || phase.is === 'failed' || phase.is === 'asking' ? { ...item, phase: { is: 'queued' } } : item;
    case 'uploaded':
      return { ...item, sent: item.size, phase: { is: 'starting' } };
    case 'done':
      return { ...item, sent: item.size, phase: { is: 'done', file: event.file, version: event.version, started: event.started } };
    case 'fail':
      return phase.is === 'done' ? item : { ...item, phase: { is: 'failed', detail: event.detail } };
  }
}

export function isActive(item: UploadItem): boolean {
  return item.phase.is === 'queued' || item.phase.is === 'running' || item.phase.is === 'waiting';
}

export function percent(item: UploadItem): number {
  if (item.phase.is === 'done' || item.phase.is === 'starting') return 100;
  // 100 is said only when the server has everything.
  return item.size === 0 ? 0 : Math.min(99, Math.floor((item.sent / item.size) * 100));
}

/** Which of the files that were picked again belongs to which upload: same name, same size, each of them once. */
export function matched<F extends { name: string; size: number }>(items: readonly UploadItem[], files: readonly F[]): { id: string; blob: F }[] {
  const left = [...files];
  return items.flatMap((item) => {
    const at = left.findIndex((file) => file.name === item.name && file.size === item.size);
    const [blob] = at < 0 ? [] : left.splice(at, 1);
    return blob ? [{ id: item.id, blob }] : [];
  });
}

export type Totals = { all: number; done: number; active: number; sent: number; size: number };

export function totals(items: readonly UploadItem[]): Totals {
  return {
    all: items.length,
    done: items.filter((item) => item.phase.is === 'done').length,
    active: items.filter((item) => isActive(item) || item.phase.is === 'starting').length,
    sent: items.reduce((sum, item) => sum + (isActive(item) ? item.sent : 0), 0),
    size: items.reduce((sum, item) => sum + (isActive(item) ? item.size : 0), 0),
  };
}

type Sample = { at: number; bytes: number };
const WINDOW_MS = 8_000;

/** Bytes per second over the last seconds. */
export class Speed {
  private samples: Sample[] = [];

  add(bytes: number, at: number): void {
    this.samples.push({ at, bytes });
    this.samples = this.samples.filter((sample) => at - sample.at <= WINDOW_MS);
  }

  /** Undefined until there is enough to say. */
  perSecond(now: number): number | undefined {
    const recent = this.samples.filter((sample) => now - sample.at <= WINDOW_MS);
    const first = recent[0];
    if (!first || recent.length < 3) return undefined;
    const seconds = (now - first.at) / 1_000;
    if (seconds < 0.5) return undefined;
    return recent.slice(1).reduce((sum, sample) => sum + sample.bytes, 0) / seconds;
  }
}
