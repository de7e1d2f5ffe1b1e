// The bytes of a file too big to keep: every block follows from its number.
import { createCipheriv, createHash } from 'node:crypto';

export const BLOCK = 1024 * 1024;

const noise = createCipheriv('aes-256-ctr', Buffer.alloc(32, 7), Buffer.alloc(16)).update(Buffer.alloc(BLOCK));

/** The block of this number; no two are alike. */
export function block(number: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(noise);
  bytes.writeBigUInt64BE(BigInt(number), 0);
  return bytes;
}

/** The SHA-256 of the first `size` bytes, without holding the program up for long. */
export async function digestOf(size: number): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += BLOCK) {
    hash.update(block(at / BLOCK).subarray(0, size - at));
    if (at % (64 * BLOCK) === 0) await new Promise((next) => setImmediate(next));
  }
  return hash.digest('hex');
}
