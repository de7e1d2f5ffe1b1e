// The bottom sheet of phones: three stops, stepped by its handle or dragged.

export type SheetStop = 'closed' | 'peek' | 'half' | 'full';

const STEPS: readonly SheetStop[] = ['peek', 'half', 'full'];

/** The handle steps up, and from the top down to peek: no drag is needed. */
export function stepSheet(stop: SheetStop): SheetStop {
  const at = STEPS.indexOf(stop);
  return STEPS[(at + 1) % STEPS.length] ?? 'half';
}

/** Where a drag ends, from the height the sheet had when it was let go (0 to 1 of the window) and the speed (per second, up is positive). */
export function settleSheet(height: number, speed: number): SheetStop {
  const aim = height + speed * 0.12;
  if (aim < 0.08) return 'closed';
  if (aim < 0.3) return 'peek';
  return aim < 0.72 ? 'half' : 'full';
}

export function sheetLabel(stop: SheetStop): string {
  const words: Record<SheetStop, string> = { closed: 'closed', peek: 'only the title', half: 'half open', full: 'fully open' };
  return `Resize the sheet, ${words[stop]}`;
}
