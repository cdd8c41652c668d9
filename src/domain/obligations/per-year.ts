/** Per year: a number of heads for every whole contract year that has ended. */
import { contractYearEnd, type CivilDate } from '../calendar';
import type { PerYearTerms } from '../terms/obligation-terms';
import { defineRule, isBeforeTerm, type OwingContext } from './rule';

/**
 * T = U = the quantity in force at each year end up to the day; none after `to`, a termination or completion (domain.md section 5).
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
  let heads = 0;
  for (let k = 1; ; k++) {
    const end = contractYearEnd(context.from, k);
    if (end > last) return heads;
    const then = context.termsOn(end).obligations.find((x) => x.id === o.id);
    heads += then?.rule === 'per_year' ? then.quantity : 0;
  }
}
