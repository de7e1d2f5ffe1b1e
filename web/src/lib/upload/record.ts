/** What is kept on this device so that an upload goes on after a reload: its address and what it is for. */

export type UploadStart = { groups: { id: string; name: string; due_at: number | null }[]; zone: string };

export type UploadRecord = {
  id: string;
  project: string;
  section: string | null;
  /** The file that gets a new version. */
  file: string | null;
  name: string;
  path: string | null;
  size: number;
  modified: number;
  url: string | null;
  start: UploadStart | null;
  /** Where the browser can give the file back by itself (Chromium, dropped files). */
  handle: FileSystemFileHandle | null;
};

const DATABASE = 'countersign-uploads';
const STORE = 'uploads';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no storage'));
  });
}

async function within<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const database = await open();
    return await new Promise((resolve, reject) => {
      const request = run(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('no storage'));
    });
  } catch {
    // Private windows may have no storage. Uploads work, they only do not survive a reload.
    return undefined;
  }
}

export const records = {
  all: async (): Promise<UploadRecord[]> => (await within<UploadRecord[]>('readonly', (store) => store.getAll() as IDBRequest<UploadRecord[]>)) ?? [],
  one: (id: string) => within<UploadRecord | undefined>('readonly', (store) => store.get(id) as IDBRequest<UploadRecord | undefined>),
  save: (record: UploadRecord) => within('readwrite', (store) => store.put(record)),
  remove: (id: string) => within('readwrite', (store) => store.delete(id)),
  clear: () => within('readwrite', (store) => store.clear()),
};
