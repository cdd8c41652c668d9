/** Feed issue: the household takes feed and owes its share of the price. */
import { DomainError } from '../errors';
import { GRAMS_MAX } from '../quantity/bounds';
import { parseMoney, refuseMoreThanAnEventMoves, roundHalfAwayFromZero, shareOf, type Fen } from '../quantity/money';
import { FEED_UNITS, GRAMS_PER_UNIT, gramsOf, parsePercent, parseQuantity, type FeedUnit } from '../quantity/quantity';
import { ratio } from '../quantity/ratio';
import { Choice, Item, Money, Percent, Quantity } from '../shape/field';
import type { Effect } from './effect';
import type { Terms } from '../terms/terms';
import { defineKind, type Goods, type Valuation } from './kind';

export class FeedSlip {
  @Item() item: string;
  /** In `unit`. The limit is for the smallest unit; `checkFeedSlip` limits the weight. */
  @Quantity({ max: 20_000_000 }) quantity: string;
  @Choice(FEED_UNITS) unit: FeedUnit;
  /** Kilograms in one bale or bag, the units without a fixed weight. */
  @Quantity({ optional: true }) kgPerUnit?: string;
  /** Yuan per `unit`. */
  @Money({ sign: 'zero' }) unitPrice: string;
  @Percent({ optional: true }) householdShare?: string;
}

/** Cash + round(amount x share), amount = round(quantity x unitPrice); the rest is subsidy (docs/rules.md section 6). */
export const feedIssue = defineKind<FeedSlip>({
  kind: 'feed_issue',
  payload: FeedSlip,
  carried: ['item', 'unit', 'kgPerUnit', 'unitPrice', 'householdShare'],
  approval: false,
  afterCompletion: false,
  check: checkFeedSlip,
  share: feedShare,
  goods: (slip) => feedGoods(slip, 1),
  effects: (event, valuation) => feedEffects(event, valuation, 1),
});

/** `kgPerUnit` goes with `bale` and `bag`, and only with them; weight and amount are within bounds. */
export function checkFeedSlip(slip: FeedSlip): void {
  const needsWeight = slip.unit === 'bale' || slip.unit === 'bag';
  if (needsWeight && slip.kgPerUnit === undefined) throw new DomainError('field_required', {}, 'kgPerUnit');
  if (!needsWeight && slip.kgPerUnit !== undefined)
    throw new DomainError('field_not_allowed', { unit: slip.unit }, 'kgPerUnit');
  if (weightOf(slip) > GRAMS_MAX) throw new DomainError('quantity_invalid', { max: mostOf(slip) }, 'quantity');
  refuseMoreThanAnEventMoves(amountOf(slip), 'unitPrice');
}

/** The largest quantity in a unit, as text, in whole units. */
function mostOf({ unit, kgPerUnit = '1' }: FeedSlip): string {
  const perUnit = unit === 'bale' || unit === 'bag' ? parseQuantity(kgPerUnit) : GRAMS_PER_UNIT[unit];
  return String(BigInt(GRAMS_MAX) / BigInt(perUnit));
}

/**
 * What an issue (`sign` 1) or a return (-1) does, in fen and grams.
 *
 * @example 25 bag x 126.50 = 3162.50; at a share of 70 % the household owes 2213.75 and 948.75 is subsidy
 */
export function feedEffects(slip: FeedSlip, { terms }: Valuation, sign: 1 | -1): readonly Effect[] {
  const amount = amountOf(slip);
  const share = parsePercent(slip.householdShare ?? feedShare(terms));
  const { part, rest } = shareOf(amount, share);
  return [
    { effect: 'cash', line: 'feed', fen: sign * part },
    { effect: 'subsidy', line: 'feed', fen: sign * rest },
    { effect: 'feed', item: slip.item, grams: sign * weightOf(slip) },
  ];
}

/** What the household pays of feed, in percent, where the slip does not say it. */
export function feedShare({ feed }: Terms): string {
  return feed?.householdShare ?? '100';
}

export function feedGoods(slip: FeedSlip, sign: 1 | -1): Goods {
  return { item: slip.item, grams: sign * weightOf(slip) };
}

/** Grams. */
function weightOf({ quantity, unit, kgPerUnit }: FeedSlip): number {
  return gramsOf(parseQuantity(quantity), unit, kgPerUnit === undefined ? undefined : parseQuantity(kgPerUnit));
}

function amountOf(slip: FeedSlip): Fen {
  return roundHalfAwayFromZero(ratio(BigInt(parseQuantity(slip.quantity)) * BigInt(parseMoney(slip.unitPrice)), 1000n));
}
