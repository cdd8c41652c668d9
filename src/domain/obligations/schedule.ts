/** Schedules: how much of a debt has fallen due by a day (docs/rules.md section 5). */
import { addYears, contractYearEnd, wholeYearsEnded, yearEnds, type CivilDate } from '../calendar';
import { parseMoney } from '../quantity/money';
import { multiply, ONE, ratio, ZERO, type Ratio } from '../quantity/ratio';
import { Choice, Count, DateText, ListOfShape, Money } from '../shape/field';
import { hasEnded, isBeforeTerm, type OwingContext } from './rule';

/** How many years ahead plans look when a contract has no `to`. */
const OPEN_YEARS = 5;

/** One part of a debt in heads, due on a day. */
export class HeadTranche {
  @DateText() on: string;
  @Count() quantity: number;
}

/** One part of a debt in yuan, due on a day. */
export class CashTranche {
  @DateText() on: string;
  @Money() amount: string;
}

/** When a debt in heads falls due. */
export class HeadSchedule {
  @Choice(['at_end', 'yearly', 'tranches']) kind: 'at_end' | 'yearly' | 'tranches';
  @ListOfShape(() => HeadTranche, { optional: true, min: 1, unique: ['on'] }) tranches?: HeadTranche[];
}

/** When a debt in yuan falls due. */
export class CashSchedule {
  @Choice(['at_end', 'yearly', 'tranches']) kind: 'at_end' | 'yearly' | 'tranches';
  @ListOfShape(() => CashTranche, { optional: true, min: 1, unique: ['on'] }) tranches?: CashTranche[];
}

type Schedule = HeadSchedule | CashSchedule;

/**
 * The part of the exact total that is due on `date`, from 0 to 1. `at_end` and `yearly` are only ever agreed together with a `to`.
 *
 * @param total what the tranches add up to, heads or fen
 * @example yearly over 2022-07-01..2025-06-30, on 2023-06-30: 1/3
 */
export function duePart(schedule: Schedule, date: CivilDate, total: Ratio, context: OwingContext): Ratio {
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
      const due = (schedule.tranches ?? []).filter((t) => t.on <= date);
      return multiply(sumOfTranches(due), ratio(total.d, total.n));
    }
  }
}

export function sumOfTranches(tranches: readonly (HeadTranche | CashTranche)[]): Ratio {
  return ratio(tranches.reduce((sum, t) => sum + BigInt('amount' in t ? parseMoney(t.amount) : t.quantity), 0n));
}

/** The days on which a schedule makes something due, apart from the last day of the term. */
export function scheduledDays(schedule: Schedule, context: OwingContext): readonly CivilDate[] {
  const tranches = (schedule.tranches ?? []).map(({ on }) => on);
  return schedule.kind === 'yearly' ? [...contractYears(context), ...tranches] : tranches;
}

/** The last day of each contract year; without a `to`, of the next few years. */
export function contractYears({ from, to, bookedFrom }: OwingContext): readonly CivilDate[] {
  if (to !== undefined) return to < from ? [] : yearEnds(from, to);
  const last = addYears(bookedFrom, OPEN_YEARS);
  const ends: CivilDate[] = [];
  for (let k = 1; contractYearEnd(from, k) <= last; k++) ends.push(contractYearEnd(from, k));
  return ends;
}
