/** Versions as strong ETags, and the If-Match header that guards a change against a lost update. */
import { DomainError } from '../domain/errors';

/**
 * The ETag of a version.
 *
 * @example etagOf(3) // '"3"'
 */
export function etagOf(version: number): string {
  return `"${version}"`;
}

const STRONG = /^"([1-9]\d{0,14}|0)"$/;

/**
 * The version an If-Match header names. Weak tags and `*` protect nothing and are refused like a version that is not there.
 *
 * @example versionOf('"3"') // 3
 * @throws DomainError `version_required` without the header, `version_stale` when it is not one strong tag of ours
 */
export function versionOf(ifMatch: string | undefined): number {
  const header = ifMatch?.trim() ?? '';
  if (header === '' || header === '*') throw new DomainError('version_required');
  const digits = STRONG.exec(header)?.[1];
  if (digits === undefined) throw new DomainError('version_stale', { given: header.slice(0, 80) });
  return Number(digits);
}

/**
 * Refuses a change that was made from another version than the current one.
 *
 * @throws DomainError as `versionOf`, and `version_stale` naming both versions
 */
export function assertVersion(ifMatch: string | undefined, current: number): void {
  const given = versionOf(ifMatch);
  if (given !== current) throw new DomainError('version_stale', { given, version: current });
}

/** The ETag of a content: its SHA-256. */
export function etagOfContent(sha256: string): string {
  return `"${sha256}"`;
}

const CONTENT = /^"([0-9a-f]{64})"$/;

/**
 * The SHA-256 of the content that an If-Match header names, so that nobody decides about what they have not seen.
 *
 * @throws DomainError as `versionOf`
 */
export function contentOf(ifMatch: string | undefined): string {
  const header = ifMatch?.trim() ?? '';
  if (header === '' || header === '*') throw new DomainError('version_required');
  const sha256 = CONTENT.exec(header)?.[1];
  if (sha256 === undefined) throw new DomainError('version_stale', { given: header.slice(0, 80) });
  return sha256;
}
