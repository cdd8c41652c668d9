/** Schedules: which part of a debt has fallen due by a day (docs/rules.md section 5). */
import { wholeYearsEnded, yearEnds, type CivilDate } from '../calendar';
import { parseMoney } from '../quantity/money';
import { multiply, ONE, ratio, ZERO, type Ratio } from '../quantity/ratio';
import type { CashSchedule, HeadSchedule } from '../terms/obligation-terms';
import { hasEnded, isBeforeTerm, type OwingContext } from './rule';

/**
 * The part of the exact total that is due on `date`, from 0 to 1. `at_end` and `yearly` stand in terms only with `to`.
 *
 * @param total what the tranches add up to, heads or fen
 * @example yearly over 2022-07-01..2025-06-30, on 2023-06-30: 1/3
 */
export function duePart(
  schedule: HeadSchedule | CashSchedule,
  date: CivilDate,
  total: Ratio,
  context: OwingContext,
): Ratio {
  if (isBeforeTerm(date, context)) return ZERO;
  if (hasEnded(date, context)) return ONE;
  switch (schedule.kind) {
    case 'at_end':
      return context.to !== undefined && date >= context.to ? ONE : ZERO;
    case 'yearly': {
      const ends = yearEnds(context.from, context.to as CivilDate);
      const whole = wholeYearsEnded(context.from, date);
      return ratio(BigInt(date >= (context.to as CivilDate) ? ends.length : whole), BigInt(ends.length));
    }
    case 'tranches': {
      let due = 0n;
      for (const t of schedule.tranches ?? [])
        if (t.on <= date) due += 'amount' in t ? BigInt(parseMoney(t.amount)) : BigInt(t.quantity);
      return multiply(ratio(due), ratio(total.d, total.n));
    }
  }
}
