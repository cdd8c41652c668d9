/** Fixed total: a number of heads over the whole term (180 lambs in three years). */
import { CLASSES } from '../animals';
import { max, multiply, ratio, roundRatio, subtract, ZERO, type Ratio, type RoundingMode } from '../quantity/ratio';
import { Choice, Count, ObjectOf } from '../shape/field';
import { agreedAs, defineRule, isBeforeTerm, ROUNDINGS, type OwingContext } from './rule';
import { duePart, HeadSchedule, scheduledDays } from './schedule';

export class FixedTotalTerms extends agreedAs('fixed_total') {
  @Choice(CLASSES) class: string;
  @Count() quantity: number;
  @ObjectOf(() => HeadSchedule) schedule: HeadSchedule;
  @Choice(ROUNDINGS, { optional: true }) rounding?: RoundingMode;
}

/**
 * T = round(quantity - reductions), U by schedule. Each reduced head takes off quantity / heads in the handout (docs/rules.md sections 5 and 7).
 *
 * @example 180 lambs for 100 heads handed out, two heads reduced: 180 - 2 x 9/5 = 176.4, so 176
 */
export const fixedTotal = defineRule(FixedTotalTerms, {
  unit: 'head',
  accruing: false,
  owed: (o, _cls, date, context) =>
    isBeforeTerm(date, context) ? 0 : roundRatio(exactTotal(o, date, context), o.rounding ?? 'down'),
  due(o, _cls, date, context) {
    const part = duePart(o.schedule, date, agreed(o), context);
    return roundRatio(multiply(exactTotal(o, date, context), part), o.rounding ?? 'down');
  },
  dueDays: (o, context) => scheduledDays(o.schedule, context),
  agreed,
});

function agreed(o: FixedTotalTerms): Ratio {
  return ratio(BigInt(o.quantity));
}

function exactTotal(o: FixedTotalTerms, date: string, context: OwingContext): Ratio {
  const { handout } = context.termsOn(date);
  const heads = handout.reduce((sum, h) => sum + h.count, 0);
  const reduced = CLASSES.reduce((sum, cls) => sum + context.position.reducedByClass(cls), 0);
  if (reduced === 0) return agreed(o);
  return max(ZERO, subtract(agreed(o), ratio(BigInt(o.quantity) * BigInt(reduced), BigInt(heads))));
}
