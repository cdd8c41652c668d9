/** Postings and entries of double-entry bookkeeping. */
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

/**
 * Exact: sums of plain numbers are trusted while they are safe integers; otherwise everything is added up again as bigint.
 *
 * @throws DomainError postings_unbalanced when the postings of a commodity do not add up to zero or are not whole numbers
 */
export function assertBalanced(entry: Entry): void {
  const sums = new Map<string, number>();
  for (const p of entry.postings) {
    const sum = (sums.get(p.commodity) ?? 0) + p.quantity;
    if (!Number.isSafeInteger(sum)) return assertExactlyBalanced(entry);
    sums.set(p.commodity, sum);
  }
  for (const [commodity, sum] of sums) if (sum !== 0) throw unbalanced(entry, commodity, sum);
}

function assertExactlyBalanced(entry: Entry): void {
  const sums = new Map<string, bigint>();
  for (const { commodity, quantity } of entry.postings) {
    if (!Number.isInteger(quantity)) throw unbalanced(entry, commodity, String(quantity));
    sums.set(commodity, (sums.get(commodity) ?? 0n) + BigInt(quantity));
  }
  for (const [commodity, sum] of sums) if (sum !== 0n) throw unbalanced(entry, commodity, String(sum));
}

function unbalanced({ contract }: Entry, commodity: string, sum: number | string): DomainError {
  return new DomainError('postings_unbalanced', { contract, commodity, sum });
}
