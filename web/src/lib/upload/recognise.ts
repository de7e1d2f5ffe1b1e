/** Which file of the project a picked file is a new version of: the one with the same name, with or without its extension. */

type Known = { id: string; name: string; version: { number: number; extension: string } };

export function recognise<T extends Known>(name: string, files: readonly T[]): T | undefined {
  const wanted = plain(name);
  const stem = plain(withoutExtension(name));
  const extension = name.slice(withoutExtension(name).length + 1).toUpperCase();
  return (
    files.find((file) => plain(file.name) === wanted) ??
    files.find((file) => plain(file.name) === stem && file.version.extension.toUpperCase() === extension) ??
    files.find((file) => plain(file.name) === stem || plain(withoutExtension(file.name)) === stem)
  );
}

export function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= 6 ? name.slice(0, dot) : name;
}

function plain(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
