/** What every obligation rule gives: the shape of its terms, T(D), what is owed over the term as known on a day, and U(D), what has fallen due (docs/rules.md section 5). */
import type { CivilDate } from '../calendar';
import type { Ratio } from '../quantity/ratio';
import { Choice, Code } from '../shape/field';
import { fieldsOf, type Shape } from '../shape/spec';

export const ROUNDINGS = ['down', 'half_up', 'up'] as const;

/** What the terms of every rule have; a rule's own class extends the one that `agreedAs` makes for it. */
export interface Agreed {
  readonly id: string;
  readonly rule: string;
}

/** What a rule reads of a contract's terms beside its own obligation. */
export interface AgreedTerms {
  readonly handout: readonly { readonly class: string; readonly count: number }[];
  readonly obligations: readonly Agreed[];
}

/** What the facts booked up to a day add up to, as far as obligations depend on it; in heads. */
export interface OwingPosition {
  /** Dead leased heads whose loss rule is `reduce`. */
  reducedByClass(cls: string): number;
  /** Heads off a return of the same animals: `reduce`, `replace` or `charge`. */
  offByClass(cls: string): number;
  handedOver(cls: string): number;
  leasedChange(from: string, to: string): number;
  /** What live births have added to the obligation, by `birthsOwed` of its rule. */
  births(obligationId: string): readonly { readonly bookedOn: CivilDate; readonly owed: Ratio }[];
}

export interface OwingContext {
  readonly from: CivilDate;
  readonly to?: CivilDate;
  /** Nothing is owed before this day. */
  readonly bookedFrom: CivilDate;
  /** The booked day of a termination or completion that stands. */
  readonly endedOn?: CivilDate;
  termsOn(date: CivilDate): AgreedTerms;
  readonly position: OwingPosition;
}

/** What a rule declares. `obligation` is as agreed in the terms in force on `date`; `cls` is the subject's class. */
interface Declaration<O extends Agreed> {
  /** What is owed: animals, or fen. */
  readonly unit: 'head' | 'CNY';
  /** The debt grows with time or births: a household may be ahead of it. */
  readonly accruing: boolean;
  /** Its terms make sense only in a contract that has an end. */
  readonly needsEnd?: boolean;
  /** T(D): heads, or fen for cash; never below zero. */
  owed(obligation: O, cls: string, date: CivilDate, context: OwingContext): number;
  /** U(D): heads, or fen for cash. */
  due(obligation: O, cls: string, date: CivilDate, context: OwingContext): number;
  /** The days on which more can fall due, beside the first and the last of the term and the contract's ending. */
  dueDays(obligation: O, context: OwingContext): readonly CivilDate[];
  /** Of a rule with a schedule: what its tranches must add up to, heads or fen. */
  agreed?(obligation: O, terms: AgreedTerms): Ratio;
  /** Of a rule by which the same animals are owed, and not one class: those classes, each a subject of its own. */
  classes?(obligation: O, terms: AgreedTerms): readonly string[];
  /** Of a rule that births add to: what so many born alive add, of a class that the obligation's accepts one for one. */
  birthsOwed?(obligation: O, heads: number): Ratio;
}

/** One rule, with the name and the shape of its terms. */
export interface ObligationRule<O extends Agreed = Agreed> extends Declaration<O> {
  readonly rule: O['rule'];
  readonly terms: Shape<O>;
}

/** The class that the terms of a rule extend: `id`, and the name of the rule, which is written nowhere else. */
export function agreedAs<R extends string>(rule: R) {
  abstract class AgreedAs implements Agreed {
    @Code() id: string;
    @Choice([rule]) rule: R;
  }
  return AgreedAs;
}

/** A rule for terms of a class that `agreedAs` began. */
export function defineRule<O extends Agreed>(terms: Shape<O>, declaration: Declaration<O>): ObligationRule<O> {
  const named = fieldsOf(terms).get('rule');
  if (named?.is !== 'choice' || named.of[0] === undefined)
    throw new TypeError(`${terms.name} extends no agreedAs(...)`);
  return { rule: named.of[0], terms, ...declaration };
}

/** Nothing is owed before the contract's first day, nor before it was entered. */
export function isBeforeTerm(date: CivilDate, context: OwingContext): boolean {
  return date < context.bookedFrom || date < context.from;
}

/** A termination or completion has made everything due. */
export function hasEnded(date: CivilDate, context: OwingContext): boolean {
  return context.endedOn !== undefined && context.endedOn <= date;
}
