/** Compares the machine's clock with the last record: a wrong time would be in the chain for good (docs/adr/0022). */
import { instantAfter, type Clock } from '../common/clock';
import type { Reader, Tx } from '../database/tx';
import { DomainError } from '../domain/errors';
import { audit, type Origin } from './audit';
import { auditEntriesOf } from './audit.queries';

/** How far back the clock may go: clocks of two servers differ, and clocks are corrected. */
const SLACK_MILLIS = 10 * 60 * 1000;
/** How long after the last record the clock may be: beyond that its year is probably wrong. */
const LONGEST_SLEEP_MILLIS = 366 * 24 * 60 * 60 * 1000;
/** No clock is right that shows a time before this program existed, or very long after. */
const LATEST_FIRST = '2046-01-01T00:00:00.000Z';

/** In the audit trail; never renamed. */
export const CLOCK_ACCEPTED = 'clock_accepted';

/** The head of a cooperative's chain. */
export interface ClockedHead {
  readonly id: number;
  readonly code: string;
  readonly head_seq: number;
  /** When the last record was made; null if there is none. */
  readonly head_at: string | null;
}

/** The operator has confirmed that the clock was right when it showed `now` after that head. */
interface Accepted {
  readonly seq: number;
  readonly headAt: string;
  readonly now: string;
}

/**
 * Refuses to record when the clock is before the last record, or more than a year after it, unless the operator has confirmed the clock.
 *
 * @param headAt when the last record was made; by default read from the stored head
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

/** Whether `now` is at most a little before, and at most a year after, the last known instant. */
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
 * The operator confirms the clock: from now on it is trusted in spite of the last record. A row of the trail records both.
 *
 * @param today the actual day, which the operator has to know from elsewhere
 * @returns whether there was anything to confirm
 * @throws DomainError clock_wrong when the clock shows a different day
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
