/** The days on which a debt falls due and how much by each: what a schedule comes to, for forms, lists and reminders. */
import { addDays, addYears, contractYearEnd, yearEnds, type CivilDate } from '../calendar';
import type { Obligation } from '../terms/obligation-terms';
import type { Terms } from '../terms/terms';
import type { OwingContext } from './rule';
import { OBLIGATION_RULES } from './registry';

/** One day on which more falls due: heads, or fen for cash. */
export interface DueStep {
  readonly on: CivilDate;
  /** What falls due on this day. */
  readonly added: number;
  /** U of the day: what has fallen due by then. */
  readonly due: number;
}

/** How many years an open end is looked ahead. */
const OPEN_YEARS = 5;

/**
 * The steps by which U grows over the term, as known from the context's position.
 *
 * @param cls the class of a `return_same`'s subject; the other rules do not look at it
 * @example 180 lambs yearly over 2022-07-01..2025-06-30: 60 on 2023-06-30, 60 on 2024-06-30, 60 on 2025-06-30
 */
export function duePlan(obligation: Obligation, cls: string, context: OwingContext): DueStep[] {
  const rule = OBLIGATION_RULES.get(obligation.rule);
  if (!rule) return [];
  const steps: DueStep[] = [];
  let before = 0;
  for (const on of candidates(obligation, context)) {
    const due = rule.due(obligation, cls, on, context);
    if (due !== before) steps.push({ on, added: due - before, due });
    before = due;
  }
  return steps;
}

/** Days on which a rule can make something due, in order. */
function candidates(obligation: Obligation, context: OwingContext): CivilDate[] {
  const { from, to, bookedFrom, endedOn } = context;
  const days = new Set<CivilDate>([bookedFrom]);
  const add = (day: CivilDate | undefined): void =>
    void (day !== undefined && days.add(day < bookedFrom ? bookedFrom : day));
  add(to);
  add(endedOn);
  if (obligation.rule === 'share_of_births') {
    for (const { bookedOn } of context.position.births(obligation.id))
      add(addDays(bookedOn, obligation.afterDays ?? 0));
  } else if (obligation.rule === 'per_year') yearsOf(from, to, bookedFrom).forEach(add);
  else if ('schedule' in obligation) {
    if (obligation.schedule.kind === 'yearly') yearsOf(from, to, bookedFrom).forEach(add);
    for (const { on } of obligation.schedule.tranches ?? []) add(on);
  }
  return [...days].sort();
}

function yearsOf(from: CivilDate, to: CivilDate | undefined, bookedFrom: CivilDate): readonly CivilDate[] {
  if (to !== undefined) return to < from ? [] : yearEnds(from, to);
  const last = addYears(bookedFrom, OPEN_YEARS);
  const ends: CivilDate[] = [];
  for (let k = 1; contractYearEnd(from, k) <= last; k++) ends.push(contractYearEnd(from, k));
  return ends;
}

/** What a contract owes when everything goes as agreed: the whole handout is handed over, and nothing is lost or born. */
export function contextAsAgreed(
  terms: Terms,
  term: { readonly from: CivilDate; readonly to?: CivilDate },
): OwingContext {
  const handedOver = (cls: string): number =>
    terms.handout.filter((h) => h.class === cls).reduce((sum, h) => sum + h.count, 0);
  return {
    ...term,
    bookedFrom: term.from,
    termsOn: () => terms,
    position: { reducedByClass: () => 0, offByClass: () => 0, handedOver, leasedChange: () => 0, births: () => [] },
  };
}
