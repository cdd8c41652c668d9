/** Facts that come after the season they happened in was closed: where they count instead. */
import type { Season } from '../../../calendar/seasons';
import type { CivilDate } from '../../../domain/calendar';
import { bookOn, seasonOf, type SeasonSpan } from '../../../domain/recording/booking';

/** A day in a closed season, and where what happened on it is booked. */
export interface Late {
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
export function lateBooking(on: CivilDate, seasons: readonly Season[]): Late | undefined {
  const closed = seasonOf(on, seasons);
  if (!closed?.closed) return undefined;
  const { season, bookedOn } = bookOn(on, seasons);
  const nameOf = ({ id, code }: SeasonSpan): string => seasons.find((s) => s.id === id)?.name ?? code;
  return { on, closed: nameOf(closed), open: nameOf(season), bookedOn };
}
