/** The list of all obligation rules; adding a rule is its file, its terms' shape and a line here. */
import { cash } from './cash';
import { fixedTotal } from './fixed-total';
import { perHead } from './per-head';
import { perYear } from './per-year';
import { returnSame } from './return-same';
import type { ObligationRule } from './rule';
import { shareOfBirths } from './share-of-births';

export const OBLIGATION_RULES: ReadonlyMap<string, ObligationRule> = new Map(
  [fixedTotal, perHead, perYear, returnSame, shareOfBirths, cash].map((rule) => [rule.rule, rule]),
);
