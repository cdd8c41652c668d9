/** What an obligation rule defines: the shape of its terms, T(D), the total owed as known on a day, and U(D), what is due (docs/rules.md section 5). */
import type { CivilDate } from '../calendar';
import type { Ratio } from '../quantity/ratio';
import { Choice, Code } from '../shape/field';
import { fieldsOf, type Shape } from '../shape/spec';

export const ROUNDINGS = ['down', 'half_up', 'up'] as const;

/** What the terms of every rule have in common; a rule's own class extends the one that `agreedAs` makes for it. */
export interface Agreed {
  readonly id: string;
  readonly rule: string;
}

/** What a rule may read of a contract's terms apart from its own obligation. */
export interface AgreedTerms {
  readonly handout: readonly { readonly class: string; readonly count: number }[];
  readonly obligations: readonly Agreed[];
}

/** The part of a position that obligations depend on; in heads. */
export interface OwingPosition {
  /** Dead leased heads whose loss rule is `reduce`. */
  reducedByClass(cls: string): number;
  /** Dead leased heads whose loss rule takes them off a `return_same`: `reduce`, `replace` or `charge`. */
  offByClass(cls: string): number;
  handedOver(cls: string): number;
  leasedChange(from: string, to: string): number;
  /** What live births have added to the obligation, by `birthsOwed` of its rule. */
  births(obligationId: string): readonly { readonly bookedOn: CivilDate; readonly owed: Ratio }[];
}

export interface OwingContext {
  readonly from: CivilDate;
  readonly to?: CivilDate;
  /** Nothing is owed before this day: `from`, or the first open day when the contract was entered late. */
  readonly bookedFrom: CivilDate;
  /** The booked day of the termination or completion, if there is one that is not reversed. */
  readonly endedOn?: CivilDate;
  termsOn(date: CivilDate): AgreedTerms;
  readonly position: OwingPosition;
}

/** What a rule's file defines. `obligation` comes from the terms in force on `date`; `cls` is the subject's class. */
interface Declaration<O extends Agreed> {
  /** What is owed: animals, or fen. */
  readonly unit: 'head' | 'CNY';
  /** The debt grows with time or births, so a household may return more than is owed so far. */
  readonly accruing: boolean;
  /** It can be agreed only in a contract with a `to`. */
  readonly needsEnd?: boolean;
  /** T(D): heads, or fen for cash; never below zero. */
  owed(obligation: O, cls: string, date: CivilDate, context: OwingContext): number;
  /** U(D): heads, or fen for cash. */
  due(obligation: O, cls: string, date: CivilDate, context: OwingContext): number;
  /** The days on which more can fall due, apart from the first and last day of the term and the day the contract ended. */
  dueDays(obligation: O, context: OwingContext): readonly CivilDate[];
  /** For rules with a schedule: what the tranches must add up to, heads or fen. */
  agreed?(obligation: O, terms: AgreedTerms): Ratio;
  /** For `return_same`: the classes owed, each a subject of its own. */
  classes?(obligation: O, terms: AgreedTerms): readonly string[];
  /** For rules that births add to: what a number of live births adds, of classes that the obligation's class accepts one for one. */
  birthsOwed?(obligation: O, heads: number): Ratio;
}

/** A rule as the registry holds it, with its name and the shape of its terms. */
export interface ObligationRule<O extends Agreed = Agreed> extends Declaration<O> {
  readonly rule: O['rule'];
  readonly terms: Shape<O>;
}

/** Makes the class that a rule's terms extend: `id` and the rule's name, which is written nowhere else. */
export function agreedAs<R extends string>(rule: R) {
  abstract class AgreedAs implements Agreed {
    @Code() id: string;
    @Choice([rule]) rule: R;
  }
  return AgreedAs;
}

/** Defines a rule whose terms extend a class made by `agreedAs`. */
export function defineRule<O extends Agreed>(terms: Shape<O>, declaration: Declaration<O>): ObligationRule<O> {
  const named = fieldsOf(terms).get('rule');
  if (named?.is !== 'choice' || named.of[0] === undefined)
    throw new TypeError(`${terms.name} extends no agreedAs(...)`);
  return { rule: named.of[0], terms, ...declaration };
}

/** Nothing is owed before the contract's first day, nor before the first open day when it was entered late. */
export function isBeforeTerm(date: CivilDate, context: OwingContext): boolean {
  return date < context.bookedFrom || date < context.from;
}

/** Whether a termination or completion has made everything due by `date`. */
export function hasEnded(date: CivilDate, context: OwingContext): boolean {
  return context.endedOn !== undefined && context.endedOn <= date;
}
