// A program of its own that sends one big file by tus, so that it can be killed and started again: it asks where the
// upload stands and goes on from there. Its bytes follow from their place alone.
// Words: ORIGIN UPLOAD SIZE; the cookie comes in the environment. Says on standard output how far it is.
import { request } from 'node:https';

import { block, BLOCK } from './big-file.ts';

const [origin = '', upload = '', size = 0] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const address = `${origin}/api/v1/uploads/${upload}`;
const common = { 'tus-resumable': '1.0.0', cookie: process.env['COOKIE'] ?? '', origin };

process.on('uncaughtException', (error) => {
  // Whoever started this decides what a broken connection means.
  process.stderr.write(`${String(error)}\n`);
  process.exit(3);
});

async function look(): Promise<number> {
  return await new Promise((found, failed) => {
    request(address, { method: 'HEAD', headers: common, rejectUnauthorized: false }, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) found(Number(answer.headers['upload-offset']));
      else failed(new Error(`HEAD was answered with ${answer.statusCode}`));
    }).on('error', failed).end();
  });
}

async function send(offset: number): Promise<string> {
  return await new Promise((done, failed) => {
    const headers = { ...common, 'content-type': 'application/offset+octet-stream', 'upload-offset': offset, 'content-length': size - offset };
    const sending = request(address, { method: 'PATCH', headers, rejectUnauthorized: false }, (answer) => {
      answer.resume();
      const version = answer.headers['countersign-version'];
      if (answer.statusCode === 204 && typeof version === 'string') done(version);
      else failed(new Error(`PATCH was answered with ${answer.statusCode}`));
    });
    sending.on('error', failed);
    let at = offset;
    const more = (): void => {
      while (at < size) {
        const start = at % BLOCK;
        const bytes = block(Math.floor(at / BLOCK)).subarray(start, Math.min(BLOCK, start + size - at));
        at += bytes.length;
        process.stdout.write(`at ${at}\n`);
        if (!sending.write(bytes)) {
          sending.once('drain', more);
          return;
        }
      }
      sending.end();
    };
    more();
  });
}

const offset = await look();
process.stdout.write(`from ${offset}\n`);
process.stdout.write(`version ${await send(offset)}\n`);
