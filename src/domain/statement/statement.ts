/** Settles one contract for one season: makes a statement of its facts (docs/rules.md section 9). */
import { classOrder } from '../animals';
import { addDays, type CivilDate } from '../calendar';
import { BOOKS, CASH_LINES, STOCK_LINES, type Effect } from '../events/effect';
import { sumFen } from '../quantity/money';
import { floorOf, ZERO } from '../quantity/ratio';
import type { Fact, History } from '../contract/history';
import { owedOn, rentDue, type Owed } from '../contract/owing';
import { Position } from '../contract/position';

export const OWED_STATEMENT_LINES = [
  'opening',
  'added',
  'returned',
  'waived',
  'converted',
  'closing',
  'due',
  'settled',
  'arrears',
  'ahead',
] as const;
export const CASH_STATEMENT_LINES = [
  'opening', 'feed', 'services', 'insurance', 'rent', 'conversions', 'penalties', 'losses', 'commission', 'sales', 'claims', 'received',
  'paid', 'adjustments', 'closing',
] as const; // prettier-ignore
export const DEPOSIT_STATEMENT_LINES = ['opening', 'in', 'out', 'closing'] as const;
export const STOCK_STATEMENT_LINES = ['opening', ...STOCK_LINES, 'closing', 'counted', 'difference'] as const;

export const SECTIONS = ['owed', 'cash', 'deposit', 'stock'] as const;
export type Section = (typeof SECTIONS)[number];

/** The names of a section's lines, in order. */
export const SECTION_LINES: Readonly<Record<Section, readonly string[]>> = {
  owed: OWED_STATEMENT_LINES,
  cash: CASH_STATEMENT_LINES,
  deposit: DEPOSIT_STATEMENT_LINES,
  stock: STOCK_STATEMENT_LINES,
};

/** The values of one subject's lines: heads, or fen in `cash` and `deposit`. Stock without a count has no `counted` and `difference`. */
export interface SubjectLines {
  readonly section: Section;
  readonly subject: string;
  /** The class of the heads; CNY for money. */
  readonly commodity: string;
  readonly values: readonly number[];
}

/** A computed statement, and the position from which the next season starts. */
export interface Settlement {
  readonly subjects: readonly SubjectLines[];
  readonly closing: Position;
}

/** The span of a season, both days included. */
export interface Span {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

/**
 * The statement of a contract for a season. Undefined when it has none: its term does not touch the season, nothing was booked in it, and
 * no balance of what is owed, cash or deposit opens or closes it.
 *
 * @example settle(wangYan, { from: '2022-06-01', to: '2022-11-30' }): owed lambs 0, 180, 20, 0, 0, 160, 0, 20, 0, 20
 */
export function settle(history: History, season: Span): Settlement | undefined {
  const before = addDays(season.from, -1);
  const opening = openingPosition(history, before);
  const closing = history.positionOn(season.to);
  const booked = history.facts.filter((f) => f.bookedOn >= season.from && f.bookedOn <= season.to);
  const owed = owedLines(history, opening, closing, before, season.to);
  const cash = cashLines(history, opening, closing, before, season.to);
  const deposit = depositLines(opening, closing);
  const hasBalance = [...owed, cash, deposit].some((s) => s.values[0] !== 0 || s.values[closingIndex(s.section)] !== 0);
  if (!hasBalance && booked.length === 0 && !termTouches(history, opening, closing, season)) return undefined;
  const stock = stockLines(opening, closing, countedIn(history, booked, season.to));
  const subjects = [...owed, cash, ...(deposit.values.some((v) => v !== 0) ? [deposit] : []), ...stock];
  return { subjects, closing };
}

/** The index of `closing` among a section's lines. */
export function closingIndex(section: Section): number {
  return SECTION_LINES[section].indexOf('closing');
}

function openingPosition(history: History, before: CivilDate): Position {
  if (history.openedWith?.on === before) return history.openedWith.position;
  if (history.openedWith === undefined && (history.facts[0] === undefined || history.facts[0].bookedOn > before))
    return new Position();
  return history.positionOn(before);
}

function termTouches(history: History, opening: Position, closing: Position, season: Span): boolean {
  const { to, bookedFrom } = history.contract;
  // A contract ended before the season touches it no more; one ended in it does.
  const end = [to, closing.endedOn, opening.endedOn].reduce(
    (a, b) => (a === undefined || (b !== undefined && b < a) ? b : a),
    undefined,
  );
  return bookedFrom <= season.to && (end === undefined || end >= season.from);
}

function owedLines(
  history: History,
  opening: Position,
  closing: Position,
  before: CivilDate,
  to: CivilDate,
): readonly SubjectLines[] {
  const then = new Map(owedOn(history, opening, before).map((o) => [o.subject, o]));
  const now = owedOn(history, closing, to);
  const listed = new Set(now.map((o) => o.subject));
  // Subjects no longer agreed because their amendment was reversed: nothing is owed, but what was settled still shows.
  const dropped = [...then.values()].filter((o) => !listed.has(o.subject) && (o.total !== 0 || o.settled !== 0));
  return [
    ...now,
    ...dropped.map((o): Owed => ({ ...o, total: 0, due: 0, settled: closing.settledHeads(o.subject) })),
  ].map((o) => owedSubject(o, then.get(o.subject), opening, closing));
}

function owedSubject(now: Owed, then: Owed | undefined, opening: Position, closing: Position): SubjectLines {
  const total = then?.total ?? 0;
  const s = opening.settled.get(now.subject);
  const e = closing.settled.get(now.subject);
  const returned = floorOf(e?.returned ?? ZERO) - floorOf(s?.returned ?? ZERO);
  const waived = (e?.waived ?? 0) - (s?.waived ?? 0);
  const converted = (e?.converted ?? 0) - (s?.converted ?? 0);
  const open = total - opening.settledHeads(now.subject);
  const added = now.total - total;
  const close = open + added - returned - waived - converted;
  const ahead = now.settled - now.due;
  const values = [
    open,
    added,
    returned,
    waived,
    converted,
    close,
    now.due,
    now.settled,
    ahead < 0 ? -ahead : 0,
    ahead > 0 ? ahead : 0,
  ];
  return { section: 'owed', subject: now.subject, commodity: now.class, values };
}

function cashLines(
  history: History,
  opening: Position,
  closing: Position,
  before: CivilDate,
  to: CivilDate,
): SubjectLines {
  const rentBefore = rentDue(history, opening, before);
  const open = sumFen([opening.cashByEvents(), rentBefore]);
  const rent = rentDue(history, closing, to) - rentBefore;
  const moved = CASH_LINES.map((line) => sumFen([closing.cash.get(line) ?? 0, -(opening.cash.get(line) ?? 0)]));
  const movements = [...moved.slice(0, 3), rent, ...moved.slice(3)];
  const close = sumFen([open, ...movements]);
  return { section: 'cash', subject: 'CNY', commodity: 'CNY', values: [open, ...movements, close] };
}

function depositLines(opening: Position, closing: Position): SubjectLines {
  const values = [
    opening.deposit(),
    sumFen([closing.depositIn, -opening.depositIn]),
    sumFen([closing.depositOut, -opening.depositOut]),
    closing.deposit(),
  ];
  return { section: 'deposit', subject: 'CNY', commodity: 'CNY', values };
}

/** The latest count of each `book:class` in the season. */
function countedIn(history: History, booked: readonly Fact[], to: CivilDate): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const fact of booked) {
    if (fact.kind !== 'count' || !history.counts(fact, to)) continue;
    for (const e of history.effectsOf(fact, undefined)) {
      if (isCount(e)) counted.set(`${e.book}:${e.class}`, e.heads);
    }
  }
  return counted;
}

function isCount(effect: Effect): effect is Extract<Effect, { effect: 'count' }> {
  return effect.effect === 'count';
}

const NO_MOVES: readonly number[] = STOCK_LINES.map(() => 0);

function stockLines(
  opening: Position,
  closing: Position,
  counted: ReadonlyMap<string, number>,
): readonly SubjectLines[] {
  const keys = [...new Set([...opening.stock.keys(), ...closing.stock.keys(), ...counted.keys()])];
  return keys
    .map((subject): SubjectLines => {
      const was = opening.stock.get(subject) ?? NO_MOVES;
      const moves = (closing.stock.get(subject) ?? NO_MOVES).map((heads, i) => heads - (was[i] as number));
      const open = was.reduce((sum, heads) => sum + heads, 0);
      const close = moves.reduce((sum, heads) => sum + heads, open);
      const count = counted.get(subject);
      const values = [open, ...moves, close, ...(count === undefined ? [] : [count, count - close])];
      return { section: 'stock', subject, commodity: subject.slice(subject.indexOf(':') + 1), values };
    })
    .filter((s) => s.values.some((v) => v !== 0))
    .sort((a, b) => stockOrder(a.subject) - stockOrder(b.subject));
}

/** `leased` before `own`, classes in the order of docs/rules.md section 3. */
function stockOrder(subject: string): number {
  const [book, cls] = subject.split(':') as [string, string];
  return BOOKS.indexOf(book as 'leased' | 'own') * 1000 + classOrder(cls);
}
