/** In which season a fact counts: the day it happened, or the first open day when that season is closed (docs/rules.md section 8). */
import { addDays, type CivilDate } from '../calendar';
import { DomainError } from '../errors';

/** A season as booking sees it; seasons are consecutive and close in order. */
export interface SeasonSpan {
  readonly id: number;
  readonly code: string;
  /** What people call it, where that is not the code. */
  readonly name?: string | null;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly closed: boolean;
}

/** Where a fact is booked. */
export interface Booking {
  readonly bookedOn: CivilDate;
  readonly season: SeasonSpan;
  /** It happened in a season that was closed when it came. */
  readonly late: boolean;
}

/**
 * Books a day.
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

/** A day in a closed season, and where what happened on it is booked. */
export interface LateBooking {
  readonly on: CivilDate;
  /** Names of the closed season and of the open one. */
  readonly closed: string;
  readonly open: string;
  readonly bookedOn: CivilDate;
}

/**
 * Undefined for a day in an open season, or in none.
 *
 * @throws DomainError no_season when there is no open one after the closed
 */
export function lateBooking(on: CivilDate, seasons: readonly SeasonSpan[]): LateBooking | undefined {
  const closed = seasonOf(on, seasons);
  if (!closed?.closed) return undefined;
  const { season: open, bookedOn } = bookOn(on, seasons);
  return { on, closed: closed.name ?? closed.code, open: open.name ?? open.code, bookedOn };
}

/** The season a day lies in. */
export function seasonOf(on: CivilDate, seasons: readonly SeasonSpan[]): SeasonSpan | undefined {
  // The season of the newest facts is near the end.
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
 * The day from which a contract owes anything: its `from`, or the first open day when it is entered after a season that `from` lies in or
 * before was closed (docs/rules.md section 8): no statement of a closed season showed what it owes.
 */
export function bookedFrom(from: CivilDate, seasons: readonly SeasonSpan[]): CivilDate {
  const open = firstOpenDay(seasons);
  return open !== undefined && from < open ? open : from;
}
