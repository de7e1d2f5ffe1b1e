// Peers that are slow or silent are let go.
import { connect, type Socket } from 'node:net';
import { connect as secured } from 'node:tls';

import { expect, test } from '@playwright/test';

import { Api } from '../fixtures/api';
import { pause, startServer } from '../fixtures/server';

test('a peer that says nothing, or half of it, is let go within the limits', async () => {
  const server = await startServer({ demo: false });
  const port = Number(new URL(server.origin).port);
  const half = 'GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nX-Slow: ';
  try {
    const [raw, silent, halved, dripping] = await Promise.all([
      untilClosed(connect(port, '127.0.0.1')),
      untilClosed(secure(port, [])),
      untilClosed(secure(port, [half])),
      untilClosed(secure(port, [half, ...Array<string>(25).fill('a')])),
    ]);
    expect(raw, 'no handshake: 10 seconds').toBeLessThan(12);
    expect(silent, 'nothing after the handshake: 15 seconds').toBeLessThan(18);
    expect(halved, 'half a head: 15 seconds').toBeLessThan(18);
    expect(dripping, 'a byte a second: 15 seconds all the same').toBeLessThan(18);
    expect(Math.min(raw, silent, halved, dripping), 'nobody is let go at once').toBeGreaterThan(5);
    await new Api(server.origin).bytes('/health/ready');
  } finally {
    await server.stop();
    server.remove();
  }
});

test('a peer that agrees on HTTP/2 and says nothing more is let go within the limits', async () => {
  const server = await startServer({ demo: false });
  const port = Number(new URL(server.origin).port);
  try {
    const ends = await Promise.all([untilClosed(secure(port, [], 'h2')), untilClosed(secure(port, ['PRI * HT'], 'h2'))]);
    expect(Math.max(...ends), 'seconds until the end').toBeLessThan(18);
  } finally {
    await server.stop();
    server.remove();
  }
});

/** A connection that sends these words, one a second. */
function secure(port: number, words: string[], protocol = 'http/1.1'): Socket {
  const peer = secured({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, ALPNProtocols: [protocol] });
  peer.once('secureConnect', async () => {
    for (const word of words) {
      if (!peer.writable) return;
      peer.write(word);
      await pause(1000);
    }
  });
  return peer;
}

/** Seconds until the other side ends the connection. */
async function untilClosed(peer: Socket): Promise<number> {
  const begun = Date.now();
  peer.on('error', () => undefined);
  peer.resume();
  return await Promise.race([
    new Promise<number>((done) => peer.once('close', () => done((Date.now() - begun) / 1000))),
    pause(20_000).then(() => {
      peer.destroy();
      return Number.POSITIVE_INFINITY;
    }),
  ]);
}
