// A server that an authority certifies: a real one that speaks ACME, in a network of its own where ports and names are
// free to choose.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { expect, test } from '@playwright/test';

import { binary } from '../fixtures/server';

const script = resolve('fixtures/authority.sh');

test('an authority certifies the server, which keeps its certificate over a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-authority-'));
  try {
    const words = ['--map-root-user', '--mount', '--net', 'sh', script, binary];
    const told = await new Promise<string>((done) => {
      const options = { cwd: folder, env: { PATH: process.env['PATH'] ?? '' }, timeout: 120_000 };
      execFile('unshare', words, options, (_, out, errors) => done(out + errors));
    });
    const log = () => `${told}\n${readFileSync(join(folder, 'log'), 'utf8')}`;
    const serials = [...told.matchAll(/(?:first|second) serial=([0-9A-F]+)/g)].map((found) => found[1]);
    expect(serials.length, log()).toBe(2);
    expect(serials[1], 'a restart orders nothing').toBe(serials[0]);
    expect(told).toContain('names review.countersign.test and counts for');
    // The account is sealed, and the key is its owner's alone.
    const authorities = readdirSync(join(folder, 'keys', 'acme'));
    expect(authorities, 'a folder for each authority').toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    const kept = join(folder, 'keys', 'acme', authorities[0] ?? '');
    expect(readFileSync(join(kept, 'account.sealed'), 'latin1')).not.toMatch(/key_pkcs8|authority/);
    expect(statSync(join(kept, 'certificate.pem')).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
