// Reads the reviewed lists of what a tool is not heeded about: columns divided by bars, the last one is the reason.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { expect } from '@playwright/test';

export const here = resolve('full');

/** The columns of each line; a line without a convincing reason fails the test. */
export function excluded(file: string, columns: number): string[][] {
  const lines = readFileSync(resolve(here, file), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const parts = line.split('|').map((part) => part.trim());
    expect(parts.length, `"${line}" has ${columns} columns and a reason`).toBe(columns + 1);
    expect(parts.at(-1)?.length, `"${line}" has a reason`).toBeGreaterThan(20);
    return parts;
  });
}
