/** Deposit out: the household gets its deposit back. */
import { parseMoney } from '../quantity/money';
import { Money } from '../shape/field';
import { defineKind } from './kind';

export class DepositOut {
  @Money() amount: string;
}

/** Deposit -: an account of its own, never netted with cash (docs/rules.md section 6). */
export const depositOut = defineKind<DepositOut>({
  kind: 'deposit_out',
  payload: DepositOut,
  approval: false,
  afterCompletion: true,
  effects: (event) => [{ effect: 'deposit', line: 'out', fen: -parseMoney(event.amount) }],
});
