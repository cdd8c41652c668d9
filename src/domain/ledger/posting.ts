/** Postings and entries: what double entry is made of. */
import { DomainError } from '../errors';

/** One side of an entry; a whole number of fen, heads or grams, signed as in the statements. */
export interface Posting {
  readonly account: string;
  /** A class, `CNY` or `feed:<item>`. */
  readonly commodity: string;
  readonly quantity: number;
}

/** All postings that one event, or one contract's settlement, makes. */
export interface Entry {
  readonly contract: string;
  readonly bookedOn: string;
  readonly postings: readonly Posting[];
}

/** @throws DomainError postings_unbalanced when the postings of a commodity do not add up to zero */
export function assertBalanced(entry: Entry): void {
  const sums = new Map<string, number>();
  for (const p of entry.postings) sums.set(p.commodity, (sums.get(p.commodity) ?? 0) + p.quantity);
  for (const [commodity, sum] of sums) {
    if (sum !== 0) throw new DomainError('postings_unbalanced', { contract: entry.contract, commodity, sum });
  }
}
