/** Share of births: a part of every live birth, owed some days after it. */
import { addDays, type CivilDate } from '../calendar';
import { add, roundRatio, ZERO } from '../quantity/ratio';
import type { ShareOfBirthsTerms } from '../terms/obligation-terms';
import { defineRule, type OwingContext } from './rule';

/**
 * T = U = round(sum of share x live births booked at least `afterDays` before), the share in force on the birth (docs/rules.md section 5).
 *
 * @example a third of 28 lambs after 60 days: 28/3, so 9 until the next births complete a head
 */
export const shareOfBirths = defineRule<ShareOfBirthsTerms>({
  rule: 'share_of_births',
  accruing: true,
  owed: accrued,
  due: accrued,
});

function accrued(o: ShareOfBirthsTerms, _cls: string, date: CivilDate, context: OwingContext): number {
  const latest = addDays(date, -(o.afterDays ?? 0));
  const exact = context.position.births(o.id).reduce((sum, b) => (b.bookedOn <= latest ? add(sum, b.owed) : sum), ZERO);
  return roundRatio(exact, o.rounding ?? 'down');
}
