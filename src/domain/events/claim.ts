/** Claim: an insurer pays, to the household's account or to the cooperative. */
import { parseMoney } from '../quantity/money';
import { Choice, Money } from '../shape/field';
import { defineKind } from './kind';

export class Claim {
  @Money() amount: string;
  @Choice(['household', 'cooperative']) payTo: 'household' | 'cooperative';
}

/** Cash - amount when it is the household's; otherwise nothing between household and cooperative (docs/rules.md section 6). */
export const claim = defineKind<Claim>({
  kind: 'claim',
  payload: Claim,
  approval: false,
  afterCompletion: true,
  gross: ({ amount }) => parseMoney(amount),
  effects: (event) =>
    event.payTo === 'household' ? [{ effect: 'cash', line: 'claims', fen: -parseMoney(event.amount) }] : [],
});
