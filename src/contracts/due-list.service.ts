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
import { HeadCache } from '../journal/head-cache';
import { changedContracts, eachHistory, type LoadedContract } from './histories';

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
  readonly contracts: Map<number, Kept>;
}

interface Kept {
  readonly lastSeq: number;
  readonly due: ContractDue;
}

@Injectable()
export class DueListService {
  private readonly lists = new HeadCache<List>();

  constructor(private readonly reads: ReadPool) {}

  /** Every contract in force at the end of `on`, in the order they were added. */
  async of(cooperativeId: number, on: CivilDate): Promise<readonly ContractDue[]> {
    const list = await this.reads.snapshot((reader) =>
      this.lists.of(
        reader,
        cooperativeId,
        (before) => renewed(reader, cooperativeId, on, before),
        (kept) => kept.on === on,
      ),
    );
    return [...list.contracts.values()].map(({ due }) => due).sort((a, b) => a.contractId - b.contractId);
  }
}

/** The list on a day: what is not of the same day and season, or was recorded about since, is computed. */
async function renewed(reader: Reader, cooperativeId: number, on: CivilDate, before: List | undefined): Promise<List> {
  const closedTo = (await listSeasons(reader, cooperativeId)).findLast((s) => s.closed)?.to;
  const contracts = new Map(before?.on === on && before.closedTo === closedTo ? before.contracts : []);
  const changed = await changedContracts(reader, cooperativeId, (id) => contracts.get(id)?.lastSeq);
  for await (const loaded of eachHistory(reader, cooperativeId, changed)) {
    const { id, last_seq: lastSeq } = loaded.contract;
    contracts.set(id, { lastSeq: Number(lastSeq), due: dueOn(loaded, on, closedTo) });
  }
  return { on, closedTo, contracts };
}

function dueOn({ contract, history }: LoadedContract, on: CivilDate, closedTo: CivilDate | undefined): ContractDue {
  // A season may have been closed before its last day.
  const day = history.openedWith && history.openedWith.on > on ? history.openedWith.on : on;
  const position = history.positionOn(day);
  const { endedOn } = position;
  const closing = history.openedWith?.position ?? (closedTo === undefined ? undefined : history.positionOn(closedTo));
  return {
    contractId: contract.id,
    householdId: contract.household_id,
    debts: debtsOn(history, position, day),
    settledBefore: new Map([...(closing?.settled.keys() ?? [])].map((s) => [s, closing?.settledHeads(s) ?? 0])),
    cashFen: cashBalance(history, position, day),
    leased: leasedHeads(position),
    ...(endedOn === undefined ? {} : { endedOn }),
  };
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
