/** The list of all obligation rules; adding a rule is its file and a line here. */
import type { Shape } from '../shape/spec';
import { cash } from './cash';
import { fixedTotal } from './fixed-total';
import { perHead } from './per-head';
import { perYear } from './per-year';
import { returnSame } from './return-same';
import type { ObligationRule } from './rule';
import { shareOfBirths } from './share-of-births';

const RULES = [fixedTotal, perHead, perYear, returnSame, shareOfBirths, cash];

/** An obligation as agreed, by any of the rules. */
export type Obligation = InstanceType<(typeof RULES)[number]['terms']>;

export const OBLIGATION_RULES: ReadonlyMap<string, ObligationRule> = new Map(
  RULES.map((rule) => [rule.rule, rule as ObligationRule]),
);

/** The shape of each rule's terms. */
export const OBLIGATION_SHAPES: ReadonlyMap<string, Shape> = new Map(RULES.map(({ rule, terms }) => [rule, terms]));

/** The rule of an obligation. It is always found, since terms are read by the shapes of this list. */
export function ruleOf(obligation: Pick<Obligation, 'rule'>): ObligationRule<Obligation> {
  return OBLIGATION_RULES.get(obligation.rule) as ObligationRule<Obligation>;
}
