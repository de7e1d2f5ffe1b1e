// Loads tiles, a few at a time and the most wanted first, and keeps those seen last in memory. Nothing is
// written anywhere: the server says no-store, and closing the file forgets everything.

import { keyOf, type Tile } from './tiles';

export type Loading<Picture> = { readonly picture: Promise<Picture>; readonly stop: () => void };
export type Loader<Picture> = (tile: Tile) => Loading<Picture>;

const AT_ONCE = 6;
const TRIES = 3;
const WAIT_MS = 1_000;

export class TileStore<Picture> {
  readonly #load: Loader<Picture>;
  readonly #most: number;
  readonly #onReady: () => void;
  /** Insertion order is the order of use. */
  readonly #kept = new Map<string, Picture>();
  readonly #running = new Map<string, Loading<Picture>>();
  readonly #failures = new Map<string, number>();
  #wanted: readonly Tile[] = [];
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(load: Loader<Picture>, most: number, onReady: () => void) {
    this.#load = load;
    this.#most = most;
    this.#onReady = onReady;
  }

  /** Says what is wanted now, most wanted first; loading of anything else stops. */
  want(tiles: readonly Tile[]): void {
    this.#wanted = tiles.slice(0, this.#most);
    const keys = new Set(this.#wanted.map(keyOf));
    for (const [key, loading] of this.#running) {
      if (keys.has(key)) continue;
      this.#running.delete(key);
      loading.stop();
    }
    for (const key of keys) this.#touch(key);
    this.#pump();
  }

  get(tile: Tile): Picture | undefined {
    return this.#kept.get(keyOf(tile));
  }

  /** Whether everything wanted is there. */
  get settled(): boolean {
    return this.#wanted.every((tile) => this.#kept.has(keyOf(tile)));
  }

  close(): void {
    this.#closed = true;
    this.want([]);
    clearTimeout(this.#retry);
    this.#kept.clear();
  }

  #touch(key: string): void {
    const picture = this.#kept.get(key);
    if (picture === undefined) return;
    this.#kept.delete(key);
    this.#kept.set(key, picture);
  }

  #pump(): void {
    for (const tile of this.#wanted) {
      if (this.#closed || this.#running.size >= AT_ONCE) return;
      const key = keyOf(tile);
      if (this.#kept.has(key) || this.#running.has(key) || (this.#failures.get(key) ?? 0) >= TRIES) continue;
      const loading = this.#load(tile);
      this.#running.set(key, loading);
      loading.picture.then(
        (picture) => this.#arrived(key, loading, picture),
        () => this.#failed(key, loading),
      );
    }
  }

  #arrived(key: string, loading: Loading<Picture>, picture: Picture): void {
    if (this.#running.get(key) !== loading) return;
    this.#running.delete(key);
    this.#failures.delete(key);
    this.#kept.set(key, picture);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) break;
      this.#kept.delete(old);
    }
    this.#onReady();
    this.#pump();
  }

  #failed(key: string, loading: Loading<Picture>): void {
    if (this.#running.get(key) !== loading) return;
    this.#running.delete(key);
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    // One that fails must not hold up the others, nor be asked for without a pause.
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#pump(), WAIT_MS * failures);
  }
}
