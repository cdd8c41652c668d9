/** What every obligation rule gives: T(D), what is owed over the term as known on a day, and U(D), what has fallen due (docs/rules.md section 5). */
import type { CivilDate } from '../calendar';
import type { Ratio } from '../quantity/ratio';
import type { Obligation } from '../terms/obligation-terms';
import type { Terms } from '../terms/terms';

/** What the facts booked up to a day add up to, as far as obligations depend on it; in heads. */
export interface OwingPosition {
  /** Dead leased heads whose loss rule is `reduce`. */
  reducedByClass(cls: string): number;
  /** Heads off a return of the same animals: `reduce`, `replace` or `charge`. */
  offByClass(cls: string): number;
  handedOver(cls: string): number;
  leasedChange(from: string, to: string): number;
  /** Share x live births that the obligation's class accepts. */
  births(obligationId: string): readonly { readonly bookedOn: CivilDate; readonly owed: Ratio }[];
}

export interface OwingContext {
  readonly from: CivilDate;
  readonly to?: CivilDate;
  /** Nothing is owed before this day. */
  readonly bookedFrom: CivilDate;
  /** The booked day of a termination or completion that stands. */
  readonly endedOn?: CivilDate;
  termsOn(date: CivilDate): Terms;
  readonly position: OwingPosition;
}

/** One rule. `obligation` is as agreed in the terms in force on `date`; `cls` is the subject's class. */
export interface ObligationRule<O extends Obligation = Obligation> {
  readonly rule: O['rule'];
  /** The debt grows with time or births: a household may be ahead of it. */
  readonly accruing: boolean;
  /** T(D): heads, or fen for cash; never below zero. */
  owed(obligation: O, cls: string, date: CivilDate, context: OwingContext): number;
  /** U(D): heads, or fen for cash. */
  due(obligation: O, cls: string, date: CivilDate, context: OwingContext): number;
}

/** Forgets the terms' type once, here, so that all rules stand in one registry. */
export function defineRule<O extends Obligation>(rule: ObligationRule<O>): ObligationRule {
  return rule;
}

/** Nothing is owed before the contract's first day, nor before it was entered. */
export function isBeforeTerm(date: CivilDate, context: OwingContext): boolean {
  return date < context.bookedFrom || date < context.from;
}

/** A termination or completion has made everything due. */
export function hasEnded(date: CivilDate, context: OwingContext): boolean {
  return context.endedOn !== undefined && context.endedOn <= date;
}
