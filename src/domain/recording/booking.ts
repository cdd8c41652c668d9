/** The day from which a fact counts: the day it happened, or the first open day when its season is closed (docs/rules.md section 8). */
import { addDays, type CivilDate } from '../calendar';
import { DomainError } from '../errors';

/** What booking needs to know of a season; seasons are consecutive and close in order. */
export interface SeasonSpan {
  readonly id: number;
  readonly code: string;
  /** What people call it, where that is not the code. */
  readonly name?: string | null;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly closed: boolean;
}

/** The day and season a fact is booked in. */
export interface Booking {
  readonly bookedOn: CivilDate;
  readonly season: SeasonSpan;
  /** Its season was closed already when it was recorded. */
  readonly late: boolean;
}

/**
 * Books what happened on a day.
 *
 * @param seasons in order
 * @throws DomainError before_first_season, no_season
 * @example with 2022-winter (to 2023-05-31) closed, 2023-05-25 is booked on 2023-06-01, late
 */
export function bookOn(on: CivilDate, seasons: readonly SeasonSpan[]): Booking {
  const first = seasons[0];
  if (!first || on < first.from) throw new DomainError('before_first_season', { on, first: first?.from ?? '-' }, 'on');
  const season = seasonOf(on, seasons);
  if (!season) throw new DomainError('no_season', { on, last: (seasons.at(-1) as SeasonSpan).to }, 'on');
  if (!season.closed) return { bookedOn: on, season, late: false };
  const bookedOn = firstOpenDay(seasons) as CivilDate;
  const open = seasonOf(bookedOn, seasons);
  if (!open) throw new DomainError('no_season', { on: bookedOn, last: (seasons.at(-1) as SeasonSpan).to }, 'on');
  return { bookedOn, season: open, late: true };
}

/** A day in a closed season, and where its events are booked instead. */
export interface LateBooking {
  readonly on: CivilDate;
  /** The names of the closed season and of the open one. */
  readonly closed: string;
  readonly open: string;
  readonly bookedOn: CivilDate;
}

/**
 * Undefined for a day in an open season or in no season.
 *
 * @throws DomainError no_season when no open season follows the closed ones
 */
export function lateBooking(on: CivilDate, seasons: readonly SeasonSpan[]): LateBooking | undefined {
  const closed = seasonOf(on, seasons);
  if (!closed?.closed) return undefined;
  const { season: open, bookedOn } = bookOn(on, seasons);
  return { on, closed: closed.name ?? closed.code, open: open.name ?? open.code, bookedOn };
}

/** The season a day lies in. */
export function seasonOf(on: CivilDate, seasons: readonly SeasonSpan[]): SeasonSpan | undefined {
  // From the end: most facts are recent.
  for (let i = seasons.length - 1; i >= 0; i--) {
    const s = seasons[i] as SeasonSpan;
    if (s.from <= on) return on <= s.to ? s : undefined;
  }
  return undefined;
}

/** The first day after the last closed season; undefined when none is closed. */
export function firstOpenDay(seasons: readonly SeasonSpan[]): CivilDate | undefined {
  for (let i = seasons.length - 1; i >= 0; i--) {
    const s = seasons[i] as SeasonSpan;
    if (s.closed) return addDays(s.to, 1);
  }
  return undefined;
}

/**
 * The day from which a contract owes anything: its `from`, or the first open day when that is later, since no statement of a closed season
 * showed what it owes (docs/rules.md section 5).
 */
export function bookedFrom(from: CivilDate, seasons: readonly SeasonSpan[]): CivilDate {
  const open = firstOpenDay(seasons);
  return open !== undefined && from < open ? open : from;
}
