/** Share of births: a part of every live birth, owed a number of days after it was booked. */
import { CLASSES } from '../animals';
import { addDays, type CivilDate } from '../calendar';
import { add, multiply, parseRatio, ratio, roundRatio, ZERO, type RoundingMode } from '../quantity/ratio';
import { Choice, Days, RatioText } from '../shape/field';
import { agreedAs, defineRule, ROUNDINGS, type OwingContext } from './rule';

export class ShareOfBirthsTerms extends agreedAs('share_of_births') {
  @Choice(CLASSES) class: string;
  @RatioText({ max: 1 }) share: string;
  @Days({ optional: true }) afterDays?: number;
  @Choice(ROUNDINGS, { optional: true }) rounding?: RoundingMode;
}

/**
 * T = U = round(sum of share x live births booked at least `afterDays` ago), each at the share in force on the day of birth (docs/rules.md section 5).
 *
 * @example a third of 28 lambs after 60 days: 28/3, so 9 until the next births complete a head
 */
export const shareOfBirths = defineRule(ShareOfBirthsTerms, {
  unit: 'head',
  accruing: true,
  owed: accrued,
  due: accrued,
  dueDays: (o, { position }) => position.births(o.id).map((b) => addDays(b.bookedOn, o.afterDays ?? 0)),
  birthsOwed: (o, heads) => multiply(parseRatio(o.share), ratio(BigInt(heads))),
});

function accrued(o: ShareOfBirthsTerms, _cls: string, date: CivilDate, context: OwingContext): number {
  const latest = addDays(date, -(o.afterDays ?? 0));
  const exact = context.position.births(o.id).reduce((sum, b) => (b.bookedOn <= latest ? add(sum, b.owed) : sum), ZERO);
  return roundRatio(exact, o.rounding ?? 'down');
}
