/** Cash: an amount in yuan over the term, such as rent or the instalments for a herd. */
import { parseMoney, roundHalfAwayFromZero } from '../quantity/money';
import { multiply, ratio, type Ratio } from '../quantity/ratio';
import { Money, ObjectOf } from '../shape/field';
import { agreedAs, defineRule, isBeforeTerm } from './rule';
import { CashSchedule, duePart, scheduledDays } from './schedule';

export class CashTerms extends agreedAs('cash') {
  @Money() amount: string;
  @ObjectOf(() => CashSchedule) schedule: CashSchedule;
}

/**
 * T = amount, U by schedule, in fen, rounded half away from zero (docs/rules.md section 5).
 *
 * @example 10000.00 yearly over three years: 3333.33 due after the first, 6666.67 after the second
 */
export const cash = defineRule(CashTerms, {
  unit: 'CNY',
  accruing: false,
  owed: (o, _cls, date, context) => (isBeforeTerm(date, context) ? 0 : parseMoney(o.amount)),
  due(o, _cls, date, context) {
    return roundHalfAwayFromZero(multiply(agreed(o), duePart(o.schedule, date, agreed(o), context)));
  },
  dueDays: (o, context) => scheduledDays(o.schedule, context),
  agreed,
});

function agreed(o: CashTerms): Ratio {
  return ratio(BigInt(parseMoney(o.amount)));
}
