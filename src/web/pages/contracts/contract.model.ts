/** Gathers the page of one contract: what is owed, the events each figure comes from, and the timeline with running balances. */
import { Injectable } from '@nestjs/common';
import { listSeasons } from '../../../calendar/seasons';
import { Clock } from '../../../common/clock';
import { requireContract, type ContractRow } from '../../../contracts/contracts';
import { loadHistory } from '../../../contracts/histories';
import { ReadPool } from '../../../database/reader';
import type { Reader } from '../../../database/tx';
import { addDays, daysBetween, isCivilDate } from '../../../domain/calendar';
import { BOOKS, type Book, type Effect } from '../../../domain/events/effect';
import { owedClasses } from '../../../domain/events/subject';
import { CLASSES } from '../../../domain/animals';
import { contextAsAgreed, duePlan } from '../../../domain/obligations/plan';
import { formatRatio } from '../../../domain/quantity/ratio';
import type { History } from '../../../domain/contract/history';
import { cashBalance, owingContext, rentDue } from '../../../domain/contract/owing';
import type { Terms } from '../../../domain/terms/terms';
import type { Scope } from '../../../parties/scope';
import { debtsOn } from '../../../contracts/due-list.service';
import { timelineOf } from './timeline.model';
import type {
  CashLineView,
  ContractPageView,
  CourseView,
  DebtPlan,
  DebtView,
  Reason,
  StockView,
} from './contract.types';

/** Days on which the course of a contract is looked at. */
const COURSE_DAYS = 24;

@Injectable()
export class ContractModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /**
   * @param asked `on`: the day it is seen from, today when it is none; and what part of the timeline `timelineOf` is asked for
   * @param clerk the login of a clerk who reads it, and may take back what is his own of today
   * @throws DomainError contract_unknown, page_invalid
   */
  of(scope: Scope, number: string, asked: Readonly<Record<string, string>>, clerk?: string): Promise<ContractPageView> {
    const asking = clerk === undefined ? undefined : { actor: clerk, now: this.clock.now() };
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
      const { on } = asked;
      const day = on !== undefined && isCivilDate(on) ? on : today;
      const seasons = await listSeasons(reader, scope.cooperativeId);
      const isEnded = history.positionOn(day).endedOn !== undefined;
      return {
        today,
        on: day,
        contract: { ...contract, ...(isEnded ? { isEnded } : {}) },
        terms: history.termsOn(day),
        plan: planOf(row),
        balances: balancesOf(history, day),
        course: courseOf(history, day),
        timeline: await timelineOf(reader, scope.cooperativeId, { history, contractId: row.id }, asked, asking),
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
    owedClasses(o, terms).map((cls) => ({ obligation: o.id, class: cls, steps: duePlan(o, cls, context) })),
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
    depositFen: position.deposit(),
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
      return { figure: 'deposit', by: { fen: effect.fen } };
    case 'stock':
      return { figure: `stock ${effect.book}:${effect.class}`, by: { heads: String(effect.heads) } };
    default:
      return undefined;
  }
}

/** How flock and feed debt came to what they are, on a few days evenly spread from the first one. */
export function courseOf(history: History, day: string): CourseView {
  const from = history.contract.bookedFrom;
  const span = daysBetween(from, day);
  if (span <= 0) return { days: [], leased: [], own: [], feed: [] };
  const count = Math.min(span, COURSE_DAYS);
  const days = [...Array(count + 1).keys()].map((i) => addDays(from, Math.round((span * i) / count)));
  const positions = days.map((on) => history.positionOn(on));
  const heads = (book: Book): number[] => positions.map((p) => CLASSES.reduce((sum, cls) => sum + p.heads(book, cls), 0)); // prettier-ignore
  return { days, leased: heads('leased'), own: heads('own'), feed: positions.map((p) => p.cash.get('feed') ?? 0) };
}
