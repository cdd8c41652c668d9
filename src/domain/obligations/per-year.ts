/** Per year: a number of heads for every whole contract year that has ended. */
import { CLASSES } from '../animals';
import { contractYearEnd, wholeYearsEnded, type CivilDate } from '../calendar';
import type { RoundingMode } from '../quantity/ratio';
import { Choice, Count } from '../shape/field';
import { agreedAs, defineRule, isBeforeTerm, ROUNDINGS, type OwingContext } from './rule';
import { contractYears } from './schedule';

export class PerYearTerms extends agreedAs('per_year') {
  @Choice(CLASSES) class: string;
  @Count() quantity: number;
  @Choice(ROUNDINGS, { optional: true }) rounding?: RoundingMode;
}

/**
 * T = U = the sum of the quantities in force at each year end so far; years that end after `to`, a termination or a completion add nothing
 * (docs/rules.md section 5).
 *
 * @example 30 a year, raised to 40 in the second year: 70 at the end of that year
 */
export const perYear = defineRule(PerYearTerms, {
  unit: 'head',
  accruing: true,
  owed: accrued,
  due: accrued,
  dueDays: (_o, context) => contractYears(context),
});

function accrued(o: PerYearTerms, _cls: string, date: CivilDate, context: OwingContext): number {
  if (isBeforeTerm(date, context)) return 0;
  const last = [context.to, context.endedOn].reduce<CivilDate>(
    (end, d) => (d !== undefined && d < end ? d : end),
    date,
  );
  return headsOf(o, 1, wholeYearsEnded(context.from, last), context);
}

/** The heads of contract years `first` to `last`. Halves the range until both ends have the same terms, so that long terms cost little. */
function headsOf(o: PerYearTerms, first: number, last: number, context: OwingContext): number {
  if (last < first) return 0;
  const [before, after] = [first, last].map((k) => context.termsOn(contractYearEnd(context.from, k)));
  if (before === after) {
    const then = before?.obligations.find((x): x is PerYearTerms => x.id === o.id && x.rule === o.rule);
    return then ? then.quantity * (last - first + 1) : 0;
  }
  const middle = (first + last) >> 1;
  return headsOf(o, first, middle, context) + headsOf(o, middle + 1, last, context);
}
