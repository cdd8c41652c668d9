/** Contract terms: the versioned document of what was agreed. Anything absent is "not agreed" and takes its default (docs/rules.md section 4). */
import { CLASSES } from '../animals';
import {
  Choice,
  Count,
  Days,
  Field,
  Flag,
  ListOf,
  ListOfShape,
  Money,
  ObjectOf,
  Percent,
  Quantity,
  RatioText,
  Text,
} from '../shape/field';
import { OBLIGATION_SHAPES, type Obligation } from '../obligations/registry';

export const TITLES = ['passes_on_completion', 'retained', 'passes_on_handover'] as const;
export type Title = (typeof TITLES)[number];

export const LOSS_EFFECTS = ['none', 'reduce', 'replace', 'charge'] as const;
export type LossEffect = (typeof LOSS_EFFECTS)[number];

/** Some heads of one class. */
export class Heads {
  @Choice(CLASSES) class: string;
  @Count() count: number;
}

/** What a returned head should be like: shown to the inspector, who decides. Ages in days, weight in kilograms. */
export class Deliverable {
  @Days({ optional: true }) minAgeDays?: number;
  @Days({ optional: true }) maxAgeDays?: number;
  @Quantity({ optional: true }) minWeightKg?: string;
  @Flag({ optional: true }) tagged?: boolean;
  @Flag({ optional: true }) vaccinated?: boolean;
}

/** How many heads of the obligation's class one head of `class` counts as, an exact ratio. */
export class Substitution {
  @Choice(CLASSES) class: string;
  @RatioText({ max: 1_000_000 }) countsAs: string;
}

/** What happens to arrears: carried over, or proposed for conversion at a price in yuan per head. */
export class Shortfall {
  @Choice(['carry', 'cash']) action: 'carry' | 'cash';
  @Money({ sign: 'zero', optional: true }) pricePerHead?: string;
}

/** One loss rule; the first whose causes and days match decides. `price`, in yuan per head, is given with `charge` only. */
export class LossRule {
  @ListOf({ is: 'text', max: 60, multiline: false, quotes: false }, { min: 1, max: 50 }) causes: string[];
  @Days({ optional: true }) withinDays?: number;
  @Choice(LOSS_EFFECTS) effect: LossEffect;
  @Money({ sign: 'zero', optional: true }) price?: string;
}

/** The household's share of the price in percent, and the cash balance in yuan up to which feed is given on credit. */
export class FeedTerms {
  @Percent({ optional: true }) householdShare?: string;
  @Money({ sign: 'zero', optional: true }) creditLimit?: string;
}

/** The household's share of a cost in percent. */
export class ShareTerms {
  @Percent({ optional: true }) householdShare?: string;
}

/** The cooperative's commission on a sale, in percent of the gross. */
export class SalesTerms {
  @Percent({ optional: true }) commission?: string;
  @Flag({ optional: true }) exclusive?: boolean;
}

/** The terms of a contract; docs/rules.md section 4 has the defaults. */
export class Terms {
  @Choice(TITLES, { optional: true }) title?: Title;
  @Choice(['household', 'cooperative'], { optional: true }) offspring?: 'household' | 'cooperative';
  @ListOfShape(() => Heads, { min: 1, unique: ['class'] }) handout: Heads[];
  @Field({
    is: 'list',
    item: { is: 'variant', by: 'rule', shapes: () => OBLIGATION_SHAPES, unknown: 'rule_unknown' },
    min: 0,
    max: 50,
    unique: ['id'],
  })
  obligations: Obligation[];
  @ObjectOf(() => Deliverable, { optional: true }) deliverable?: Deliverable;
  @ListOfShape(() => Substitution, { optional: true, unique: ['class'] }) substitutions?: Substitution[];
  @ObjectOf(() => Shortfall, { optional: true }) shortfall?: Shortfall;
  @ListOfShape(() => LossRule, { optional: true }) losses?: LossRule[];
  @ObjectOf(() => FeedTerms, { optional: true }) feed?: FeedTerms;
  @ObjectOf(() => ShareTerms, { optional: true }) services?: ShareTerms;
  @ObjectOf(() => ShareTerms, { optional: true }) insurance?: ShareTerms;
  @ObjectOf(() => SalesTerms, { optional: true }) sales?: SalesTerms;
  @Money({ sign: 'zero', optional: true }) deposit?: string;
}

/** A contract's parties other than the household, by role. */
export class Parties {
  @Text(200, { optional: true }) branch?: string;
  @Text(200, { optional: true }) guarantor?: string;
  @Text(200, { optional: true }) witness?: string;
}

/** The title rule, with its default. */
export function titleOf(terms: Terms): Title {
  return terms.title ?? 'passes_on_completion';
}
