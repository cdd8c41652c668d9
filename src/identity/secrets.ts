/** Secrets that are random and long: made here, kept only as hashes, compared in constant time. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits as 43 characters that stand in a URL or a cookie without escaping. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** How a secret is kept: SHA-256 is enough for one of 256 random bits; passwords and PINs are kept by argon2id instead. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Whether two texts are the same, in a time that says nothing about where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
