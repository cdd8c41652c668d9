/** Per head: a rate for every head of some classes that was to be handed over (three lambs a ewe). */
import { max, multiply, parseRatio, ratio, roundRatio, subtract, ZERO, type Ratio } from '../quantity/ratio';
import type { PerHeadTerms } from '../terms/obligation-terms';
import { defineRule, isBeforeTerm, type OwingContext } from './rule';
import { duePart } from './schedule';

/**
 * As a fixed total of rate x heads of `base` in handout; a reduction takes `rate` per dead head of a base class (docs/rules.md sections 5 and 7).
 *
 * @example rate 3, 60 ewes, 4 reduced: 180 - 12 = 168
 */
export const perHead = defineRule<PerHeadTerms>({
  rule: 'per_head',
  accruing: false,
  owed: (o, _cls, date, context) =>
    isBeforeTerm(date, context) ? 0 : roundRatio(exactTotal(o, date, context), o.rounding ?? 'down'),
  due(o, _cls, date, context) {
    const agreed = agreedTotal(o, date, context);
    if (agreed.n === 0n) return 0;
    const part = duePart(o.schedule, date, agreed, context);
    return roundRatio(multiply(exactTotal(o, date, context), part), o.rounding ?? 'down');
  },
});

function agreedTotal(o: PerHeadTerms, date: string, context: OwingContext): Ratio {
  const heads = context.termsOn(date).handout.reduce((sum, h) => sum + (o.base.includes(h.class) ? h.count : 0), 0);
  return multiply(parseRatio(o.rate), ratio(BigInt(heads)));
}

function exactTotal(o: PerHeadTerms, date: string, context: OwingContext): Ratio {
  const reduced = o.base.reduce((sum, cls) => sum + context.position.reducedByClass(cls), 0);
  return max(ZERO, subtract(agreedTotal(o, date, context), multiply(parseRatio(o.rate), ratio(BigInt(reduced)))));
}
