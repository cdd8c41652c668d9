/** Holds the machine's clock against what was recorded before: a wrong one would stand in the chain for good (docs/adr/0022). */
import { instantAfter, type Clock } from '../common/clock';
import type { Reader, Tx } from '../database/tx';
import { DomainError } from '../domain/errors';
import { audit, type Origin } from './audit';
import { auditEntriesOf } from './audit.queries';

/** Clocks of two servers may differ by so much, and one that is put right goes back by so little. */
const SLACK_MILLIS = 10 * 60 * 1000;
/** A cooperative whose last record is older has either slept for a year or a clock with a wrong year. */
const LONGEST_SLEEP_MILLIS = 366 * 24 * 60 * 60 * 1000;
/** Nothing was recorded by a version of this program before, nor, likely, so long after it was written. */
const LATEST_FIRST = '2046-01-01T00:00:00.000Z';

/** In the audit trail, never renamed. */
export const CLOCK_ACCEPTED = 'clock_accepted';

/** Where a cooperative's chain stands. */
export interface ClockedHead {
  readonly id: number;
  readonly code: string;
  readonly head_seq: number;
  /** When the last record was made; null before the first. */
  readonly head_at: string | null;
}

/** What the operator answered for: after that head the clock showed `now`, and that was right. */
interface Accepted {
  readonly seq: number;
  readonly headAt: string;
  readonly now: string;
}

/**
 * Refuses to record when the clock stands before the last record, or more than a year after it, unless the operator has answered for it.
 *
 * @param headAt when the last record was made; that of the stored head when absent
 * @throws DomainError clock_wrong
 */
export async function requireClock(
  reader: Reader,
  cooperativeId: number,
  now: string,
  headAt?: string | null,
): Promise<void> {
  const at = headAt === undefined ? await storedHeadAt(reader, cooperativeId) : headAt;
  if (isPlausible(now, at)) return;
  const accepted = at ? await acceptedFor(reader, cooperativeId, at) : undefined;
  if (!accepted || !isPlausible(now, accepted.now)) throw wrong(now, at);
}

/** A little before the last instant that is known, or up to a year after. */
function isPlausible(now: string, last: string | null): boolean {
  if (!last) return now <= LATEST_FIRST;
  return now >= instantAfter(last, -SLACK_MILLIS) && now <= instantAfter(last, LONGEST_SLEEP_MILLIS);
}

async function storedHeadAt(reader: Reader, id: number): Promise<string | null> {
  return (await reader.get<ClockedHead>('select head_at from cooperative where id = ?', [id]))?.head_at ?? null;
}

async function acceptedFor(reader: Reader, cooperativeId: number, headAt: string): Promise<Accepted | undefined> {
  let last: Accepted | undefined;
  for await (const { said } of auditEntriesOf(reader, cooperativeId, [CLOCK_ACCEPTED])) last = said as Accepted;
  return last?.headAt === headAt ? last : undefined;
}

function wrong(now: string, headAt: string | null): DomainError {
  return new DomainError('clock_wrong', { now, ...(headAt ? { last: headAt } : {}) });
}

/**
 * The operator answers for the clock: from now on it is believed, in spite of the last record. A row of the trail says so, with both.
 *
 * @param today the day that it really is, as the operator has read it elsewhere
 * @returns whether there was anything to answer for
 * @throws DomainError clock_wrong when the clock shows another day
 */
export async function acceptClock(
  tx: Tx,
  clock: Clock,
  { id, code, head_seq: seq, head_at: headAt }: ClockedHead,
  today: string,
  origin: Origin,
): Promise<boolean> {
  const now = clock.now();
  if (clock.today() !== today) throw wrong(now, headAt);
  if (isPlausible(now, headAt)) return false;
  const accepted = headAt ? await acceptedFor(tx, id, headAt) : undefined;
  if (accepted && isPlausible(now, accepted.now)) return false;
  const after = { seq, headAt: headAt ?? '', now };
  await audit(tx, origin, now, { cooperativeId: id, action: CLOCK_ACCEPTED, subject: code, after });
  return true;
}
