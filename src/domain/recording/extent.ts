/** How much an event moves, in yuan and in heads: what a cooperative's limits for a second person's approval look at. */
import type { Effect } from '../events/effect';
import type { EventHead, Happened } from '../events/kind';
import { EVENT_KINDS } from '../events/registry';
import { sumFen, type Fen } from '../quantity/money';
import { floorOf } from '../quantity/ratio';
import type { Position } from '../contract/position';

export interface Extent {
  readonly fen: Fen;
  readonly heads: number;
}

/** What nothing moves. */
export const NO_EXTENT: Extent = { fen: 0, heads: 0 };

/**
 * All that an event moves. Yuan: the larger side of what the household owes or is owed, its deposit and the part that the cooperative
 * bears; or what others pay, where that never touches the household's account. Heads: the larger side of the animals that come, go or
 * change their class, those that become the household's by a completion among them, and heads that are waived or converted.
 *
 * @param before the position at the end of the event's day, without it: a completion passes the leased animals of it
 * @example 25 bags at 126.50 of which the household bears 70 %: 2213.75 + 948.75, so 3162.50 yuan
 * @example a sale of 10 heads for 9801.00 that the household collected, with 98.01 commission: 9801.00 yuan, 10 heads
 */
export function extentOf(event: Happened<EventHead>, effects: readonly Effect[], before?: Position): Extent {
  const fen = largerSide(effects.flatMap((e) => ('fen' in e ? [e.fen] : [])));
  const gross = EVENT_KINDS.get(event.kind)?.gross?.(event) ?? 0;
  const moved = largerSide(effects.flatMap((e) => (e.effect === 'stock' ? [e.heads] : [])));
  const ended = effects.flatMap((e) => (e.effect === 'settled' && e.line !== 'returned' ? [floorOf(e.quantity)] : []));
  const passes = effects.some((e) => e.effect === 'status' && e.titlePasses);
  const passing = passes && before ? [...before.leased().values()] : [];
  return { fen: fen > gross ? fen : gross, heads: sumFen([moved, ...ended, ...passing]) };
}

/** Two extents together; what is too much to be counted exactly is over any limit. */
export function together(a: Extent, b: Extent): Extent {
  const most = Number.MAX_SAFE_INTEGER;
  const sum = (x: number, y: number): number => (x > most - y ? most : x + y);
  return { fen: sum(a.fen, b.fen), heads: sum(a.heads, b.heads) };
}

function largerSide(amounts: readonly number[]): number {
  const gained = sumFen(amounts.filter((a) => a > 0));
  const lost = sumFen(amounts.filter((a) => a < 0).map((a) => -a));
  return gained > lost ? gained : lost;
}
