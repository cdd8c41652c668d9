/** What the system says when it has no room for a file. */

/** The codes of a disk, a quota or a file at its limit. */
export function isFull(code: string | undefined): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}
