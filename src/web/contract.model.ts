/** Gathers the page of one contract: what is owed, the events each figure comes from, and the timeline with running balances. */
import { Injectable } from '@nestjs/common';
import { listSeasons } from '../calendar/seasons';
import { Clock } from '../common/clock';
import { requireContract, type ContractRow } from '../contracts/contracts';
import { loadHistory } from '../contracts/histories';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import { isCivilDate } from '../domain/calendar';
import { BOOKS, type Effect } from '../domain/events/effect';
import { subjectsOf } from '../domain/events/subject';
import { CLASSES } from '../domain/animals';
import { contextAsAgreed, duePlan } from '../domain/obligations/plan';
import { formatRatio } from '../domain/quantity/ratio';
import { reversedId, type Fact, type History } from '../domain/settlement/history';
import { cashBalance, owedOn, owingContext, rentDue } from '../domain/settlement/owing';
import type { Terms } from '../domain/terms/terms';
import type { Scope } from '../parties/scope';
import { debtsOn } from '../settlement/due-list.service';
import type {
  CashLineView,
  ContractPageView,
  DebtPlan,
  DebtView,
  EventLineView,
  Reason,
  StockView,
} from './views/contract-view';

const EVENTS_SHOWN = 100;

@Injectable()
export class ContractModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /**
   * @param on the day it is seen from; today when it is none
   * @throws DomainError contract_unknown
   */
  of(scope: Scope, number: string, on: string | undefined): Promise<ContractPageView> {
    const today = this.clock.today();
    return this.reads.snapshot(async (reader) => {
      const row = await requireContract(reader, scope, number);
      const names = await namesOf(reader, scope.cooperativeId, row);
      const contract = {
        ...names,
        number,
        from: row.starts_on,
        to: row.ends_on,
        state: row.state,
        note: row.note,
        version: row.version,
      };
      if (row.state === 'draft')
        return { today, on: today, contract, terms: JSON.parse(row.terms) as Terms, plan: planOf(row) };
      const history = await loadHistory(reader, scope.cooperativeId, row, { whole: true });
      const day = on !== undefined && isCivilDate(on) ? on : today;
      const recorded = await recordedOf(reader, scope.cooperativeId, row.id);
      const seasons = await listSeasons(reader, scope.cooperativeId);
      const isEnded = history.positionOn(day).endedOn !== undefined;
      return {
        today,
        on: day,
        contract: { ...contract, ...(isEnded ? { isEnded } : {}) },
        terms: history.termsOn(day),
        plan: planOf(row),
        balances: balancesOf(history, day),
        events: eventsOf(history, recorded),
        isClosed: seasons.some((s) => s.closed && s.from <= day && day <= s.to),
      };
    });
  }
}

async function namesOf(
  reader: Reader,
  cooperativeId: number,
  row: ContractRow,
): Promise<Pick<ContractPageView['contract'], 'household' | 'keeper'>> {
  const codes = [row.household, ...(row.keeper === null ? [] : [row.keeper])];
  const rows = await reader.all<{ code: string; name: string }>(
    `select code, name from household where cooperative_id = ? and code in (${codes.map(() => '?').join(', ')})`,
    [cooperativeId, ...codes],
  );
  const named = (code: string): { code: string; name: string } =>
    rows.find((r) => r.code === code) ?? { code, name: code };
  return { household: named(row.household), ...(row.keeper === null ? {} : { keeper: named(row.keeper) }) };
}

interface RecordedRow {
  readonly seq: number;
  readonly recorded_at: string;
  readonly approved_by: string | null;
}

async function recordedOf(
  reader: Reader,
  cooperativeId: number,
  contractId: number,
): Promise<Map<number, RecordedRow>> {
  const rows = await reader.all<RecordedRow>(
    `select seq, recorded_at, approved_by from book_record where cooperative_id = ? and season_id in
     (select id from season where cooperative_id = ?) and contract_id = ? and event_id is not null`,
    [cooperativeId, cooperativeId, contractId],
  );
  return new Map(rows.map((r) => [Number(r.seq), r]));
}

/** The days on which each obligation falls due, when everything goes as agreed. */
function planOf(row: ContractRow): ContractPageView['plan'] {
  const terms = JSON.parse(row.terms) as Terms;
  const term = { from: row.starts_on, ...(row.ends_on === null ? {} : { to: row.ends_on }) };
  return planAsAgreed(terms, term);
}

/** One plan for each debt of the terms. */
export function planAsAgreed(terms: Terms, term: { from: string; to?: string }): DebtPlan[] {
  const context = contextAsAgreed(terms, term);
  return terms.obligations.flatMap((o): DebtPlan[] =>
    o.rule === 'cash'
      ? [{ name: o.id, unit: 'CNY', steps: duePlan(o, 'CNY', context) }]
      : subjectsOf(o, terms).map((s) => ({ name: s.subject, unit: 'head', steps: duePlan(o, s.class, context) })),
  );
}

function balancesOf(history: History, day: string): NonNullable<ContractPageView['balances']> {
  const position = history.positionOn(day);
  const because = reasonsOf(history, day);
  const context = owingContext(history, position);
  const terms = history.termsOn(day);
  const debts = debtsOn(history, position, day).map((debt): DebtView => {
    const obligation = terms.obligations.find((o) => o.id === debt.obligation);
    return {
      debt,
      ...(obligation ? { obligation, steps: duePlan(obligation, debt.class, context) } : {}),
      settledBy: because.get(`settled ${debt.subject}`) ?? [],
      changedBy: [...(because.get(`birth ${debt.obligation}`) ?? []), ...(because.get(`loss ${debt.class}`) ?? [])],
    };
  });
  const lines = [...position.cash].filter(([, fen]) => fen !== 0);
  const cash = lines.map(([line, fen]): CashLineView => ({ line, fen, because: because.get(`cash ${line}`) ?? [] }));
  const rent = rentDue(history, position, day);
  const stock = BOOKS.flatMap((book) =>
    CLASSES.map((cls): StockView => ({
      book,
      class: cls,
      heads: position.heads(book, cls),
      because: because.get(`stock ${book}:${cls}`) ?? [],
    })),
  ).filter((s) => s.heads !== 0 || s.because.length > 0);
  return {
    debts,
    cash: rent === 0 ? cash : [{ line: 'rent', fen: rent, because: [] }, ...cash],
    cashFen: cashBalance(history, position, day),
    depositFen: position.depositIn - position.depositOut,
    deposits: because.get('deposit') ?? [],
    stock,
  };
}

/** For every figure, the events that make it, oldest first. */
function reasonsOf(history: History, day: string): Map<string, Reason[]> {
  const because = new Map<string, Reason[]>();
  const first = history.firstHandoverOn(day);
  for (const fact of history.facts) {
    if (!history.counts(fact, day)) continue;
    for (const effect of history.effectsOf(fact, first)) {
      const part = partOf(effect);
      if (!part) continue;
      const reasons = because.get(part.figure) ?? [];
      reasons.push({ id: fact.id, kind: fact.kind, on: fact.on, bookedOn: fact.bookedOn, ...part.by });
      because.set(part.figure, reasons);
    }
  }
  return because;
}

/** Which figure an effect is part of, and by how much. */
function partOf(effect: Effect): { figure: string; by: Pick<Reason, 'heads' | 'fen'> } | undefined {
  switch (effect.effect) {
    case 'settled':
      return { figure: `settled ${effect.subject}`, by: { heads: formatRatio(effect.quantity) } };
    case 'birth':
      return { figure: `birth ${effect.obligation}`, by: { heads: formatRatio(effect.owed) } };
    case 'loss':
      return effect.reduces ? { figure: `loss ${effect.class}`, by: { heads: String(-effect.heads) } } : undefined;
    case 'cash':
      return effect.fen === 0 ? undefined : { figure: `cash ${effect.line}`, by: { fen: effect.fen } };
    case 'deposit':
      return { figure: 'deposit', by: { fen: effect.line === 'in' ? effect.fen : -effect.fen } };
    case 'stock':
      return { figure: `stock ${effect.book}:${effect.class}`, by: { heads: String(effect.heads) } };
    default:
      return undefined;
  }
}

/** The newest first. Balances are those at the end of the booked day, so they stand at the day's last event. */
function eventsOf(history: History, recorded: ReadonlyMap<number, RecordedRow>): EventLineView[] {
  const { facts } = history;
  const reversals = new Map(facts.filter((f) => f.kind === 'reversal').map((f) => [reversedId(f), f.id]));
  const begin = Math.max(0, facts.length - EVENTS_SHOWN);
  const lines: EventLineView[] = [];
  let before = begin === 0 ? undefined : balanceAt(history, facts[begin - 1]?.bookedOn ?? '');
  for (const [i, fact] of facts.slice(begin).entries()) {
    const isLastOfDay = facts[begin + i + 1]?.bookedOn !== fact.bookedOn;
    const after = isLastOfDay ? balanceAt(history, fact.bookedOn) : undefined;
    const known = recorded.get(fact.seq);
    const reversedBy = reversals.get(fact.id);
    lines.push({
      id: fact.id,
      seq: fact.seq,
      kind: fact.kind,
      on: fact.on,
      bookedOn: fact.bookedOn,
      event: fact.event as unknown as Readonly<Record<string, unknown>>,
      ...moved(history, fact),
      ...balanceShown(before, after),
      ...(reversedBy === undefined ? {} : { reversedBy }),
      ...(known ? { recordedAt: known.recorded_at } : {}),
      ...(known?.approved_by ? { approvedBy: known.approved_by } : {}),
    });
    before = after ?? before;
  }
  return lines.reverse();
}

function moved(history: History, fact: Fact): Pick<EventLineView, 'settled' | 'fen'> {
  if (fact.kind === 'reversal') return {};
  const effects = history.effectsOf(fact, history.firstHandoverOn(fact.bookedOn));
  const settled = effects.flatMap((e) => (e.effect === 'settled' ? [formatRatio(e.quantity)] : []));
  const fen = effects.reduce((sum, e) => sum + (e.effect === 'cash' ? e.fen : 0), 0);
  return { ...(settled.length > 0 ? { settled } : {}), ...(fen === 0 ? {} : { fen }) };
}

type Balance = Required<NonNullable<EventLineView['balance']>>;

function balanceAt(history: History, day: string): Balance {
  const position = history.positionOn(day);
  const owed = owedOn(history, position, day).map((o) => ({
    class: o.class,
    obligation: o.obligation,
    heads: o.total - o.settled,
  }));
  return { owed, fen: cashBalance(history, position, day) };
}

/** Only what the day has changed; nothing when it has changed nothing. */
function balanceShown(before: Balance | undefined, after: Balance | undefined): Pick<EventLineView, 'balance'> {
  if (!after) return {};
  const headsBefore = new Map(before?.owed.map((o) => [`${o.obligation}:${o.class}`, o.heads]));
  const owed = after.owed.filter((o) => headsBefore.get(`${o.obligation}:${o.class}`) !== o.heads);
  const isCashMoved = after.fen !== (before?.fen ?? 0);
  if (owed.length === 0 && !isCashMoved) return {};
  return { balance: { owed, ...(isCashMoved ? { fen: after.fen } : {}) } };
}
