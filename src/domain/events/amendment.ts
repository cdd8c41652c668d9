/** Amendment: new complete terms, in force from its booked day; a second person approves it. */
import { ObjectOf } from '../shape/field';
import { Terms } from '../terms/terms';
import { defineKind } from './kind';

export class Amendment {
  @ObjectOf(() => Terms) terms: Terms;
}

/** Moves nothing by itself; what is owed is computed from the new terms from then on (docs/rules.md sections 5 and 6). */
export const amendment = defineKind<Amendment>({
  kind: 'amendment',
  payload: Amendment,
  prevents: [
    'stock_negative',
    'over_settled',
    'credit_limit',
    'obligation_unknown',
    'obligation_ambiguous',
    'obligation_mismatch',
    'amendment_changes_obligation',
    'amendment_breaks_event',
  ],
  approval: true,
  afterCompletion: false,
  effects: () => [],
});
