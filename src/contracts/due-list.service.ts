/** What falls due under every contract in force, for the clerk's home page, lists and reminders. Only changed contracts are computed again. */
import { Injectable } from '@nestjs/common';
import { ReadPool } from '../database/reader';
import type { Reader } from '../database/tx';
import type { CivilDate } from '../domain/calendar';
import { subjectsOf } from '../domain/events/subject';
import { duePlan, type DueStep } from '../domain/obligations/plan';
import type { Fen } from '../domain/quantity/money';
import type { History } from '../domain/contract/history';
import { cashBalance, owedOn, owingContext, type Owed } from '../domain/contract/owing';
import type { Position } from '../domain/contract/position';
import { listSeasons } from '../calendar/seasons';
import { eachHistory } from './histories';

/** A debt in kind, with the days since when it is overdue and when more falls due; heads. */
export interface DebtDue extends Owed {
  readonly arrears: number;
  readonly overdueSince?: CivilDate;
  readonly next?: { readonly on: CivilDate; readonly heads: number };
  /** All days on which something fell or falls due. */
  readonly steps: readonly DueStep[];
}

/** One contract on a day. Heads and cash are never netted. */
export interface ContractDue {
  readonly contractId: number;
  readonly householdId: number;
  readonly debts: readonly DebtDue[];
  /** What was settled of each subject by the end of the last closed season, in heads. */
  readonly settledBefore: ReadonlyMap<string, number>;
  readonly cashFen: Fen;
  /** Heads leased out, by class. */
  readonly leased: ReadonlyMap<string, number>;
  readonly endedOn?: CivilDate;
}

/** A computed list is valid for one day, and until another season is closed. */
interface List {
  readonly on: CivilDate;
  readonly closedTo: CivilDate | undefined;
  /** As long as this is the head of the chain, nothing has changed. */
  readonly headSeq: number;
  readonly contracts: Map<number, Kept>;
}

interface Kept {
  readonly lastSeq: number;
  readonly due: ContractDue;
}

/** How many cooperatives' lists are cached; the least recently used is dropped first. */
const CACHE_SIZE = 20;

@Injectable()
export class DueListService {
  private readonly lists = new Map<number, List>();

  constructor(private readonly reads: ReadPool) {}

  /** Every contract in force at the end of `on`, in the order they were added. */
  async of(cooperativeId: number, on: CivilDate): Promise<readonly ContractDue[]> {
    const list = await this.reads.snapshot(async (reader): Promise<List> => {
      const before = this.lists.get(cooperativeId);
      const head = await reader.get<{ head_seq: number }>('select head_seq from cooperative where id = ?', [cooperativeId]); // prettier-ignore
      const headSeq = Number(head?.head_seq ?? 0);
      if (before?.on === on && before.headSeq === headSeq) return before;
      const closed = (await listSeasons(reader, cooperativeId)).filter((s) => s.closed);
      const closedTo = closed.at(-1)?.to;
      const isSame = before?.on === on && before.closedTo === closedTo;
      const fresh: List = { on, closedTo, headSeq, contracts: new Map(isSame ? before.contracts : []) };
      const rows = await reader.all<{ id: number; last_seq: number }>(
        "select id, last_seq from contract where cooperative_id = ? and state = 'active' order by id",
        [cooperativeId],
      );
      const stale = rows.filter((r) => fresh.contracts.get(r.id)?.lastSeq !== Number(r.last_seq)).map((r) => r.id);
      await this.compute(reader, cooperativeId, stale, fresh);
      return fresh;
    });
    this.keep(cooperativeId, list);
    return [...list.contracts.values()].map(({ due }) => due).sort((a, b) => a.contractId - b.contractId);
  }

  private async compute(
    reader: Reader,
    cooperativeId: number,
    ids: readonly number[],
    { on, closedTo, contracts }: List,
  ): Promise<void> {
    for await (const { contract, history } of eachHistory(reader, cooperativeId, ids)) {
      // A season can be closed before its last day.
      const day = history.openedWith && history.openedWith.on > on ? history.openedWith.on : on;
      const position = history.positionOn(day);
      const { endedOn } = position;
      const closing =
        history.openedWith?.position ?? (closedTo === undefined ? undefined : history.positionOn(closedTo));
      contracts.set(contract.id, {
        lastSeq: Number(contract.last_seq),
        due: {
          contractId: contract.id,
          householdId: contract.household_id,
          debts: debtsOn(history, position, day),
          settledBefore: new Map([...(closing?.settled.keys() ?? [])].map((s) => [s, closing?.settledHeads(s) ?? 0])),
          cashFen: cashBalance(history, position, day),
          leased: leasedHeads(position),
          ...(endedOn === undefined ? {} : { endedOn }),
        },
      });
    }
  }

  private keep(cooperativeId: number, list: List): void {
    this.lists.delete(cooperativeId);
    this.lists.set(cooperativeId, list);
    const [oldest] = this.lists.keys();
    if (this.lists.size > CACHE_SIZE && oldest !== undefined) this.lists.delete(oldest);
  }
}

/** The debts in kind on a day, with their due days. */
export function debtsOn(history: History, position: Position, on: CivilDate): DebtDue[] {
  const context = owingContext(history, position);
  const terms = history.termsOn(on);
  return owedOn(history, position, on).map((owed) => {
    const obligation = terms.obligations.find((o) => o.id === owed.obligation);
    const cls = obligation && subjectsOf(obligation, terms).find((s) => s.subject === owed.subject)?.class;
    const steps = obligation && cls !== undefined ? duePlan(obligation, cls, context) : [];
    const overdue = steps.find((step) => step.on <= on && step.due > owed.settled);
    const next = steps.find((step) => step.on > on && step.due > Math.max(owed.settled, owed.due));
    return {
      ...owed,
      steps,
      arrears: Math.max(0, owed.due - owed.settled),
      ...(owed.due > owed.settled && overdue ? { overdueSince: overdue.on } : {}),
      ...(next ? { next: { on: next.on, heads: next.due - Math.max(owed.settled, owed.due) } } : {}),
    };
  });
}

function leasedHeads(position: Position): ReadonlyMap<string, number> {
  const classes = [...position.stock.keys()]
    .filter((k) => k.startsWith('leased:'))
    .map((k) => k.slice('leased:'.length));
  return new Map(
    classes.map((cls) => [cls, position.heads('leased', cls)] as const).filter(([, heads]) => heads !== 0),
  );
}
