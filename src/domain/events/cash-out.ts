/** Cash out: the cooperative pays the household. */
import { parseMoney } from '../quantity/money';
import { Money, Text } from '../shape/field';
import { defineKind } from './kind';

export class CashOut {
  @Money() amount: string;
  @Text(200, { optional: true }) method?: string;
  @Text(200, { optional: true }) receipt?: string;
}

/** Cash +, in the statement's line `paid` (docs/rules.md section 6). */
export const cashOut = defineKind<CashOut>({
  kind: 'cash_out',
  payload: CashOut,
  carried: ['method'],
  approval: false,
  afterCompletion: true,
  effects: (event) => [{ effect: 'cash', line: 'paid', fen: parseMoney(event.amount) }],
});
