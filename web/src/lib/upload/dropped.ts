/** Files out of a drop or a picker, with folders walked and their paths kept. */

export type Picked = { blob: File; handle: FileSystemFileHandle | null; path: string | null };

export function fromInput(list: FileList): Picked[] {
  return inOrder(Array.from(list, (blob) => ({ blob, handle: null, path: blob.webkitRelativePath || null })));
}

const byName = new Intl.Collator(undefined, { numeric: true });

/** A disk lists a folder in any order; people count pages and scenes. Files picked one by one stay as they were picked. */
function inOrder(picked: Picked[]): Picked[] {
  return picked.toSorted((one, other) => byName.compare(one.path ?? '', other.path ?? ''));
}

/** Must be called inside the drop event: the browser empties the transfer afterwards. */
export async function fromDrop(transfer: DataTransfer): Promise<Picked[]> {
  const items = Array.from(transfer.items).filter((item) => item.kind === 'file');
  const taken = items.map((item) => {
    const withHandle = item as DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };
    return { entry: item.webkitGetAsEntry(), file: item.getAsFile(), handle: withHandle.getAsFileSystemHandle?.().catch(() => null) };
  });
  const picked: Picked[] = [];
  for (const { entry, file, handle } of taken) {
    if (entry?.isDirectory) picked.push(...(await walk(entry as FileSystemDirectoryEntry)));
    else if (file) {
      const found = await handle;
      picked.push({ blob: file, handle: found?.kind === 'file' ? (found as FileSystemFileHandle) : null, path: null });
    }
  }
  return inOrder(picked.filter(({ blob }) => !isJunk(blob.name)));
}

async function walk(directory: FileSystemDirectoryEntry): Promise<Picked[]> {
  const reader = directory.createReader();
  const picked: Picked[] = [];
  for (;;) {
    // A reader gives at most 100 entries at a time.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)).catch(() => []);
    if (entries.length === 0) return picked;
    for (const entry of entries) {
      if (entry.isDirectory) picked.push(...(await walk(entry as FileSystemDirectoryEntry)));
      else {
        const blob = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)).catch(() => null);
        if (blob) picked.push({ blob, handle: null, path: entry.fullPath.replace(/^\//, '') });
      }
    }
  }
}

/** What systems leave in folders. */
function isJunk(name: string): boolean {
  return name === '.DS_Store' || name === 'Thumbs.db' || name === 'desktop.ini' || name.startsWith('._');
}
