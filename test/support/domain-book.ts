/** A book in memory: the domain driven as the services drive it, with every promise checked on the way. */
import { readEvent } from '../../src/domain/book/lines';
import { addDays } from '../../src/domain/calendar';
import { DomainError, DomainErrors } from '../../src/domain/errors';
import type { EventHead } from '../../src/domain/events/kind';
import { assertBalanced, type Posting } from '../../src/domain/ledger/posting';
import { formatMoney, sumFen } from '../../src/domain/quantity/money';
import { ZERO } from '../../src/domain/quantity/ratio';
import type { SeasonSpan } from '../../src/domain/recording/booking';
import { decide, type Decision } from '../../src/domain/recording/decide';
import {
  accountOf,
  completionPostings,
  eventPostings,
  settlementEntry,
  type LedgerBalance,
} from '../../src/domain/statement/entries';
import { History, isEnoughFor, needsWholeHistory } from '../../src/domain/contract/history';
import { owedOn, rentAgreed } from '../../src/domain/contract/owing';
import { Position } from '../../src/domain/contract/position';
import { closingIndex, settle, type Settlement, type SubjectLines } from '../../src/domain/statement/statement';
import type { Terms } from '../../src/domain/terms/terms';

export type EventInput = Readonly<Record<string, unknown>> & { readonly id: string; readonly kind: string };

/** The days of a contract; `bookedFrom` when it is entered after the season of `from` was closed. */
export interface BookTerm {
  readonly from: string;
  readonly to?: string;
  readonly bookedFrom?: string;
}

/** The term of a contract of which nothing else is said. */
export const TERM: BookTerm = { from: '2023-01-01', to: '2024-12-31' };

/** One cooperative with one contract; seasons of half a year from 2023-01-01. */
export class DomainBook {
  history: History;
  private readonly seasons: SeasonSpan[];
  private readonly ledger = new Map<string, LedgerBalance>();
  private readonly posted = new Map<string, readonly Posting[]>();
  private lastClosing = new Map<string, number>();
  private seq = 0;

  constructor(terms: Terms, seasons: readonly { from: string; to: string }[], term: BookTerm = TERM) {
    this.seasons = seasons.map((s, i) => ({ id: i + 1, code: `S${i + 1}`, ...s, closed: false }));
    this.history = new History({ number: 'C1', household: 'H1', bookedFrom: term.from, ...term, terms }, [], []);
  }

  /** How an event is read; a test of what was recorded before there were bounds reads it as it is. */
  protected read(input: EventInput): EventHead {
    return readEvent(input);
  }

  /** Records the event if the rules accept it. */
  record(input: EventInput): boolean {
    this.seq += 1;
    const event = this.read(input);
    const decision = this.decided(this.history, event, latestOf(this.history));
    expect(shortOf(this.decided(this.history, event))).toEqual(shortOf(decision));
    const carried = this.carriedFor(input);
    if (carried) expect(shortOf(this.decided(carried, event, latestOf(carried)))).toEqual(shortOf(decision));
    if (typeof decision === 'string') return false;
    this.post(input, decision);
    this.history = decision.history;
    return true;
  }

  /** Field, code and bound of what an event would be refused with; nothing for one that is accepted. Not recorded. */
  refusal(input: EventInput): readonly (readonly unknown[])[] {
    try {
      decide(this.history, this.read(input), { seasons: this.seasons, seq: this.seq + 1 });
      return [];
    } catch (error) {
      const all = error instanceof DomainErrors ? error.errors : [error as DomainError];
      return all.map((e) => [e.field, e.code, e.details['max']]);
    }
  }

  /** The decision, or the code and field of the refusal. */
  private decided(history: History, event: EventHead, latest?: Position): Decision | string {
    try {
      return decide(history, event, { seasons: this.seasons, seq: this.seq }, latest);
    } catch (error) {
      const [first] = error instanceof DomainErrors ? error.errors : [error];
      if (first instanceof DomainError) return first.message;
      throw error;
    }
  }

  /** The history from the last closed season on, where that is enough to decide the event. */
  private carriedFor(input: EventInput): History | undefined {
    const on = this.seasons.findLast((s) => s.closed)?.to;
    if (on === undefined) return undefined;
    const since = this.history.facts.filter((f) => f.bookedOn > on);
    const carry = { on, position: this.history.positionOn(on) };
    const carried = new History(this.history.contract, this.history.versions, since, carry);
    return needsWholeHistory(carry, since) || !isEnoughFor(carried, this.read(input)) ? undefined : carried;
  }

  private post(input: EventInput, { fact, effects, before }: Decision): void {
    const passes = effects.some((e) => e.effect === 'status' && e.titlePasses);
    const postings =
      fact.kind === 'reversal'
        ? (this.posted.get(String(input['of'])) ?? []).map((p) => ({ ...p, quantity: -p.quantity }))
        : passes
          ? completionPostings('C1', before)
          : eventPostings('C1', effects, (subject) => before.settled.get(subject)?.returned ?? ZERO);
    this.posted.set(input.id, postings);
    this.book(postings, fact.bookedOn);
  }

  private book(postings: readonly Posting[], bookedOn: string): void {
    assertBalanced({ contract: 'C1', bookedOn, postings });
    // Entries of later seasons do not count at this season's end; they are booked when their season comes.
    const season = this.seasons.findIndex((s) => s.from <= bookedOn && bookedOn <= s.to);
    for (const p of postings) {
      const key = `${season} ${p.account} ${p.commodity}`;
      const known = this.ledger.get(key);
      this.ledger.set(key, {
        account: p.account,
        commodity: p.commodity,
        quantity: p.quantity + (known?.quantity ?? 0),
      });
    }
  }

  /** The season's lines as they stand. */
  lines(season: number): readonly SubjectLines[] {
    return settle(this.history, this.seasons[season] as SeasonSpan)?.subjects ?? [];
  }

  /** Closes a season, checking that ledger, carry and whole history agree. */
  close(index: number): Settlement | undefined {
    const season = this.seasons[index] as SeasonSpan;
    const settlement = settle(this.history, season);
    this.checkCarry(season, settlement);
    const subjects = settlement?.subjects ?? [];
    checkArithmetic(subjects);
    // What began before the first season opens it without having closed one.
    if (settlement && index > 0) this.checkOpening(subjects);
    const before = this.balancesUpTo(index);
    const entry = settlement && settlementEntry('C1', season.to, subjects, before);
    if (entry) this.book(entry.postings, season.to);
    // Animals alone make no statement: what is in the household's hands stays as it stood.
    const listed = this.balancesUpTo(index).filter((b) => settlement !== undefined || !b.account.startsWith('stock:'));
    this.checkLedger(subjects, listed);
    this.checkDue(season);
    this.seasons[index] = { ...season, closed: true };
    if (!settlement) return undefined;
    this.lastClosing = new Map(
      subjects.map((s) => [`${s.section} ${s.subject}`, s.values[closingIndex(s.section)] as number]),
    );
    return settlement;
  }

  private balancesUpTo(season: number): LedgerBalance[] {
    const sums = new Map<string, LedgerBalance>();
    for (const [key, b] of this.ledger) {
      if (Number(key.split(' ')[0]) > season || b.account.startsWith('coop:')) continue;
      const id = `${b.account} ${b.commodity}`;
      sums.set(id, { ...b, quantity: b.quantity + (sums.get(id)?.quantity ?? 0) });
    }
    return [...sums.values()];
  }

  private checkLedger(subjects: readonly SubjectLines[], balances: readonly LedgerBalance[]): void {
    const ledger = new Map(
      balances.filter((b) => b.quantity !== 0).map((b) => [`${b.account} ${b.commodity}`, b.quantity]),
    );
    const closings = new Map<string, number>();
    for (const s of subjects) {
      const { account, commodity } = accountOf('C1', s);
      const closing = s.values[closingIndex(s.section)] as number;
      if (closing !== 0) closings.set(`${account} ${commodity}`, closing);
    }
    expect(Object.fromEntries(ledger)).toEqual(Object.fromEntries(closings));
  }

  /** Every subject opens where it closed; one that is not listed stood at zero. */
  private checkOpening(subjects: readonly SubjectLines[]): void {
    const openings = new Map(subjects.map((s) => [`${s.section} ${s.subject}`, s.values[0] as number]));
    for (const key of new Set([...openings.keys(), ...this.lastClosing.keys()])) {
      expect([key, openings.get(key) ?? 0]).toEqual([key, this.lastClosing.get(key) ?? 0]);
    }
  }

  private checkCarry(season: SeasonSpan, whole: Settlement | undefined): void {
    const on = addDays(season.from, -1);
    const since = this.history.facts.filter((f) => f.bookedOn > on);
    const position = Position.fromData(
      JSON.parse(JSON.stringify(this.history.positionOn(on).toData())) as ReturnType<Position['toData']>,
    );
    const carry = { on, position };
    if (needsWholeHistory(carry, since)) return;
    const carried = settle(new History(this.history.contract, this.history.versions, since, carry), season);
    expect(carried?.subjects).toEqual(whole?.subjects);
    expect(carried?.closing.toData()).toEqual(whole?.closing.toData());
  }

  private checkDue(season: SeasonSpan): void {
    for (const day of [season.from, addDays(season.from, 45), season.to]) {
      const owed = owedOn(this.history, this.history.positionOn(day), day);
      expect(owed.filter((o) => !(o.due >= 0 && o.due <= o.total))).toEqual([]);
    }
  }
}

/** What is missing on a day for a completion to be allowed on it: accruing debts end, heads are waived, cash is paid. */
export function missingFor(history: History, on: string, id: string): EventInput[] {
  const position = history.positionOn(on);
  const owed = owedOn(history, position, on);
  const waivers = owed
    .filter((o) => o.total > o.settled)
    .map((o, i) => ({ id: `${id}w${i}`, kind: 'waiver', on, obligation: o.subject, quantity: o.total - o.settled, reason: 'r' })); // prettier-ignore
  const cash = sumFen([position.cashByEvents(), rentAgreed(history, position, on)]);
  return [
    { id: `${id}t`, kind: 'termination', on, reason: 'r' },
    ...waivers,
    ...(cash > 0 ? [{ id: `${id}c`, kind: 'cash_in', on, amount: formatMoney(cash) }] : []),
  ];
}

/** What is compared of two ways to the same decision. */
function shortOf(decision: Decision | string): unknown {
  return typeof decision === 'string'
    ? decision
    : { effects: decision.effects, booking: decision.booking, before: decision.before.toData() };
}

/** The position after all facts, as the writer keeps it at hand. */
function latestOf(history: History): Position | undefined {
  const last = history.facts.at(-1)?.bookedOn ?? history.openedWith?.on;
  return last === undefined ? undefined : history.positionOn(last);
}

/** closing = opening + what moved, in every section; arrears and ahead are the two sides of one difference. Asked once: `expect` is slow. */
function checkArithmetic(subjects: readonly SubjectLines[]): void {
  expect(subjects.map((s) => relationsOf(s, (found) => found))).toEqual(
    subjects.map((s) => relationsOf(s, (_found, expected) => expected)),
  );
}

/** One side of every relation between the lines of a subject. */
function relationsOf(
  { section, values, subject }: SubjectLines,
  side: (found: number, expected: number) => number,
): unknown {
  const closing = values[closingIndex(section)] as number;
  const relations: Record<string, number> = {};
  if (section === 'owed') {
    const [open = 0, added = 0, returned = 0, waived = 0, converted = 0, , due = 0, settled = 0, arrears = 0, ahead = 0] = values; // prettier-ignore
    relations['closing'] = side(closing, open + added - returned - waived - converted);
    relations['settled - due'] = side(settled - due, ahead - arrears);
    relations['of arrears and ahead one is'] = side(Math.min(arrears, ahead), 0);
  } else {
    relations['closing'] = side(
      closing,
      values.slice(0, closingIndex(section)).reduce((a, b) => a + b, 0),
    );
  }
  if (section === 'stock' && values.length > 10) {
    relations['counted'] = side(values[11] as number, (values[10] as number) - (values[9] as number));
  }
  const notWhole = values.filter((value) => !Number.isSafeInteger(value) || Object.is(value, -0));
  return { section, subject, ...relations, notWhole: side(notWhole.length, 0) };
}
