/** Deposit in: the household pays a deposit. */
import { parseMoney } from '../quantity/money';
import { Money } from '../shape/field';
import { defineKind } from './kind';

export class DepositIn {
  @Money() amount: string;
}

/** Deposit +: an account of its own, never netted with cash (docs/rules.md section 6). */
export const depositIn = defineKind<DepositIn>({
  kind: 'deposit_in',
  payload: DepositIn,
  approval: false,
  afterCompletion: true,
  effects: (event) => [{ effect: 'deposit', line: 'in', fen: parseMoney(event.amount) }],
});
