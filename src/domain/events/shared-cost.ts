/** A cost that household and cooperative share: services and insurance premiums. */
import { parseMoney, shareOf } from '../quantity/money';
import { parsePercent } from '../quantity/quantity';
import type { CashLine, Effect } from './effect';

/**
 * Cash + round(amount x share); the rest is subsidy.
 *
 * @example sharedCost('services', '310.50', '50') // household 155.25, subsidy 155.25
 */
export function sharedCost(line: CashLine, amount: string, householdShare: string): readonly Effect[] {
  const { part, rest } = shareOf(parseMoney(amount), parsePercent(householdShare));
  return [
    { effect: 'cash', line, fen: part },
    { effect: 'subsidy', line, fen: rest },
  ];
}
