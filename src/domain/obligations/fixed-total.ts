/** Fixed total: a number of heads over the whole term (180 lambs in three years). */
import { CLASSES } from '../animals';
import { max, multiply, ratio, roundRatio, subtract, ZERO, type Ratio } from '../quantity/ratio';
import type { FixedTotalTerms } from '../terms/obligation-terms';
import { defineRule, isBeforeTerm, type OwingContext } from './rule';
import { duePart } from './schedule';

/**
 * T = round(quantity - reductions), U by schedule. A reduction takes quantity / (heads in handout) per dead head (docs/rules.md sections 5 and 7).
 *
 * @example 180 lambs for 100 heads handed out, two heads reduced: 180 - 2 x 9/5 = 176.4, so 176
 */
export const fixedTotal = defineRule<FixedTotalTerms>({
  rule: 'fixed_total',
  accruing: false,
  owed: (o, _cls, date, context) =>
    isBeforeTerm(date, context) ? 0 : roundRatio(exactTotal(o, date, context), o.rounding ?? 'down'),
  due(o, _cls, date, context) {
    const part = duePart(o.schedule, date, ratio(BigInt(o.quantity)), context);
    return roundRatio(multiply(exactTotal(o, date, context), part), o.rounding ?? 'down');
  },
});

function exactTotal(o: FixedTotalTerms, date: string, context: OwingContext): Ratio {
  const { handout } = context.termsOn(date);
  const heads = handout.reduce((sum, h) => sum + h.count, 0);
  const reduced = CLASSES.reduce((sum, cls) => sum + context.position.reducedByClass(cls), 0);
  if (reduced === 0) return ratio(BigInt(o.quantity));
  return max(ZERO, subtract(ratio(BigInt(o.quantity)), ratio(BigInt(o.quantity) * BigInt(reduced), BigInt(heads))));
}
