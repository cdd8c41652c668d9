/** The state of an import: its lines, and the cooperatives it has met. */
import type { Season } from '../calendar/seasons';
import type { BookLine } from '../domain/book/lines';
import type { BookTransaction } from '../journal/transaction';
import type { Recorder } from '../contracts/recorder';
import type { Chained } from './chained';
import type { TakenOver } from './taken-over';

/** A cooperative that the import has met. */
export interface Open {
  readonly unit: BookTransaction;
  readonly taken: TakenOver;
  readonly recorder: Recorder;
  /** The instant of the head that the clock was last compared with. */
  clockedAt?: string;
  seasons: Season[];
}

/** Counts of lines. */
export type Added = 'cooperatives' | 'households' | 'contracts' | 'seasons' | 'events' | 'closed';

/** A well-formed line. */
export interface Parsed {
  readonly number: number;
  readonly line: BookLine;
  readonly chained: Chained;
}

/** A malformed line. It is refused in order, because only later refusals can be its consequences. */
export interface Unread {
  readonly number: number;
  readonly value: unknown;
  readonly text: string | undefined;
  readonly error: unknown;
}

export function cooperativeOf(line: BookLine): string {
  return line.type === 'cooperative' ? line.code : line.cooperative;
}
