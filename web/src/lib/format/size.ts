/** Sizes and counts as people read them: decimal units, one digit where it says something. */

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** "42 kB", "0.4 MB", "48.2 MB", "183 MB", "1.2 GB". */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 95_000) return `${Math.round(bytes / 1_000)} kB`;
  let value = bytes / 1_000_000;
  let unit = 2;
  // 999.96 would print as 1000.0 of the smaller unit.
  while (Number(value.toFixed(value >= 99.95 ? 0 : 1)) >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${value.toFixed(value >= 99.95 ? 0 : 1)} ${units[unit]}`;
}

/** "48 241 664" with non-breaking spaces. */
export function exact(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0');
}

export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
