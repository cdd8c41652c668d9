/** Cash in: the household pays. */
import { parseMoney } from '../quantity/money';
import { Money, Text } from '../shape/field';
import { defineKind } from './kind';

export class CashIn {
  @Money() amount: string;
  @Text(200, { optional: true }) method?: string;
  @Text(200, { optional: true }) receipt?: string;
}

/** Cash -, in the statement's line `received` (docs/rules.md section 6). */
export const cashIn = defineKind<CashIn>({
  kind: 'cash_in',
  payload: CashIn,
  carried: ['method'],
  prevents: ['credit_limit'],
  approval: false,
  afterCompletion: true,
  effects: (event) => [{ effect: 'cash', line: 'received', fen: -parseMoney(event.amount) }],
});
