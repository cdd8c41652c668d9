/** Long random secrets: made here, stored only as hashes, compared in constant time. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits as 43 characters that need no escaping in URLs and cookies. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** How a secret is stored: SHA-256 is enough for 256 random bits; passwords and PINs use argon2id instead. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Compares two texts in constant time. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
