/** What an import knows of its lines, and of the cooperatives that it has come to. */
import type { Season } from '../calendar/seasons';
import type { BookLine } from '../domain/book/lines';
import type { BookTransaction } from '../journal/transaction';
import type { Recorder } from '../contracts/recorder';
import type { Chained } from './chained';
import type { TakenOver } from './taken-over';

/** A cooperative that the import has come to. */
export interface Open {
  readonly unit: BookTransaction;
  readonly taken: TakenOver;
  readonly recorder: Recorder;
  /** The head's instant that the clock was held against last. */
  clockedAt?: string;
  seasons: Season[];
}

/** What is counted line by line. */
export type Added = 'cooperatives' | 'households' | 'contracts' | 'seasons' | 'events' | 'closed';

/** A line that is well formed. */
export interface Parsed {
  readonly number: number;
  readonly line: BookLine;
  readonly chained: Chained;
}

/** A line that could not be read; it is refused in its turn, since what is refused before it does not follow from it. */
export interface Unread {
  readonly number: number;
  readonly value: unknown;
  readonly text: string | undefined;
  readonly error: unknown;
}

export function cooperativeOf(line: BookLine): string {
  return line.type === 'cooperative' ? line.code : line.cooperative;
}
