/** Per year: a number of heads for every whole contract year that has ended. */
import { contractYearEnd, wholeYearsEnded, type CivilDate } from '../calendar';
import type { PerYearTerms } from '../terms/obligation-terms';
import { defineRule, isBeforeTerm, type OwingContext } from './rule';

/**
 * T = U = the quantity in force at each year end up to the day; none after `to`, a termination or completion (docs/rules.md section 5).
 *
 * @example 30 a year, raised to 40 in the second year: 70 at the end of that year
 */
export const perYear = defineRule<PerYearTerms>({ rule: 'per_year', accruing: true, owed: accrued, due: accrued });

function accrued(o: PerYearTerms, _cls: string, date: CivilDate, context: OwingContext): number {
  if (isBeforeTerm(date, context)) return 0;
  const last = [context.to, context.endedOn].reduce<CivilDate>(
    (end, d) => (d !== undefined && d < end ? d : end),
    date,
  );
  return headsOf(o.id, 1, wholeYearsEnded(context.from, last), context);
}

/** The heads of some contract years: years of the same terms are counted at once, and not one by one. */
function headsOf(id: string, first: number, last: number, context: OwingContext): number {
  if (last < first) return 0;
  const [before, after] = [first, last].map((k) => context.termsOn(contractYearEnd(context.from, k)));
  if (before === after) {
    const then = before?.obligations.find((x) => x.id === id);
    return then?.rule === 'per_year' ? then.quantity * (last - first + 1) : 0;
  }
  const middle = (first + last) >> 1;
  return headsOf(id, first, middle, context) + headsOf(id, middle + 1, last, context);
}
