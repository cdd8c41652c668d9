/** Slows guessing down: every attempt is counted before the work it costs, and after a few failures the next ones have to wait. */
import { instantAfter } from '../common/clock';
import type { Tx } from '../database/tx';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How many attempts are free, how long the first wait is, and how long the waits become by doubling. */
export interface AttemptPolicy {
  readonly free: number;
  readonly first: number;
  readonly longest: number;
}

/** For one login on one device: five tries, then at most some thirty a day. */
export const PER_LOGIN: AttemptPolicy = { free: 5, first: MINUTE, longest: 60 * MINUTE };
/** For one line, an address of IPv4 or a /64 of IPv6: an office shares one. */
export const PER_ADDRESS: AttemptPolicy = { free: 40, first: MINUTE, longest: 60 * MINUTE };
/** For a card's PIN, which has a million values only. */
export const PER_CARD: AttemptPolicy = { free: 5, first: 15 * MINUTE, longest: DAY };

export interface Attempts {
  readonly failures: number;
  readonly blockedUntil: string | null;
}

/**
 * Counts an attempt as failed until it turns out otherwise, so that many at once cannot slip through; or says until when none is taken.
 *
 * @param before what is known of earlier attempts
 */
export function nextAttempt(
  before: Attempts,
  now: string,
  policy: AttemptPolicy,
): Attempts | { readonly refusedUntil: string } {
  if (before.blockedUntil !== null && before.blockedUntil > now) return { refusedUntil: before.blockedUntil };
  const failures = before.failures + 1;
  if (failures < policy.free) return { failures, blockedUntil: null };
  const wait = Math.min(policy.longest, policy.first * 2 ** Math.min(30, failures - policy.free));
  return { failures, blockedUntil: instantAfter(now, wait) };
}

/** Counts an attempt under a name; gives the end of the wait when it is refused. */
export async function takeAttempt(
  tx: Tx,
  name: string,
  now: string,
  policy: AttemptPolicy,
): Promise<string | undefined> {
  const row = await tx.get<{ failures: number; blocked_until: string | null; changed_at: string }>(
    'select failures, blocked_until, changed_at from sign_in_guard where name = ?',
    [name],
  );
  // A day without any failure, and all is forgotten.
  const isRecent = row !== undefined && instantAfter(row.changed_at, DAY) > now;
  const next = nextAttempt(
    { failures: isRecent ? row.failures : 0, blockedUntil: row?.blocked_until ?? null },
    now,
    policy,
  );
  if ('refusedUntil' in next) return next.refusedUntil;
  await tx.insertMany(
    'sign_in_guard',
    ['name', 'failures', 'blocked_until', 'changed_at'],
    [[name, next.failures, next.blockedUntil, now]],
    'on conflict (name) do update set failures = excluded.failures, blocked_until = excluded.blocked_until, changed_at = excluded.changed_at',
  );
  return undefined;
}

/** The attempt was a good one: earlier failures are forgotten, and so are those of others that a day has passed since. */
export async function forgiveAttempts(tx: Tx, name: string, now: string): Promise<void> {
  await tx.run('delete from sign_in_guard where name = ? or changed_at < ?', [name, instantAfter(now, -DAY)]);
}

/**
 * The attempt was a good one: it is as if it had not been, and the wait that it began ends. The failures of others under the same name stay.
 *
 * @param takenAt when it was counted; a wait is always begun by the last one that was
 */
export async function giveBackAttempt(tx: Tx, name: string, takenAt: string): Promise<void> {
  await tx.run(
    `update sign_in_guard set failures = failures - 1, blocked_until = case when changed_at = ? then null else blocked_until end
     where name = ? and failures > 0`,
    [takenAt, name],
  );
}

/** Whole minutes until an instant, at least one. */
export function minutesUntil(instant: string, now: string): number {
  return Math.max(1, Math.ceil((Date.parse(instant) - Date.parse(now)) / MINUTE));
}
