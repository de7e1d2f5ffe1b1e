/** The uploads of this tab: two at a time, kept over navigation and reload, each started in review afterwards if asked. */
import type { QueryClient } from '@tanstack/react-query';
import { post } from '../api/client';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import { queryClient } from '../api/queryClient';
import { hold } from './hold';
import { records, type UploadRecord, type UploadStart } from './record';
import { tusDelete, tusUpload, type Uploaded } from './tus';
import { matched, Speed, step, type UploadEvent, type UploadItem } from './uploadState';

const AT_ONCE = 2;
const PREVIEW_MOST_BYTES = 40_000_000;

export type Wanted = { blob: File; handle: FileSystemFileHandle | null; path: string | null; project: string; section: string | null; file: string | null; start: UploadStart | null };

type Job = { record: UploadRecord; blob: File | null; abort: AbortController | null; /** Its upload has no address yet. */ begins: boolean; /** Lets other tabs have it. */ release: () => void };

export class Uploads {
  private items: readonly UploadItem[] = [];
  private readonly jobs = new Map<string, Job>();
  private readonly listeners = new Set<() => void>();
  private loaded = false;
  readonly speed = new Speed();

  constructor(private readonly client: QueryClient) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (!this.loaded) void this.load();
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): readonly UploadItem[] => this.items;

  add(wanted: Wanted[]): void {
    for (const { blob, handle, path, ...rest } of wanted) {
      const record: UploadRecord = { ...rest, id: crypto.randomUUID(), name: blob.name, path, size: blob.size, modified: blob.lastModified, url: null, handle };
      // Before other tabs can find it.
      const { release } = hold(record.id);
      this.jobs.set(record.id, { record, blob, abort: null, begins: false, release });
      void records.save(record);
      const preview = blob.type.startsWith('image/') && blob.size < PREVIEW_MOST_BYTES ? URL.createObjectURL(blob) : null;
      this.set([...this.items, toItem(record, { is: 'queued' }, preview)]);
    }
    this.pump();
  }

  pause(id: string): void {
    this.jobs.get(id)?.abort?.abort();
    this.apply(id, { type: 'pause' });
    this.pump();
  }

  /** False when all bytes are with the server and nothing is left to send. */
  canResume(id: string): boolean {
    return this.jobs.has(id);
  }

  /** Goes on; false when the browser cannot give the file back and the person has to pick it. */
  async resume(id: string): Promise<boolean> {
    const job = this.jobs.get(id);
    if (!job) return true;
    job.blob ??= await reopen(job.record);
    if (!job.blob) return false;
    this.apply(id, { type: 'resume' });
    this.pump();
    return true;
  }

  /** The file that was picked again; says why when it is another one. */
  give(id: string, blob: File): string | undefined {
    const job = this.jobs.get(id);
    if (!job) return undefined;
    if (blob.size !== job.record.size || blob.name !== job.record.name)
      return `This is another file. Choose “${job.record.name}” as it was, or cancel this upload and start anew.`;
    job.blob = blob;
    void this.resume(id);
    return undefined;
  }

  /** Files that were picked again all at once, after a reload; how many of them go on. Each goes to one upload. */
  giveMany(blobs: readonly File[]): number {
    const waiting = this.items.filter((item) => item.phase.is === 'asking');
    const given = matched(waiting, blobs);
    for (const { id, blob } of given) this.give(id, blob);
    return given.length;
  }

  cancel(id: string): void {
    const job = this.jobs.get(id);
    job?.abort?.abort();
    if (job?.record.url) void tusDelete(job.record.url);
    this.drop(id);
    this.pump();
  }

  clearFinished(): void {
    for (const item of this.items) if (item.phase.is === 'done' || item.phase.is === 'failed') this.drop(item.id);
  }

  /** At sign-out: nothing of this person stays on the device. */
  async forget(): Promise<void> {
    const jobs = [...this.jobs.values()];
    for (const job of jobs) job.abort?.abort();
    this.jobs.clear();
    this.set([]);
    await records.clear();
    for (const job of jobs) job.release();
  }

  private async load(): Promise<void> {
    this.loaded = true;
    for (const { id } of await records.all()) if (!this.jobs.has(id)) void this.take(id);
  }

  /** What another tab is uploading is not stopped. It comes here when that tab is closed before it was done. */
  private async take(id: string): Promise<void> {
    const { mine, release } = hold(id);
    await mine;
    const record = await records.one(id);
    if (!record || this.jobs.has(id)) return release();
    this.jobs.set(id, { record, blob: null, abort: null, begins: false, release });
    this.set([...this.items, toItem(record, record.handle ? { is: 'paused' } : { is: 'asking' }, null)]);
  }

  private pump(): void {
    const running = this.items.filter((item) => item.phase.is === 'running' || item.phase.is === 'waiting').length;
    const next = this.items.filter((item) => item.phase.is === 'queued').slice(0, Math.max(0, AT_ONCE - running));
    for (const item of next) {
      // The server puts files in the order in which their uploads began, so one begins after another.
      if ([...this.jobs.values()].some((job) => job.begins)) return;
      void this.run(item.id);
    }
  }

  private async run(id: string): Promise<void> {
    const job = this.jobs.get(id);
    if (!job?.blob) return;
    const { record, blob } = job;
    const abort = (job.abort = new AbortController());
    let counted = -1;
    job.begins = record.url === null;
    this.apply(id, { type: 'run' });
    try {
      const made = await tusUpload(blob, {
        metadata: metadata(record),
        url: record.url,
        signal: abort.signal,
        onUrl: (url) => {
          record.url = url;
          void records.save(record);
          job.begins = false;
          this.pump();
        },
        onProgress: (sent) => {
          if (counted >= 0 && sent > counted) this.speed.add(sent - counted, Date.now());
          counted = sent;
          this.apply(id, { type: 'progress', sent });
        },
        onWait: (attempt) => this.apply(id, { type: 'wait', attempt }),
      });
      await this.finish(id, record, made);
    } catch (error) {
      if (!abort.signal.aborted) this.apply(id, { type: 'fail', detail: sentence(error) });
    }
    job.begins = false;
    this.pump();
  }

  private async finish(id: string, record: UploadRecord, made: Uploaded): Promise<void> {
    this.apply(id, { type: 'uploaded' });
    void this.client.invalidateQueries({ queryKey: keys.project(record.project) });
    try {
      if (record.start) await startReviews(made.version, record.start);
      this.apply(id, { type: 'done', ...made, started: record.start !== null });
    } catch (error) {
      this.apply(id, { type: 'fail', detail: `The file is there, but its review did not start. ${sentence(error)}` });
    }
    this.end(id);
    void this.client.invalidateQueries({ queryKey: keys.project(record.project) });
    void this.client.invalidateQueries({ queryKey: keys.overview });
  }

  private apply(id: string, event: UploadEvent): void {
    this.set(this.items.map((item) => (item.id === id ? step(item, event) : item)));
  }

  private drop(id: string): void {
    const item = this.items.find((found) => found.id === id);
    if (item?.preview) URL.revokeObjectURL(item.preview);
    this.end(id);
    this.set(this.items.filter((found) => found.id !== id));
  }

  private end(id: string): void {
    const job = this.jobs.get(id);
    this.jobs.delete(id);
    // A tab that waits for it finds no record then.
    void records.remove(id).then(() => job?.release());
  }

  private set(items: readonly UploadItem[]): void {
    this.items = items;
    for (const listener of this.listeners) listener();
  }
}

export const uploads = new Uploads(queryClient);

function toItem(record: UploadRecord, phase: UploadItem['phase'], preview: string | null): UploadItem {
  const groups = record.start?.groups.map((group) => group.name) ?? [];
  return { id: record.id, project: record.project, name: record.name, size: record.size, sent: 0, phase, groups, start: record.start, preview };
}

function metadata(record: UploadRecord): Record<string, string> {
  return {
    project: record.project,
    filename: record.name,
    ...(record.section && { section: record.section }),
    ...(record.file && { file: record.file }),
    ...(record.path && { relative_path: record.path }),
  };
}

/** One request per due date, since a request has one. */
async function startReviews(version: string, start: UploadStart): Promise<void> {
  for (const due_at of new Set(start.groups.map((group) => group.due_at))) {
    const groups = start.groups.filter((group) => group.due_at === due_at).map((group) => group.id);
    await post('/reviews', { versions: [version], groups, ...(due_at !== null && { due_at, due_zone: start.zone }) });
  }
}

async function reopen(record: UploadRecord): Promise<File | null> {
  const handle = record.handle as (FileSystemFileHandle & { requestPermission?: (options: { mode: 'read' }) => Promise<PermissionState> }) | null;
  if (!handle) return null;
  try {
    if (handle.requestPermission && (await handle.requestPermission({ mode: 'read' })) !== 'granted') return null;
    const file = await handle.getFile();
    return file.size === record.size && file.lastModified === record.modified ? file : null;
  } catch {
    return null;
  }
}
