/** Sizes and counts as people read them: decimal units, one digit where it says something. */

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** "0.4 MB", "48.2 MB", "183 MB", "1.2 GB". Below 0.1 MB in kB. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit === 1 || value >= 100 ? 0 : 1;
  // 999.96 would print as 1000.0 of the smaller unit.
  if (Number(value.toFixed(digits)) >= 1_000 && unit < units.length - 1) return `${(value / 1_000).toFixed(1)} ${units[unit + 1]}`;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** "48 241 664" with thin non-breaking spaces. */
export function exact(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
