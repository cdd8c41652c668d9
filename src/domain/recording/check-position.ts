/** Checks of the position that an event would lead to. */
import type { CivilDate } from '../calendar';
import { DomainError } from '../errors';
import type { Effect } from '../events/effect';
import { ruleOf } from '../obligations/registry';
import { formatMoney, parseMoney } from '../quantity/money';
import type { Fact, History } from '../contract/history';
import { cashBalance, owedOn, rentAgreed, rentDue } from '../contract/owing';
import type { Position } from '../contract/position';

const STOCK_FIELDS: Readonly<Record<string, string>> = {
  class_change: 'count',
  amendment: 'terms',
  completion: 'kind',
  reversal: 'of',
};

/** Leased stock may not fall below zero in the classes an event takes from; own stock may, since births often go unrecorded. */
export function checkStock(after: Position, effects: readonly Effect[], kind: string): void {
  for (const e of effects) {
    if (e.effect !== 'stock' || e.book !== 'leased' || e.heads >= 0) continue;
    const heads = after.heads('leased', e.class);
    if (heads < 0) throw new DomainError('stock_negative', { class: e.class, missing: -heads }, stockFieldOf(kind));
  }
}

/** The field to blame when an event takes too many animals. */
function stockFieldOf(kind: string): string {
  return STOCK_FIELDS[kind] ?? 'heads';
}

/** Leased stock may not be below zero at the end of any day from the fact's booked day on; a reversal moves animals on its own day. */
export function checkStockTimeline(history: History, fact: Fact): void {
  const days = [...new Set(history.facts.map((f) => f.bookedOn))].filter((day) => day >= fact.bookedOn);
  for (const day of days) {
    const position = history.positionOn(day);
    for (const key of position.stock.keys()) {
      if (!key.startsWith('leased:')) continue;
      const cls = key.slice('leased:'.length);
      const heads = position.heads('leased', cls);
      if (heads < 0)
        throw new DomainError('stock_negative', { class: cls, missing: -heads, on: day }, stockFieldOf(fact.kind));
    }
  }
}

/** A return, waiver or conversion may not settle more than is owed in all, unless the rule accrues. */
export function checkSettled(history: History, after: Position, effects: readonly Effect[], on: CivilDate): void {
  if (!effects.some((e) => e.effect === 'settled')) return;
  const owed = owedOn(history, after, on);
  for (const e of effects) {
    if (e.effect !== 'settled') continue;
    const debt = owed.find((o) => o.subject === e.subject);
    if (debt && !debt.accruing && debt.settled > debt.total) {
      throw new DomainError(
        'over_settled',
        { subject: e.subject, owed: debt.total, settled: debt.settled, on },
        'obligation',
      );
    }
  }
}

/** The cash balance at the end of an issue's booked day, the issue included, may not be above the credit limit. */
export function checkCredit(history: History, after: Position, fact: Fact): void {
  const limit = history.termsOn(fact.on).feed?.creditLimit;
  if (limit === undefined) return;
  const balance = cashBalance(history, after, fact.bookedOn);
  if (balance > parseMoney(limit))
    throw new DomainError('credit_limit', { limit, balance: formatMoney(balance) }, 'quantity');
}

/**
 * A completion needs every obligation to be fully settled: accruing ones only from `to` or a termination on, cash ones when all is due by
 * schedule and the balance is not above zero (docs/rules.md section 6).
 */
export function checkCompletion(history: History, after: Position, fact: Fact): void {
  const { from, to } = history.contract;
  // Before the first day nothing is owed yet, which does not mean that everything is settled.
  const on = fact.bookedOn < from ? from : fact.bookedOn;
  const hasRunOut = after.terminatedOn !== undefined || (to !== undefined && on >= to);
  for (const debt of owedOn(history, after, on)) {
    if (debt.settled < debt.total || (debt.accruing && !hasRunOut)) {
      throw new DomainError(
        'completion_not_settled',
        { subject: debt.subject, owed: debt.total, settled: debt.settled },
        'kind',
      );
    }
  }
  const hasCash = history.termsOn(on).obligations.some((o) => ruleOf(o).unit === 'CNY');
  if (!hasCash) return;
  const due = rentDueWithout(history, after, on);
  const balance = cashBalance(history, after, on);
  if (due < rentAgreed(history, after, on) || balance > 0) {
    throw new DomainError(
      'completion_not_settled',
      { subject: 'CNY', owed: formatMoney(balance), settled: formatMoney(due) },
      'kind',
    );
  }
}

/** Cash due by schedule. The completion itself is left out, since it makes everything due. */
function rentDueWithout(history: History, after: Position, on: CivilDate): number {
  const without = after.clone();
  without.completedOn = undefined;
  return rentDue(history, without, on);
}
