// What operators call at the terminal: its words, its exit codes, and no secret among them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { filesBelow } from '../fixtures/scan';
import { binary } from '../fixtures/server';
import { run } from '../fixtures/trace';

test('settings and their check tell no secret and end with the right code', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-settings-'));
  const secret = { COUNTERSIGN_DATABASE__MAIN: 'postgres://mara:otters-cross@127.0.0.1:1/rows', COUNTERSIGN_DATABASE__KEYSTORE: 'postgres://mara:lakes-freeze@127.0.0.1:1/keys' };
  const cases: [string, string[], Record<string, string>, number, string][] = [
    ['print', ['config', 'print'], {}, 0, 'public_origin'],
    ['print with addresses', ['config', 'print'], secret, 0, '127.0.0.1:1/rows'],
    ['check', ['config', 'check'], {}, 0, 'in order'],
    ['check with addresses', ['config', 'check'], secret, 0, 'in order'],
    ['check without TLS', ['config', 'check'], { COUNTERSIGN_HTTP__PUBLIC_ORIGIN: 'http://localhost' }, 1, 'http.public_origin'],
    ['check of an unknown name', ['config', 'check'], { COUNTERSIGN_HTTP__LISTENN: 'x' }, 1, 'COUNTERSIGN_HTTP__LISTENN'],
    ['check of keys beside the data', ['config', 'check'], { COUNTERSIGN_KEYS__DIR: './data/keys' }, 1, 'keys.dir'],
    ['doctor without an installation', ['doctor'], secret, 1, 'no installation here'],
    ['doctor without its database', ['doctor', '--create'], secret, 1, 'look Start: the server cannot start'],
    ['reference', ['config', 'reference'], {}, 0, 'COUNTERSIGN_STORE__BUCKET'],
    ['no such command', ['heal'], {}, 2, 'heal'],
  ];
  for (const [name, words, variables, code, part] of cases) {
    const outcome = await run(binary, words, variables, folder);
    expect([outcome.code, outcome.output.includes(part)], `${name}: ${outcome.output}`).toEqual([code, true]);
    expect(outcome.output, name).not.toMatch(/otters-cross|lakes-freeze/);
  }
  rmSync(folder, { recursive: true });
});

test('the doctor finds what needs a look and tells no key', async () => {
  // Another disk for the keys: memory.
  const [data, keys] = [mkdtempSync(join(tmpdir(), 'countersign-doctor-')), mkdtempSync('/dev/shm/countersign-keys-')];
  try {
    const empty = await run(binary, ['doctor'], {}, data);
    expect([empty.code, empty.output.includes('there is no installation here')], empty.output).toEqual([1, true]);
    expect(filesBelow(data), 'looking makes nothing').toEqual([]);

    const beside = await run(binary, ['doctor', '--create'], {}, data);
    expect([beside.code, beside.output.includes('look Root key')], beside.output).toEqual([1, true]);
    await keysAreNotIn(beside.output, join(data, 'keys'));

    const apart = await run(binary, ['doctor', '--create'], { COUNTERSIGN_DATA__DIR: './other', COUNTERSIGN_KEYS__DIR: keys }, data);
    expect([apart.code, apart.output.includes('look')], apart.output).toEqual([0, false]);
    for (const name of ['Database', 'Root key', 'Preview sandbox', 'Transport', 'Sealed files', 'Way to the database', 'Certificate', 'Room']) expect(apart.output).toContain(`ok   ${name}`);
    await keysAreNotIn(apart.output, keys);
  } finally {
    rmSync(data, { recursive: true });
    rmSync(keys, { recursive: true });
  }
});

async function keysAreNotIn(output: string, folder: string): Promise<void> {
  const files = filesBelow(folder);
  expect(files.length, 'there are keys to look for').toBeGreaterThan(0);
  for (const file of files) {
    for (const line of readFileSync(file, 'latin1').split('\n').filter((line) => line.length >= 16)) {
      expect(output, `a line of ${file}`).not.toContain(line.trim());
    }
  }
}
