// A guest's name and address, kept in this browser only when the guest asks for it, to fill the form of
// the next review link.

import type { Guest } from './context';

const KEY = 'countersign.me';

export function knownGuest(): Guest | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('name' in kept) || !('email' in kept)) return null;
    return typeof kept.name === 'string' && typeof kept.email === 'string' ? { name: kept.name, email: kept.email } : null;
  } catch {
    return null;
  }
}

export function keepGuest(guest: Guest): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(guest));
  } catch {
    // The form is filled by hand next time.
  }
}

export function forgetGuest(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
