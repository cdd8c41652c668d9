/** Deposit in: the household leaves a deposit; never netted with cash. */
import { parseMoney } from '../quantity/money';
import { Money } from '../shape/field';
import { defineKind } from './kind';

export class DepositIn {
  @Money() amount: string;
}

/** An account of its own (docs/rules.md section 6). */
export const depositIn = defineKind<DepositIn>({
  kind: 'deposit_in',
  payload: DepositIn,
  approval: false,
  afterCompletion: true,
  effects: (event) => [{ effect: 'deposit', line: 'in', fen: parseMoney(event.amount) }],
});
