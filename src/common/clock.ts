/** The only place that reads the time: instants in UTC, and today's civil date where the herders live. */

import { DomainError } from '../domain/errors';

/** What everything else asks for the time. */
export abstract class Clock {
  /** The instant, `2026-01-01T00:00:00.000Z`. */
  abstract now(): string;

  /** The civil date in Asia/Shanghai, `2026-01-01`. */
  today(): string {
    return shanghaiDate(this.now());
  }
}

/**
 * What is asked for as it was known at an instant must have been known by now.
 *
 * @param field how the edge calls it
 * @throws DomainError future_instant
 */
export function requirePast(clock: Clock, asKnown: string | undefined, field = 'asKnown'): void {
  const now = clock.now();
  if (asKnown !== undefined && asKnown > now) throw new DomainError('future_instant', { at: asKnown, now }, field);
}

/** The machine's clock. */
export class SystemClock extends Clock {
  now(): string {
    return new Date().toISOString();
  }
}

/** A clock that stands still until it is set; for tests and reproducible runs. */
export class FixedClock extends Clock {
  constructor(private instant: string) {
    super();
  }

  now(): string {
    return this.instant;
  }

  set(instant: string): void {
    this.instant = instant;
  }
}

// Asia/Shanghai has been UTC+8 without summer time since 1992, so no time zone database is needed.
const SHANGHAI_AHEAD_MILLIS = 8 * 60 * 60 * 1000;

/**
 * The civil date in Asia/Shanghai at an instant.
 *
 * @example shanghaiDate('2025-12-31T16:00:00.000Z') // '2026-01-01'
 */
export function shanghaiDate(instant: string): string {
  return new Date(Date.parse(instant) + SHANGHAI_AHEAD_MILLIS).toISOString().slice(0, 10);
}

/**
 * The instant at which a day begins in Asia/Shanghai: seen from Greenwich, sixteen hours of the day before are over then.
 *
 * @example dayBegins('2026-01-01') // '2025-12-31T16:00:00.000Z'
 */
export function dayBegins(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) - SHANGHAI_AHEAD_MILLIS).toISOString();
}

/**
 * The civil date and the time of day in Asia/Shanghai at an instant.
 *
 * @example shanghaiTime('2025-12-31T16:00:00.000Z') // '2026-01-01 00:00:00'
 */
export function shanghaiTime(instant: string): string {
  return new Date(Date.parse(instant) + SHANGHAI_AHEAD_MILLIS).toISOString().slice(0, 19).replace('T', ' ');
}

/** Milliseconds on a clock that never goes back; for rates and time limits only. */
export function elapsedMillis(): number {
  return performance.now();
}

/**
 * The instant so many milliseconds later.
 *
 * @example instantAfter('2026-01-01T00:00:00.000Z', 1_000) // '2026-01-01T00:00:01.000Z'
 */
export function instantAfter(instant: string, milliseconds: number): string {
  return new Date(Date.parse(instant) + milliseconds).toISOString();
}
