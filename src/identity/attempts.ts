/** Slows guessing down: every attempt is counted before any work is done for it, and after a few failures the next ones must wait. */
import { instantAfter } from '../common/clock';
import type { Tx } from '../database/tx';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The number of free attempts, the first wait, and the longest wait reached by doubling. */
export interface AttemptPolicy {
  readonly free: number;
  readonly first: number;
  readonly longest: number;
}

/** For one login on one device: five attempts, then about thirty a day at most. */
export const PER_LOGIN: AttemptPolicy = { free: 5, first: MINUTE, longest: 60 * MINUTE };
/** For one network line, an IPv4 address or an IPv6 /64: a whole office may share one. */
export const PER_ADDRESS: AttemptPolicy = { free: 40, first: MINUTE, longest: 60 * MINUTE };
/** For a card's PIN, which has only a million values. */
export const PER_CARD: AttemptPolicy = { free: 5, first: 15 * MINUTE, longest: DAY };

export interface Attempts {
  readonly failures: number;
  readonly blockedUntil: string | null;
}

/**
 * Counts an attempt as failed until it proves good, so that many parallel ones cannot slip through; or returns until when to wait.
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

/** The result of counting an attempt. */
export interface Taken {
  /** The end of the wait, if it was refused. */
  readonly until?: string;
  /** How many attempts were refused earlier in this wait, or in the previous wait if this attempt was allowed. */
  readonly refused: number;
}

/** Counts an attempt under a name, allowed or refused. */
export async function takeAttempt(tx: Tx, name: string, now: string, policy: AttemptPolicy): Promise<Taken> {
  const row = await tx.get<{ failures: number; blocked_until: string | null; changed_at: string; refused: number }>(
    'select failures, blocked_until, changed_at, refused from sign_in_guard where name = ?',
    [name],
  );
  // Failures are forgotten after a day without any.
  const isRecent = row !== undefined && instantAfter(row.changed_at, DAY) > now;
  const refused = row?.refused ?? 0;
  const next = nextAttempt(
    { failures: isRecent ? row.failures : 0, blockedUntil: row?.blocked_until ?? null },
    now,
    policy,
  );
  if ('refusedUntil' in next) {
    await tx.run('update sign_in_guard set refused = refused + 1 where name = ?', [name]);
    return { until: next.refusedUntil, refused };
  }
  await putGuard(tx, name, next, now);
  return { refused };
}

/** Whether this is the first refusal in the wait that ends then; later ones are only counted. */
export async function isNewWait(tx: Tx, name: string, until: string, now: string): Promise<boolean> {
  const known = await tx.run('update sign_in_guard set refused = refused + 1, changed_at = ? where name = ? and blocked_until = ?', [now, name, until]); // prettier-ignore
  if (known > 0) return false;
  await putGuard(tx, name, { failures: 0, blockedUntil: until }, now);
  return true;
}

async function putGuard(tx: Tx, name: string, { failures, blockedUntil }: Attempts, now: string): Promise<void> {
  await tx.insertMany(
    'sign_in_guard',
    ['name', 'failures', 'blocked_until', 'changed_at', 'refused'],
    [[name, failures, blockedUntil, now, 0]],
    `on conflict (name) do update set failures = excluded.failures, blocked_until = excluded.blocked_until,
     changed_at = excluded.changed_at, refused = 0`,
  );
}

/** After a good attempt: forgets its earlier failures, and everybody's that are more than a day old. */
export async function forgiveAttempts(tx: Tx, name: string, now: string): Promise<void> {
  await tx.run('delete from sign_in_guard where name = ? or (changed_at < ? and name <> ?)', [
    name,
    instantAfter(now, -DAY),
    STRANGERS,
  ]);
}

/** The name under which rows that strangers add to the trail are counted. */
const STRANGERS = 'strangers';
/** How many they can add in an hour. */
const TOLD_AN_HOUR = 60;

/**
 * Whether an act of a stranger is recorded in the trail, which nobody can clear and an attacker with many addresses could fill. The first row of
 * a later hour says how many were left out.
 *
 * @returns undefined if it is not recorded; otherwise how many were left out since the last recorded one
 */
export async function tellsOfStranger(tx: Tx, now: string): Promise<number | undefined> {
  const row = await tx.get<{ failures: number; refused: number; changed_at: string }>(
    'select failures, refused, changed_at from sign_in_guard where name = ?',
    [STRANGERS],
  );
  if (row === undefined || instantAfter(row.changed_at, 60 * MINUTE) <= now) {
    await putGuard(tx, STRANGERS, { failures: 1, blockedUntil: null }, now);
    return row?.refused ?? 0;
  }
  const isAudited = row.failures < TOLD_AN_HOUR;
  await tx.run(`update sign_in_guard set ${isAudited ? 'failures = failures' : 'refused = refused'} + 1 where name = ?`, [STRANGERS]); // prettier-ignore
  return isAudited ? 0 : undefined;
}

/**
 * After a good attempt: takes its count back and ends the wait that it began. Failures of others under the same name stay.
 *
 * @param takenAt when it was counted; a wait is always begun by the last counted attempt
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
