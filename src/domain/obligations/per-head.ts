/** Per head: a rate for every head of some classes in the handout (three lambs a ewe). */
import { CLASSES } from '../animals';
import {
  max,
  multiply,
  parseRatio,
  ratio,
  roundRatio,
  subtract,
  ZERO,
  type Ratio,
  type RoundingMode,
} from '../quantity/ratio';
import { Choice, ListOf, ObjectOf, RatioText } from '../shape/field';
import { agreedAs, defineRule, isBeforeTerm, ROUNDINGS, type AgreedTerms, type OwingContext } from './rule';
import { duePart, HeadSchedule, scheduledDays } from './schedule';

export class PerHeadTerms extends agreedAs('per_head') {
  @Choice(CLASSES) class: string;
  @RatioText({ max: 1_000_000 }) rate: string;
  @ListOf({ is: 'choice', of: CLASSES }, { min: 1 }) base: string[];
  @ObjectOf(() => HeadSchedule) schedule: HeadSchedule;
  @Choice(ROUNDINGS, { optional: true }) rounding?: RoundingMode;
}

/**
 * Like a fixed total of rate x heads of `base` in the handout; each reduced head of a base class takes off `rate` (docs/rules.md sections 5 and 7).
 *
 * @example rate 3, 60 ewes, 4 reduced: 180 - 12 = 168
 */
export const perHead = defineRule(PerHeadTerms, {
  unit: 'head',
  accruing: false,
  owed: (o, _cls, date, context) =>
    isBeforeTerm(date, context) ? 0 : roundRatio(exactTotal(o, date, context), o.rounding ?? 'down'),
  due(o, _cls, date, context) {
    const total = agreed(o, context.termsOn(date));
    if (total.n === 0n) return 0;
    const part = duePart(o.schedule, date, total, context);
    return roundRatio(multiply(exactTotal(o, date, context), part), o.rounding ?? 'down');
  },
  dueDays: (o, context) => scheduledDays(o.schedule, context),
  agreed,
});

function agreed(o: PerHeadTerms, { handout }: AgreedTerms): Ratio {
  const heads = handout.reduce((sum, h) => sum + (o.base.includes(h.class) ? h.count : 0), 0);
  return multiply(parseRatio(o.rate), ratio(BigInt(heads)));
}

function exactTotal(o: PerHeadTerms, date: string, context: OwingContext): Ratio {
  const reduced = o.base.reduce((sum, cls) => sum + context.position.reducedByClass(cls), 0);
  return max(ZERO, subtract(agreed(o, context.termsOn(date)), multiply(parseRatio(o.rate), ratio(BigInt(reduced)))));
}
