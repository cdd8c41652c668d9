/** Penalty: an amount the household owes for a breach; a second person approves it. */
import { parseMoney } from '../quantity/money';
import { Money, Text } from '../shape/field';
import { defineKind } from './kind';

export class Penalty {
  @Money() amount: string;
  @Text(2000, { multiline: true }) reason: string;
}

/** Cash + (docs/rules.md section 6). */
export const penalty = defineKind<Penalty>({
  kind: 'penalty',
  payload: Penalty,
  approval: true,
  afterCompletion: false,
  effects: (event) => [{ effect: 'cash', line: 'penalties', fen: parseMoney(event.amount) }],
});
