/** The keys that an exported book adds to its lines, which give the line's place in the chain, and their checks. */
import { WORKFLOW_TYPES } from '../domain/book/workflow-lines';
import { DomainError, DomainErrors } from '../domain/errors';
import { checkValue, isHash, isPlainObject } from '../domain/shape/check';
import { Code, Count, DateText, Field, Text } from '../domain/shape/field';
import { readShape } from '../domain/shape/read';
import type { ChainHead } from '../journal/journal-batch';
import type { BookTransaction } from '../journal/transaction';

/** All optional: a book written by hand has none of them. */
export class Chained {
  @Count({ max: Number.MAX_SAFE_INTEGER, optional: true }) seq?: number;
  @Field({ is: 'instant', optional: true }) recordedAt?: string;
  @DateText({ optional: true }) bookedOn?: string;
  @Code({ max: 64, optional: true }) approvedBy?: string;
  @Field({ is: 'instant', optional: true }) approvedAt?: string;
  @Text(64, { optional: true }) hash?: string;
}

const KEYS = ['seq', 'recordedAt', 'bookedOn', 'approvedBy', 'approvedAt', 'hash'] as const;

export const CHAIN_KEYS: ReadonlySet<string> = new Set(KEYS);

/** For a line without any of the keys. */
export const UNCHAINED: Chained = {};

/**
 * The chain keys of a line.
 *
 * @param now nothing may have been recorded, approved or signed later than this
 * @throws DomainErrors when a chain key is malformed or in the future, or a step or signature has no hash: without it anybody could have
 * written the line into the file
 */
export function readChained(line: unknown, now: string): Chained {
  const chained = keysOf(line);
  const errors = isPlainObject(line) ? [...laterThan(now, { ...chained, at: line['at'] })] : [];
  if (isPlainObject(line) && WORKFLOW_TYPES.has(line['type']) && chained.hash === undefined)
    errors.push(new DomainError('hash_required', {}, 'hash'));
  if (errors.length > 0) throw new DomainErrors(errors);
  return chained;
}

function keysOf(line: unknown): Chained {
  if (!isPlainObject(line) || !KEYS.some((key) => line[key] !== undefined)) return UNCHAINED;
  const own: Record<string, unknown> = {};
  for (const key of CHAIN_KEYS) if (line[key] !== undefined) own[key] = line[key];
  const chained = readShape(Chained, own);
  if (chained.hash !== undefined && !isHash(chained.hash))
    throw new DomainErrors([new DomainError('hash_invalid', {}, 'hash')]);
  return chained;
}

/** Instants in the future; malformed ones are refused elsewhere. */
function* laterThan(now: string, times: Readonly<Record<string, unknown>>): Generator<DomainError> {
  for (const field of ['recordedAt', 'approvedAt', 'at']) {
    const at = times[field];
    if (typeof at === 'string' && checkValue({ is: 'instant' }, at) === undefined && at > now)
      yield new DomainError('future_instant', { at, now }, field);
  }
}

/**
 * A new record must have the place in the chain that the file says.
 *
 * @throws DomainError chain_mismatch at `seq`, `hash` or `recordedAt`
 */
export function checkChained(chained: Chained, head: ChainHead): void {
  if (chained.seq !== undefined && chained.seq !== head.seq)
    throw new DomainError('chain_mismatch', { expected: chained.seq, found: head.seq }, 'seq');
  if (chained.hash !== undefined && chained.hash !== head.hash)
    throw new DomainError('chain_mismatch', { expected: chained.hash, found: head.hash }, 'hash');
  if (chained.hash !== undefined && chained.recordedAt !== head.at)
    throw new DomainError('chain_mismatch', { expected: chained.recordedAt ?? '-', found: head.at }, 'recordedAt');
}

/** @throws DomainError chain_mismatch when the file has another booked day for a new event */
export function checkBooked(chained: Chained, bookedOn: string): void {
  if (chained.hash !== undefined && chained.bookedOn !== bookedOn)
    throw new DomainError('chain_mismatch', { expected: chained.bookedOn ?? '-', found: bookedOn }, 'bookedOn');
}

/**
 * A line of an exported book that exists already must be the same record; otherwise the two chains have diverged.
 *
 * @throws DomainError chain_mismatch at the first chain key that differs
 */
export async function checkRepeated(unit: BookTransaction, chained: Chained): Promise<void> {
  await unit.batch.flush();
  const found = await unit.tx.get<Record<string, string | null>>(
    'select hash, recorded_at, booked_on, approved_by, approved_at from book_record where cooperative_id = ? and seq = ?',
    [unit.cooperative.id, chained.seq ?? 0],
  );
  const pairs = [
    ['hash', 'hash'],
    ['recordedAt', 'recorded_at'],
    ['bookedOn', 'booked_on'],
    ['approvedBy', 'approved_by'],
    ['approvedAt', 'approved_at'],
  ] as const;
  for (const [key, column] of pairs) {
    const stored = found?.[column] ?? undefined;
    if (stored !== chained[key])
      throw new DomainError('chain_mismatch', { expected: chained[key] ?? '-', found: stored ?? '-' }, key);
  }
}
