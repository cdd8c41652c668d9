/** How much an event moves, in fen and in heads; a cooperative's approval limits are compared with it (docs/rules.md section 10). */
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

export const NO_EXTENT: Extent = { fen: 0, heads: 0 };

/**
 * All that an event moves. Money: the larger of what is added and what is taken, over the household's cash and deposit and the
 * cooperative's subsidy, or what third parties pay if that is more. Heads: the larger of the animals that come and those that go,
 * plus heads waived or converted, plus those that pass to the household by a completion.
 *
 * @param before the position at the end of the event's day, without the event: what a completion passes on
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

/** The sum of two extents, capped at the largest exact whole number, which is over any limit. */
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
