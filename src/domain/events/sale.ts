/** Sale: the household's own animals are sold; the cooperative or the household collects the price. */
import { DomainError } from '../errors';
import { parseMoney, refuseMoreThanAnEventMoves, roundHalfAwayFromZero, shareOf, type Fen } from '../quantity/money';
import { parsePercent, parseQuantity } from '../quantity/quantity';
import { ratio } from '../quantity/ratio';
import { Choice, ListOfShape, Money, Quantity, Text } from '../shape/field';
import { Heads } from '../terms/terms';
import type { Effect } from './effect';
import { defineKind } from './kind';

export class Sale {
  @Text(200) channel: string;
  @Text(200, { optional: true }) buyer?: string;
  @ListOfShape(() => Heads, { min: 1, unique: ['class'] }) heads: Heads[];
  /** Yuan per head, kilogram or jin. */
  @Money({ sign: 'zero' }) price: string;
  @Choice(['head', 'kg', 'jin']) per: 'head' | 'kg' | 'jin';
  /** Total weight in kilograms. */
  @Quantity({ optional: true }) weightKg?: string;
  @Choice(['cooperative', 'household'], { optional: true }) collectedBy?: 'cooperative' | 'household';
}

/** Own stock -; cash - gross when the cooperative collects, + commission in either case (docs/rules.md section 6). */
export const sale = defineKind<Sale>({
  kind: 'sale',
  payload: Sale,
  carried: ['channel', 'buyer', 'price', 'per', 'collectedBy'],
  prevents: ['credit_limit'],
  approval: false,
  afterCompletion: false,
  check(payload) {
    if (payload.per !== 'head' && payload.weightKg === undefined)
      throw new DomainError('field_required', {}, 'weightKg');
    refuseMoreThanAnEventMoves(grossOf(payload), 'price');
  },
  gross: grossOf,
  goods: ({ heads, weightKg }) => ({
    classes: heads.map((h) => h.class).join('+'),
    heads: headsOf(heads),
    ...(weightKg === undefined ? {} : { grams: parseQuantity(weightKg) }),
  }),
  effects(event, { terms }) {
    const gross = grossOf(event);
    const commission = shareOf(gross, parsePercent(terms.sales?.commission ?? '0')).part;
    const isCollectedHere = (event.collectedBy ?? 'cooperative') === 'cooperative';
    return [
      ...event.heads.map((h): Effect => ({
        effect: 'stock',
        book: 'own',
        class: h.class,
        line: 'sold',
        heads: -h.count,
      })),
      ...(isCollectedHere ? [{ effect: 'cash', line: 'sales', fen: -gross } as const] : []),
      { effect: 'cash', line: 'commission', fen: commission },
    ];
  },
});

/**
 * round(price x heads or weight), in fen; one kilogram is two jin.
 *
 * @example 371.25 kg at 13.20 a jin is 742.5 x 13.20 = 9801.00
 */
export function grossOf(sale: Sale): Fen {
  const price = BigInt(parseMoney(sale.price));
  if (sale.per === 'head') return roundHalfAwayFromZero(ratio(price * BigInt(headsOf(sale.heads))));
  const grams = BigInt(parseQuantity(sale.weightKg ?? '0'));
  return roundHalfAwayFromZero(ratio(price * grams * (sale.per === 'jin' ? 2n : 1n), 1000n));
}

function headsOf(heads: readonly Heads[]): number {
  return heads.reduce((sum, h) => sum + h.count, 0);
}
