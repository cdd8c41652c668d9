/** Return the same: as many heads of each class as were handed over go back at the end. */
import { CLASSES } from '../animals';
import type { CivilDate } from '../calendar';
import type { RoundingMode } from '../quantity/ratio';
import { Choice, ListOf } from '../shape/field';
import { agreedAs, defineRule, hasEnded, ROUNDINGS, type AgreedTerms, type OwingContext } from './rule';

export class ReturnSameTerms extends agreedAs('return_same') {
  @ListOf({ is: 'choice', of: CLASSES }, { min: 1, optional: true }) classes?: string[];
  @Choice(ROUNDINGS, { optional: true }) rounding?: RoundingMode;
}

/**
 * For each class T = heads handed over - heads taken off by loss rules; a leased class change between two of its classes moves the debt
 * along. U = 0 before `to`, then T (docs/rules.md sections 5 and 7).
 *
 * @example 60 ewes handed over, 4 lost with effect `reduce`: 56 ewes go back
 */
export const returnSame = defineRule(ReturnSameTerms, {
  unit: 'head',
  accruing: false,
  needsEnd: true,
  owed,
  due: (o, cls, date, context) =>
    hasEnded(date, context) || (context.to !== undefined && date >= context.to) ? owed(o, cls, date, context) : 0,
  dueDays: () => [],
  classes,
});

/** The classes it names, or all classes of the handout. */
function classes(o: ReturnSameTerms, terms: AgreedTerms): readonly string[] {
  return o.classes ?? terms.handout.map((h) => h.class);
}

function owed(o: ReturnSameTerms, cls: string, date: CivilDate, context: OwingContext): number {
  const { position } = context;
  let heads = position.handedOver(cls) - position.offByClass(cls);
  for (const other of classes(o, context.termsOn(date))) {
    if (other !== cls) heads += position.leasedChange(other, cls) - position.leasedChange(cls, other);
  }
  return heads > 0 ? heads : 0;
}
