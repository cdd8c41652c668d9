/** Simulates a contract before it is signed: what would become of the terms if every year had the same births and losses. */
import { acceptsOneForOne } from '../animals';
import { addDays, contractYearEnd, yearEnds, type CivilDate } from '../calendar';
import { BOOKS, type Book } from '../events/effect';
import type { EventHead, Happened } from '../events/kind';
import { owedClasses } from '../events/subject';
import { duePlan } from '../obligations/plan';
import { ruleOf } from '../obligations/registry';
import type { Fen } from '../quantity/money';
import { floorOf, multiply, ratio, roundRatio, type Ratio } from '../quantity/ratio';
import type { Heads, Terms } from '../terms/terms';
import { History } from './history';
import { cashBalance, owedOn, owingContext, type Owed } from './owing';
import type { Position } from './position';

/** What is assumed of every year; whole numbers. */
export interface YearAssumed {
  /** Young raised per 100 females that were handed out. */
  readonly bornPer100: number;
  /** Animals lost to disease per 100 that were handed out. */
  readonly lostPer100: number;
}

/** One debt in kind on a day; heads. */
export interface DebtOutcome {
  readonly obligation: string;
  readonly class: string;
  /** Fallen due since the previous row. */
  readonly added: number;
  /** Returned on this day: the household's own young, or leased animals for `return_same`. */
  readonly given: number;
  /** What is due but cannot be returned. */
  readonly short: number;
}

/** The state at the end of a contract year, or of another day on which something falls due. */
export interface DayOutcome {
  readonly on: CivilDate;
  readonly debts: readonly DebtOutcome[];
  /** Heads owned and leased by the household; on the last day after title has passed, if all debts in kind are settled. */
  readonly own: number;
  readonly leased: number;
  /** The cash balance if nothing is paid; + = the household owes. */
  readonly cashFen: Fen;
}

type Term = { readonly from: CivilDate; readonly to?: CivilDate };

/** The young that females of a class have, half of each where there is a class for each sex. */
const YOUNG_OF: Readonly<Record<string, readonly [string, string?]>> = {
  ewe: ['ewe_lamb', 'ram_lamb'],
  doe: ['doe_kid', 'buck_kid'],
  cow: ['calf'],
  camel_cow: ['camel_calf'],
  mare: ['foal'],
};
const YOUNG = Object.values(YOUNG_OF).flat().filter((cls) => cls !== undefined); // prettier-ignore

const OPEN_YEARS = 5;
const YEARS_MAX = 30;
/** Births and losses are taken to happen in the middle of each year. */
const MID_YEAR_DAYS = 182;

/**
 * Simulates the terms: the whole handout is handed over on the first day, every year has the same births and losses, and what falls due is
 * returned at once as far as there are animals. Nothing is bought, sold or paid.
 *
 * @param term must fit the terms (`checkTerms`); 5 years are simulated without a `to`, and at most 30
 * @example 95 ewes, 180 lambs yearly over three years, 100 births per 100 ewes: 95 lambs a year, of which 60 are returned and 35 kept
 */
export function whatIf(terms: Terms, term: Term, year: YearAssumed): DayOutcome[] {
  const ends = (term.to === undefined ? openYears(term.from) : yearEnds(term.from, term.to)).slice(0, YEARS_MAX);
  let history = withYears(begun(terms, term), terms, ends, year);
  const due = new Map<string, number>();
  const days = daysOf(history, terms, ends);
  return days.map((on, i) => {
    let position = history.positionOn(on);
    const debts = owedOn(history, position, on).map((owed): DebtOutcome => {
      const heads = givenOf(terms, owed, position);
      history = heads.reduce((h, give) => record(h, { kind: give.kind, on, ...give.payload }), history);
      if (heads.length > 0) position = history.positionOn(on);
      const given = heads.reduce((sum, give) => sum + give.count, 0);
      const added = owed.due - (due.get(owed.subject) ?? 0);
      due.set(owed.subject, owed.due);
      return { obligation: owed.obligation, class: owed.class, added, given, short: shortOf(owed, given) };
    });
    const isSettled = term.to === on && i === days.length - 1 && debts.every((d) => d.short === 0);
    if (isSettled) {
      history = record(history, { kind: 'completion', on });
      position = history.positionOn(on);
    }
    const cashFen = cashBalance(history, position, on);
    return { on, debts, own: headsIn(position, 'own'), leased: headsIn(position, 'leased'), cashFen };
  });
}

function shortOf(owed: Owed, given: number): number {
  const open = owed.due - owed.settled - given;
  return open > 0 ? open : 0;
}

function openYears(from: CivilDate): CivilDate[] {
  return [...Array(OPEN_YEARS).keys()].map((k) => contractYearEnd(from, k + 1));
}

function begun(terms: Terms, term: Term): History {
  const frame = { number: 'what-if', household: 'what-if', ...term, bookedFrom: term.from, terms };
  return record(new History(frame, [], []), { kind: 'handover', on: term.from, heads: terms.handout });
}

interface Played {
  readonly kind: string;
  readonly on: CivilDate;
  readonly [field: string]: unknown;
}

/** Adds an event to the simulated history. */
function record(history: History, event: Played): History {
  const seq = history.facts.length + 1;
  const id = String(seq);
  const happened: Happened<EventHead> = { ...event, id };
  return history.with({ seq, id, kind: event.kind, on: event.on, bookedOn: event.on, event: happened });
}

/** The losses and births of every year. Losses are added up exactly over the years, so that five rams lose one in five years rather than none. */
function withYears(begin: History, terms: Terms, ends: readonly CivilDate[], year: YearAssumed): History {
  let history = begin;
  let from = begin.contract.from;
  let kept: Ratio = ratio(1n);
  for (const end of ends) {
    const on = addDays(from, MID_YEAR_DAYS);
    from = addDays(end, 1);
    if (on > end) continue;
    kept = multiply(kept, ratio(BigInt(100 - year.lostPer100), 100n));
    for (const book of BOOKS) {
      const lost = lossesOf(terms, history.positionOn(on), book, kept);
      if (lost.length > 0) history = record(history, { kind: 'death', on, from: book, cause: 'disease', heads: lost });
    }
    const born = birthsOf(terms, history.positionOn(on), year.bornPer100);
    const live = born.reduce((sum, h) => sum + h.count, 0);
    if (live > 0) history = record(history, { kind: 'lambing', on, live, heads: born });
  }
  return history;
}

function lossesOf(terms: Terms, position: Position, book: Book, kept: Ratio): Heads[] {
  return terms.handout.flatMap((h): Heads[] => {
    const there = position.heads(book, h.class);
    const count = there === 0 ? 0 : there - roundRatio(multiply(kept, ratio(BigInt(h.count))), 'up');
    return count > 0 ? [{ class: h.class, count }] : [];
  });
}

function birthsOf(terms: Terms, position: Position, bornPer100: number): Heads[] {
  return terms.handout.flatMap((h): Heads[] => {
    const [young, other] = YOUNG_OF[h.class] ?? [];
    if (young === undefined) return [];
    const dams = BOOKS.reduce((sum, book) => sum + position.heads(book, h.class), 0);
    const born = floorOf(ratio(BigInt(dams * bornPer100), 100n));
    const first = other === undefined ? born : floorOf(ratio(BigInt(born), 2n));
    const counted = [{ class: young, count: first }, ...(other === undefined ? [] : [{ class: other, count: born - first }])]; // prettier-ignore
    return counted.filter((c) => c.count > 0);
  });
}

/** The ends of contract years, and all other days on which something falls due. */
function daysOf(history: History, terms: Terms, ends: readonly CivilDate[]): CivilDate[] {
  const last = ends.at(-1) as CivilDate;
  const context = owingContext(history, history.positionOn(last));
  const due = terms.obligations.flatMap((o) =>
    owedClasses(o, terms).flatMap((cls) => duePlan(o, cls, context).map((step) => step.on)),
  );
  return [...new Set([...ends, ...due])].sort();
}

interface Given {
  readonly kind: 'take_back' | 'lamb_return';
  readonly count: number;
  readonly payload: object;
}

/** What can be returned of what is due: leased animals for `return_same`, otherwise the household's own young. */
function givenOf(terms: Terms, owed: Owed, position: Position): Given[] {
  let open = owed.due - owed.settled;
  const take = (there: number): number => {
    const count = open < there ? open : there;
    if (count <= 0) return 0;
    open -= count;
    return count;
  };
  const obligation = terms.obligations.find((o) => o.id === owed.obligation);
  if (obligation && ruleOf(obligation).classes) {
    const count = take(position.heads('leased', owed.class));
    const payload = { obligation: owed.obligation, heads: [{ class: owed.class, count }] };
    return count === 0 ? [] : [{ kind: 'take_back', count, payload }];
  }
  return YOUNG.filter((cls) => acceptsOneForOne(owed.class, cls)).flatMap((cls): Given[] => {
    const count = take(position.heads('own', cls));
    const payload = { obligation: owed.obligation, accepted: [{ class: cls, count }] };
    return count === 0 ? [] : [{ kind: 'lamb_return', count, payload }];
  });
}

function headsIn(position: Position, book: Book): number {
  const classes = [...position.stock.keys()].filter((key) => key.startsWith(`${book}:`)).map((key) => key.slice(book.length + 1)); // prettier-ignore
  return classes.reduce((sum, cls) => sum + position.heads(book, cls), 0);
}
