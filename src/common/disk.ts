/** What the system says when it has no room for a file, and how much of the disk photos and exports leave free. */
import { statfs } from 'node:fs/promises';
import { DomainError } from '../domain/errors';

/** Bytes that are kept free for the book itself: a record is worth more than a photo or an export of it. */
export const RESERVED_BYTES = 256 * 1024 * 1024;

/** The codes of a disk, a quota or a file at its limit. */
export function isFull(code: string | undefined): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/**
 * Refuses to put a file beside the book where that would leave too little room for the book to go on.
 *
 * @param folder on the disk that is meant
 * @throws DomainError storage_full
 */
export async function requireRoom(folder: string, bytes = 0): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize - bytes < RESERVED_BYTES) throw new DomainError('storage_full');
}
