/** Deposit out: the deposit goes back; never netted with cash. */
import { parseMoney } from '../quantity/money';
import { Money } from '../shape/field';
import { defineKind } from './kind';

export class DepositOut {
  @Money() amount: string;
}

/** An account of its own (docs/rules.md section 6). */
export const depositOut = defineKind<DepositOut>({
  kind: 'deposit_out',
  payload: DepositOut,
  approval: false,
  afterCompletion: true,
  effects: (event) => [{ effect: 'deposit', line: 'out', fen: -parseMoney(event.amount) }],
});
