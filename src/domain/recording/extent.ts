/** How much an event moves, in yuan and in heads: what a cooperative's limits for a second person's approval look at. */
import type { Effect } from '../events/effect';
import { sumFen, type Fen } from '../quantity/money';

export interface Extent {
  readonly fen: Fen;
  readonly heads: number;
}

/**
 * The larger side of what an event moves. Yuan: what the household owes or is owed, its deposit and the part that the cooperative bears.
 * Heads: animals that come or go; a change of class counts each animal once, heads only waived or converted are starred kinds anyway.
 *
 * @example 25 bags at 126.50 of which the household bears 70 %: 2213.75 + 948.75, so 3162.50 yuan
 * @example a sale of 10 heads for 9801.00 with 98.01 commission: 9801.00 yuan, 10 heads
 */
export function extentOf(effects: readonly Effect[]): Extent {
  const fen = effects.flatMap((e) => ('fen' in e ? [e.fen] : []));
  const heads = effects.flatMap((e) => (e.effect === 'stock' ? [e.heads] : []));
  return { fen: largerSide(fen), heads: largerSide(heads) };
}

function largerSide(amounts: readonly number[]): number {
  const gained = sumFen(amounts.filter((a) => a > 0));
  const lost = sumFen(amounts.filter((a) => a < 0).map((a) => -a));
  return gained > lost ? gained : lost;
}
