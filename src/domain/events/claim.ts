/** Claim: an insurer pays, for the household or to the cooperative itself. */
import { parseMoney } from '../quantity/money';
import { Choice, Money } from '../shape/field';
import { defineKind } from './kind';

export class Claim {
  @Money() amount: string;
  @Choice(['household', 'cooperative']) payTo: 'household' | 'cooperative';
}

/** Cash - when it is paid for the household; otherwise the household's balance does not change (docs/rules.md section 6). */
export const claim = defineKind<Claim>({
  kind: 'claim',
  payload: Claim,
  carried: ['payTo'],
  prevents: ['credit_limit'],
  approval: false,
  afterCompletion: true,
  gross: ({ amount }) => parseMoney(amount),
  effects: (event) =>
    event.payTo === 'household' ? [{ effect: 'cash', line: 'claims', fen: -parseMoney(event.amount) }] : [],
});
