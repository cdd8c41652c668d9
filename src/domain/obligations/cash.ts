/** Cash: an amount of yuan over the term: rent, or a priced herd's instalments. */
import { parseMoney, roundHalfAwayFromZero } from '../quantity/money';
import { multiply, ratio } from '../quantity/ratio';
import type { CashTerms } from '../terms/obligation-terms';
import { defineRule, isBeforeTerm } from './rule';
import { duePart } from './schedule';

/**
 * T = amount, U by schedule, in fen, rounded half away from zero (docs/rules.md section 5).
 *
 * @example 10000.00 yearly over three years: 3333.33 due after the first, 6666.67 after the second
 */
export const cash = defineRule<CashTerms>({
  rule: 'cash',
  accruing: false,
  owed: (o, _cls, date, context) => (isBeforeTerm(date, context) ? 0 : parseMoney(o.amount)),
  due(o, _cls, date, context) {
    const amount = ratio(BigInt(parseMoney(o.amount)));
    return roundHalfAwayFromZero(multiply(amount, duePart(o.schedule, date, amount, context)));
  },
});
