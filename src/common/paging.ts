/** Pages by key: a page begins after the last key of the one before, so it costs the same however far one reads. */
import { DomainError } from '../domain/errors';

export const DEFAULT_PAGE_LIMIT = 50;
export const MAX_PAGE_LIMIT = 200;

/** The sort key of the last item of a page: texts and whole numbers. */
export type PageKey = readonly (string | number)[];

/** What each part of a key must be. */
export type PageKeyShape = readonly ('text' | 'integer')[];

/** One page; `next` is the cursor of the page after it, absent on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** All there are. */
export interface List<T> {
  readonly items: readonly T[];
}

const MAX_CURSOR_CHARS = 1000;

/**
 * A key as an opaque cursor, base64url.
 *
 * @example encodeCursor(['H001', 7]) // 'WyJIMDAxIiw3XQ'
 */
export function encodeCursor(key: PageKey): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/**
 * The key of a cursor.
 *
 * @throws DomainError `page_invalid` when it was not made by `encodeCursor` for a key of this shape
 */
export function decodeCursor(cursor: string, shape: PageKeyShape): PageKey {
  const key = cursor.length > MAX_CURSOR_CHARS ? undefined : parse(cursor);
  const fits = Array.isArray(key) && key.length === shape.length && key.every((part, i) => fitsPart(part, shape[i]));
  // Only the one spelling is accepted: base64 decoding skips what it does not know.
  if (!fits || encodeCursor(key as PageKey) !== cursor)
    throw new DomainError('page_invalid', { max: MAX_PAGE_LIMIT }, 'cursor');
  return key as PageKey;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function fitsPart(part: unknown, shape: PageKeyShape[number] | undefined): boolean {
  // A database fails at keys that none of its rows has: below nothing, or with a character that it cannot keep.
  if (shape === 'integer') return Number.isSafeInteger(part) && Number(part) >= 0;
  return typeof part === 'string' && !part.includes('\0');
}

/**
 * How many items a page may have: 1 to 200, 50 when not said.
 *
 * @throws DomainError `page_invalid`
 */
export function pageLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PAGE_LIMIT;
  const limit = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > MAX_PAGE_LIMIT) throw new DomainError('page_invalid', { max: MAX_PAGE_LIMIT }, 'limit');
  return limit;
}

/** Makes a page of `rows`, which were read with one more than `limit`: that one tells whether another page follows. */
export function pageOf<R, T>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => PageKey,
  view: (row: R) => T,
): Page<T> {
  const items = rows.slice(0, limit).map(view);
  const last = rows[limit - 1];
  return rows.length > limit && last !== undefined ? { items, next: encodeCursor(keyOf(last)) } : { items };
}
