/** Checks that no sum of money on any statement leaves the range of exact whole numbers, so that what is recorded can be settled. */
import type { CivilDate } from '../calendar';
import type { Effect } from '../events/effect';
import { sumFen } from '../quantity/money';
import { toSafeNumber } from '../quantity/ratio';
import type { History } from '../contract/history';
import { settle } from '../statement/statement';
import { agreedCash } from '../terms/check-terms';
import type { SeasonSpan } from './booking';

/** For each history, all money it has ever moved, in fen, signs and reversals ignored, plus the cash agreed. */
const turnovers = new WeakMap<History, number>();

/**
 * When the contract has moved so much that a sum might be out of range, settles the seasons from the changed day on, and checks that
 * the cash agreed can still fall due on top. Both are skipped for ordinary contracts.
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
  const carried = history.openedWith?.position;
  const carriedMoney = carried ? [...absolute(carried.cash.values()), carried.depositIn, -carried.depositOut] : [];
  const last = history.facts.at(-1)?.bookedOn;
  const first = last === undefined ? undefined : history.firstHandoverOn(last);
  const moved = history.facts.map((f) => (f.kind === 'reversal' ? 0 : moneyIn(history.effectsOf(f, first))));
  return [...carriedMoney, ...moved].reduce((sum, fen) => sum + fen, mostAgreed(history));
}

function moneyIn(effects: readonly Effect[]): number {
  return effects.reduce((sum, e) => (e.effect === 'cash' || e.effect === 'deposit' ? sum + Math.abs(e.fen) : sum), 0);
}

/** The largest sum of cash obligations in any version of the terms, fen. */
function mostAgreed(history: History): number {
  const sums = [history.contract.terms, ...history.versions.map((v) => v.terms)].map(agreedCash);
  return toSafeNumber(sums.reduce((most, sum) => (sum > most ? sum : most), 0n));
}

function absolute(fen: Iterable<number>): number[] {
  return [...fen].map((f) => Math.abs(f));
}
