/** Checks that what is accepted can be settled: no sum of money on any statement leaves the range of exact whole numbers. */
import type { CivilDate } from '../calendar';
import type { Effect } from '../events/effect';
import { sumFen } from '../quantity/money';
import { toSafeNumber } from '../quantity/ratio';
import type { History } from '../contract/history';
import { settle } from '../statement/statement';
import { agreedCash } from '../terms/check-terms';
import type { SeasonSpan } from './booking';

/** All money that the facts of a history have moved, whatever its sign and whether it was reversed or not, and what is agreed. */
const turnovers = new WeakMap<History, number>();

/**
 * Settles the seasons from the changed day on, where the money that a contract ever moved could be too much for a statement; and sees
 * that what is agreed can still fall due on top.
 *
 * @param before the history without the event, when the event only adds to it
 * @throws DomainError amount_too_large
 * @example a penalty of 90,000,000,000,000.00 is accepted once; a second one is refused, also in another season
 */
export function checkSums(
  { history, effects }: { readonly history: History; readonly effects: readonly Effect[] },
  changedOn: CivilDate,
  seasons: readonly SeasonSpan[],
  before?: History,
): void {
  const turnover = before === undefined ? turnoverOf(history) : turnoverOf(before) + moneyIn(effects);
  turnovers.set(history, turnover);
  if (turnover <= Number.MAX_SAFE_INTEGER) return;
  for (const season of seasons) if (season.to >= changedOn) settle(history, season);
  const last = history.facts.at(-1)?.bookedOn ?? changedOn;
  sumFen([...absolute(history.positionOn(last).cash.values()), mostAgreed(history)]);
}

function turnoverOf(history: History): number {
  const known = turnovers.get(history);
  if (known !== undefined) return known;
  const carried = history.carry?.position;
  const carriedMoney = carried ? [...absolute(carried.cash.values()), carried.depositIn, -carried.depositOut] : [];
  const last = history.facts.at(-1)?.bookedOn;
  const first = last === undefined ? undefined : history.firstHandoverOn(last);
  const moved = history.facts.map((f) => (f.kind === 'reversal' ? 0 : moneyIn(history.effectsOf(f, first))));
  return [...carriedMoney, ...moved].reduce((sum, fen) => sum + fen, mostAgreed(history));
}

function moneyIn(effects: readonly Effect[]): number {
  return effects.reduce((sum, e) => (e.effect === 'cash' || e.effect === 'deposit' ? sum + Math.abs(e.fen) : sum), 0);
}

/** The most cash that any version of the terms agreed, fen. */
function mostAgreed(history: History): number {
  const sums = [history.contract.terms, ...history.versions.map((v) => v.terms)].map(agreedCash);
  return toSafeNumber(sums.reduce((most, sum) => (sum > most ? sum : most), 0n));
}

function absolute(fen: Iterable<number>): number[] {
  return [...fen].map((f) => Math.abs(f));
}
