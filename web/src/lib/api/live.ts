/**
 * Live updates: one event stream per tab. An event carries ids only; everything cached about them
 * becomes stale and what is on screen is asked again. The browser resumes with Last-Event-ID.
 */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { endAhead } from './ahead';
import { API } from './client';
import { keys } from './keys';
import type { Change } from './types';

type Listener = (change: Change) => void;
const listeners = new Set<Listener>();

/** Calls back for every change, for things that are no query, such as pictures. Returns the way to stop. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Key prefixes that a change makes stale. */
export function staleKeys(change: Change): QueryKey[] {
  const stale: QueryKey[] = [];
  // Nobody sees these; an upload tells one per part.
  if (/^(upload|content|certificate)\./.test(change.kind)) return stale;
  if (change.project) stale.push(keys.project(change.project));
  if (change.group) stale.push(keys.group(change.group));
  if (change.review) stale.push(keys.review(change.review));
  if (change.version) stale.push(keys.version(change.version));
  if (change.project || change.review || change.file || change.group) stale.push(keys.overview);
  if (/^(project|section|file|version|review|group)\./.test(change.kind)) stale.push(keys.places);
  // What a group allows, and who is in it, stands on the page of each of its reviews.
  if (/^(group|reviewer|link|guest)\./.test(change.kind)) stale.push(['review']);
  if (/^decision\./.test(change.kind)) stale.push(['decision']);
  if (/^project\./.test(change.kind)) stale.push(keys.marks);
  if (/^(member|invitation|team)\b/.test(change.kind)) stale.push(keys.members);
  if (/^notification\.(told|read)$/.test(change.kind)) stale.push(keys.inbox);
  if (change.kind === 'notification.settings_changed') stale.push(keys.notifications);
  if (/^(mail|reviewer|team)\./.test(change.kind)) stale.push(keys.outbox);
  if (/^(session|sign_in)\./.test(change.kind)) stale.push(keys.sessions, keys.me);
  return stale;
}

const GATHER_MS = 120;
const REOPEN_MS = [1_000, 2_000, 5_000, 15_000, 30_000];

let current: { open: () => void; close: () => void } | undefined;

/** Closes the stream, if one is open: nothing is asked again in the name of somebody who signs out. Returns the way on. */
export function pauseLive(): () => void {
  const paused = current;
  paused?.close();
  return () => paused?.open();
}

/** Opens the stream; returns the way to close it. */
export function startLive(client: QueryClient): () => void {
  const gathered = new Map<string, QueryKey>();
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let reopening: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | undefined;
  let failures = 0;
  let missed = false;

  const flush = () => {
    gathering = undefined;
    const prefixes = [...gathered.values()];
    gathered.clear();
    for (const queryKey of prefixes) void client.invalidateQueries({ queryKey });
  };
  const receive = (event: MessageEvent<string>) => {
    const change = parse(event.data);
    if (!change) return;
    for (const key of staleKeys(change)) gathered.set(key.join(' '), key);
    for (const listener of listeners) listener(change);
    gathering ??= setTimeout(flush, GATHER_MS);
  };
  const open = () => {
    source = new EventSource(`${API}/events`);
    source.addEventListener('open', () => {
      failures = 0;
      // A stream opened anew cannot say where it stopped, so everything may be old.
      if (missed) void client.invalidateQueries();
      missed = false;
      // What was asked for before the application ran is older than the stream by seconds on a slow phone.
      const early = endAhead();
      if (early) void client.invalidateQueries({ queryKey: keys.review(early) });
    });
    source.addEventListener('change', receive);
    source.addEventListener('reset', () => void client.invalidateQueries());
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      missed = true;
      reopening = setTimeout(open, REOPEN_MS[Math.min(failures, REOPEN_MS.length - 1)]);
      failures += 1;
    });
  };
  open();

  const close = () => {
    clearTimeout(gathering);
    clearTimeout(reopening);
    source?.close();
  };
  current = { open, close };
  return close;
}

function parse(data: string): Change | undefined {
  try {
    const value = JSON.parse(data) as unknown;
    return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string' ? (value as Change) : undefined;
  } catch {
    return undefined;
  }
}
