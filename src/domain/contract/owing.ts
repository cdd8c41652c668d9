/** What a contract owes on a day: T, U and S per subject in kind, and the cash balance. */
import type { CivilDate } from '../calendar';
import type { OwingContext } from '../obligations/rule';
import { subjectsOf } from '../events/subject';
import { sumFen, type Fen } from '../quantity/money';
import { ruleOf, type Obligation } from '../obligations/registry';
import type { Terms } from '../terms/terms';
import type { History } from './history';
import type { Position } from './position';

/** One debt in kind on a day, in heads of `class` (docs/rules.md section 5). */
export interface Owed {
  readonly obligation: string;
  readonly subject: string;
  readonly class: string;
  /** The rule accrues, so that the household may be ahead. */
  readonly accruing: boolean;
  /** T(D): owed over the term as known on the day. */
  readonly total: number;
  /** U(D): fallen due. */
  readonly due: number;
  /** S(D): settled. */
  readonly settled: number;
}

/** What obligation rules may ask of a history and a position. */
export function owingContext(history: History, position: Position): OwingContext {
  const { from, to, bookedFrom } = history.contract;
  const { endedOn } = position;
  return {
    from,
    bookedFrom,
    ...(to === undefined ? {} : { to }),
    ...(endedOn === undefined ? {} : { endedOn }),
    termsOn: (date) => history.termsOn(date),
    position: {
      reducedByClass: (cls) => position.reduced.get(cls) ?? 0,
      offByClass: (cls) => position.off.get(cls) ?? 0,
      handedOver: (cls) => position.handedOver(cls),
      leasedChange: (a, b) => position.leasedChanges.get(`${a}>${b}`) ?? 0,
      births: (obligation) => position.births.get(obligation) ?? [],
    },
  };
}

/**
 * The debts in kind on `date`, in the order of the terms in force; then those no longer agreed of which something was settled.
 *
 * @param position the position at the end of `date`
 * @example the seed case on 2022-11-30: [{ subject: 'lambs', total: 180, due: 0, settled: 20, ... }]
 */
export function owedOn(history: History, position: Position, date: CivilDate): readonly Owed[] {
  const context = owingContext(history, position);
  const terms = history.termsOn(date);
  const owed = terms.obligations.flatMap((obligation): Owed[] => {
    const rule = ruleOf(obligation);
    return subjectsOf(obligation, terms).map(({ subject, class: cls }) => ({
      obligation: obligation.id,
      subject,
      class: cls,
      accruing: rule.accruing,
      total: rule.owed(obligation, cls, date, context),
      due: rule.due(obligation, cls, date, context),
      settled: position.settledHeads(subject),
    }));
  });
  return history.versions.length === 0 ? owed : [...owed, ...formerlyOwed(history, position, terms)];
}

/** Obligations no longer agreed, because their amendment was reversed, of which something was settled: nothing is owed. */
function formerlyOwed(history: History, position: Position, terms: Terms): readonly Owed[] {
  const ids = new Set(terms.obligations.map((o) => o.id));
  const former = new Map<string, Owed>();
  for (const document of [history.contract.terms, ...history.versions.map((v) => v.terms)]) {
    const gone = document.obligations.filter((o: Obligation) => !ids.has(o.id));
    for (const { obligation, subject, class: cls } of gone.flatMap((o) => subjectsOf(o, document))) {
      const settled = position.settledHeads(subject);
      if (settled !== 0)
        former.set(subject, { obligation, subject, class: cls, accruing: false, total: 0, due: 0, settled });
    }
  }
  return [...former.values()];
}

/** Cash obligations due by `date`, fen. */
export function rentDue(history: History, position: Position, date: CivilDate): Fen {
  return sumOfCash('due', history, position, date);
}

/** Cash obligations over the whole term, fen. */
export function rentAgreed(history: History, position: Position, date: CivilDate): Fen {
  return sumOfCash('owed', history, position, date);
}

/** The cash balance on a day, fen; + = the household owes: what events booked by then plus cash obligations due by then. */
export function cashBalance(history: History, position: Position, date: CivilDate): Fen {
  return sumFen([position.cashByEvents(), rentDue(history, position, date)]);
}

function sumOfCash(which: 'owed' | 'due', history: History, position: Position, date: CivilDate): Fen {
  const cash = history.termsOn(date).obligations.filter((o) => ruleOf(o).unit === 'CNY');
  if (cash.length === 0) return 0;
  const context = owingContext(history, position);
  return sumFen(cash.map((o) => ruleOf(o)[which](o, 'CNY', date, context)));
}
