/** Reversal: takes a wrong event back; a second person approves it. */
import { Code, Text } from '../shape/field';
import { defineKind } from './kind';

export class Reversal {
  /** Id of the event that is reversed. */
  @Code({ max: 64 }) of: string;
  @Text(2000, { multiline: true }) reason: string;
}

/** Has no effects: from its booked day on, histories leave out the reversed event (docs/rules.md section 8). */
export const reversal = defineKind<Reversal>({
  kind: 'reversal',
  payload: Reversal,
  prevents: [
    'stock_negative',
    'over_settled',
    'credit_limit',
    'contract_ended',
    'already_terminated',
    'obligation_unknown',
    'obligation_ambiguous',
    'obligation_mismatch',
    'amendment_changes_obligation',
    'amendment_breaks_event',
    'amendment_not_latest',
    'replaces_not_death',
  ],
  approval: true,
  afterCompletion: true,
  effects: () => [],
});
