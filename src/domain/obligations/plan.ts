/** The days on which a debt falls due and how much on each, for forms, lists and reminders. */
import type { CivilDate } from '../calendar';
import { ruleOf, type Obligation } from './registry';
import type { AgreedTerms, OwingContext } from './rule';

/** One day on which more falls due: heads, or fen for cash. */
export interface DueStep {
  readonly on: CivilDate;
  /** What falls due on this day. */
  readonly added: number;
  /** U on this day: everything that has fallen due by then. */
  readonly due: number;
}

/**
 * The steps by which U grows over the term, as known from the context's position.
 *
 * @param cls the subject's class; only `return_same` looks at it
 * @example 180 lambs yearly over 2022-07-01..2025-06-30: 60 on 2023-06-30, 60 on 2024-06-30, 60 on 2025-06-30
 */
export function duePlan(obligation: Obligation, cls: string, context: OwingContext): DueStep[] {
  const steps: DueStep[] = [];
  let before = 0;
  for (const on of candidates(obligation, context)) {
    const due = ruleOf(obligation).due(obligation, cls, on, context);
    if (due !== before) steps.push({ on, added: due - before, due });
    before = due;
  }
  return steps;
}

/** The days, in order, on which a rule can make something due. */
function candidates(obligation: Obligation, context: OwingContext): CivilDate[] {
  const { to, bookedFrom, endedOn } = context;
  const days = [bookedFrom, to, endedOn, ...ruleOf(obligation).dueDays(obligation, context)];
  const known = days.filter((day) => day !== undefined).map((day) => (day < bookedFrom ? bookedFrom : day));
  return [...new Set(known)].sort();
}

/** A contract in which everything goes as agreed: the whole handout is handed over, and nothing is lost or born. */
export function contextAsAgreed(
  terms: AgreedTerms,
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
