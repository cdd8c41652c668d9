/** Conversion: heads owed become a debt in yuan at an agreed price; a second person approves it. */
import { parseMoney, refuseMoreThanAnEventMoves, roundHalfAwayFromZero, type Fen } from '../quantity/money';
import { ratio } from '../quantity/ratio';
import { Count, Money, Text } from '../shape/field';
import { defineKind } from './kind';
import { singleSubject } from './subject';

export class Conversion {
  @Text(120, { optional: true }) obligation?: string;
  @Count() quantity: number;
  /** Yuan per head. */
  @Money({ sign: 'zero' }) pricePerHead: string;
  /** What the price is based on: a clause, a resolution, a market quotation. */
  @Text(2000, { multiline: true }) basis: string;
}

/**
 * S + quantity; cash + round(quantity x pricePerHead) (docs/rules.md section 6).
 *
 * @example 3 lambs at 650.00: three heads fewer are owed, and 1950.00 yuan more
 */
export const conversion = defineKind<Conversion>({
  kind: 'conversion',
  payload: Conversion,
  approval: true,
  afterCompletion: false,
  check(event) {
    refuseMoreThanAnEventMoves(priceOf(event), 'pricePerHead');
  },
  effects(event, valuation) {
    const subject = singleSubject(valuation, event.obligation);
    const fen = priceOf(event);
    return [
      {
        effect: 'settled',
        subject: subject.subject,
        class: subject.class,
        line: 'converted',
        quantity: ratio(BigInt(event.quantity)),
      },
      { effect: 'cash', line: 'conversions', fen },
    ];
  },
});

function priceOf(event: Conversion): Fen {
  return roundHalfAwayFromZero(ratio(BigInt(parseMoney(event.pricePerHead)) * BigInt(event.quantity)));
}
