/** The shape of each kind of obligation in the terms (docs/rules.md section 5). */
import { CLASSES } from '../animals';
import { Choice, Code, Count, DateText, Days, ListOf, ListOfShape, Money, ObjectOf, RatioText } from '../shape/field';
import type { Shape } from '../shape/spec';

export const ROUNDINGS = ['down', 'half_up', 'up'] as const;
const CLASS = { is: 'choice', of: CLASSES } as const;

/** One part of a debt in heads, due on a day. */
export class HeadTranche {
  @DateText() on: string;
  @Count() quantity: number;
}

/** One part of a debt in yuan, due on a day. */
export class CashTranche {
  @DateText() on: string;
  @Money() amount: string;
}

/** When a debt in heads falls due. */
export class HeadSchedule {
  @Choice(['at_end', 'yearly', 'tranches']) kind: 'at_end' | 'yearly' | 'tranches';
  @ListOfShape(() => HeadTranche, { optional: true, min: 1, unique: ['on'] }) tranches?: HeadTranche[];
}

/** When a debt in yuan falls due. */
export class CashSchedule {
  @Choice(['at_end', 'yearly', 'tranches']) kind: 'at_end' | 'yearly' | 'tranches';
  @ListOfShape(() => CashTranche, { optional: true, min: 1, unique: ['on'] }) tranches?: CashTranche[];
}

class Identified {
  @Code() id: string;
}

export class FixedTotalTerms extends Identified {
  @Choice(['fixed_total']) rule: 'fixed_total';
  @Choice(CLASSES) class: string;
  @Count() quantity: number;
  @ObjectOf(() => HeadSchedule) schedule: HeadSchedule;
  @Choice(ROUNDINGS, { optional: true }) rounding?: (typeof ROUNDINGS)[number];
}

export class PerHeadTerms extends Identified {
  @Choice(['per_head']) rule: 'per_head';
  @Choice(CLASSES) class: string;
  @RatioText({ max: 1_000_000 }) rate: string;
  @ListOf(CLASS, { min: 1 }) base: string[];
  @ObjectOf(() => HeadSchedule) schedule: HeadSchedule;
  @Choice(ROUNDINGS, { optional: true }) rounding?: (typeof ROUNDINGS)[number];
}

export class PerYearTerms extends Identified {
  @Choice(['per_year']) rule: 'per_year';
  @Choice(CLASSES) class: string;
  @Count() quantity: number;
  @Choice(ROUNDINGS, { optional: true }) rounding?: (typeof ROUNDINGS)[number];
}

export class ReturnSameTerms extends Identified {
  @Choice(['return_same']) rule: 'return_same';
  @ListOf(CLASS, { min: 1, optional: true }) classes?: string[];
  @Choice(ROUNDINGS, { optional: true }) rounding?: (typeof ROUNDINGS)[number];
}

export class ShareOfBirthsTerms extends Identified {
  @Choice(['share_of_births']) rule: 'share_of_births';
  @Choice(CLASSES) class: string;
  @RatioText({ max: 1 }) share: string;
  @Days({ optional: true }) afterDays?: number;
  @Choice(ROUNDINGS, { optional: true }) rounding?: (typeof ROUNDINGS)[number];
}

export class CashTerms extends Identified {
  @Choice(['cash']) rule: 'cash';
  @Money() amount: string;
  @ObjectOf(() => CashSchedule) schedule: CashSchedule;
}

export type Obligation =
  FixedTotalTerms | PerHeadTerms | PerYearTerms | ReturnSameTerms | ShareOfBirthsTerms | CashTerms;

/** The shape of each rule's terms; the rules themselves are in obligations/. */
export const OBLIGATION_SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['fixed_total', FixedTotalTerms],
  ['per_head', PerHeadTerms],
  ['per_year', PerYearTerms],
  ['return_same', ReturnSameTerms],
  ['share_of_births', ShareOfBirthsTerms],
  ['cash', CashTerms],
]);
