/** Adjustment: a signed correction of the cash balance, with a reason; a second person approves it. */
import { parseMoney } from '../quantity/money';
import { Money, Text } from '../shape/field';
import { defineKind } from './kind';

export class Adjustment {
  /** Yuan; + = the household owes more. */
  @Money({ sign: 'signed' }) amount: string;
  @Text(2000, { multiline: true }) reason: string;
}

/** Cash + or - (docs/rules.md section 6). */
export const adjustment = defineKind<Adjustment>({
  kind: 'adjustment',
  payload: Adjustment,
  prevents: ['credit_limit'],
  approval: true,
  afterCompletion: true,
  effects: (event) => [{ effect: 'cash', line: 'adjustments', fen: parseMoney(event.amount) }],
});
