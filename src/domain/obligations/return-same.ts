/** Return the same: as many heads of each class as were handed over go back at the end. */
import type { CivilDate } from '../calendar';
import { returnSameClasses } from '../terms/check-terms';
import type { ReturnSameTerms } from '../terms/obligation-terms';
import { defineRule, hasEnded, type OwingContext } from './rule';

/**
 * Per class T = heads handed over - losses that are off, and a leased class change between two of its classes moves the owed head;
 * U = 0 before `to`, then T (docs/rules.md sections 5 and 7).
 *
 * @example 60 ewes handed over, 4 lost with effect `reduce`: 56 ewes go back
 */
export const returnSame = defineRule<ReturnSameTerms>({
  rule: 'return_same',
  accruing: false,
  owed,
  due: (o, cls, date, context) =>
    hasEnded(date, context) || (context.to !== undefined && date >= context.to) ? owed(o, cls, date, context) : 0,
});

function owed(o: ReturnSameTerms, cls: string, date: CivilDate, context: OwingContext): number {
  const { position } = context;
  let heads = position.handedOver(cls) - position.offByClass(cls);
  for (const other of returnSameClasses(o, context.termsOn(date))) {
    if (other !== cls) heads += position.leasedChange(other, cls) - position.leasedChange(cls, other);
  }
  return heads > 0 ? heads : 0;
}
