/** Gathers what the first page of a cooperative shows. */
import { Injectable } from '@nestjs/common';
import { listSeasons } from '../../../calendar/seasons';
import { Clock } from '../../../common/clock';
import { ReadPool } from '../../../database/reader';
import type { Reader } from '../../../database/tx';
import { daysBetween } from '../../../domain/calendar';
import { classOrder } from '../../../domain/animals';
import { ageHeads } from '../../../domain/contract/ageing';
import type { CooperativeRef } from '../../../parties/cooperatives';
import { DueListService, type ContractDue } from '../../../contracts/due-list.service';
import { WorkflowCountsService, type WorkflowCounts } from '../../../statements/workflow-counts.service';
import { SeasonSumsService } from '../../../seasons/season-sums.service';
import { stateOf } from '../../kit/parts';
import { AGES, type ArrearsOfClass, type DueRow, type HomeView, type Waiting } from './home.view';

const ROWS = 20;
const SEASONS_SHOWN = 6;

@Injectable()
export class HomeModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly dues: DueListService,
    private readonly sums: SeasonSumsService,
    private readonly lives: WorkflowCountsService,
    private readonly clock: Clock,
  ) {}

  /** @param base the address of the cooperative's pages */
  async of(cooperative: CooperativeRef, base: string): Promise<HomeView> {
    const { id: cooperativeId } = cooperative;
    const today = this.clock.today();
    const contracts = await this.dues.of(cooperativeId, today);
    const seasons = await listSeasons(this.reads, cooperativeId);
    const season = seasons.find((s) => s.from <= today && today <= s.to) ?? seasons.find((s) => !s.closed);
    const households = await this.reads.get<{ n: number }>('select count(*) as n from household where cooperative_id = ?', [cooperativeId]); // prettier-ignore
    return {
      today,
      ...(season ? { season } : {}),
      contracts: contracts.filter((c) => c.endedOn === undefined).length,
      households: Number(households?.n ?? 0),
      leased: sumOfLeased(contracts),
      overdue: sumOf(contracts, today, 'overdue'),
      soon: sumOf(contracts, today, 'soon'),
      sums: await this.sums.of(cooperativeId, contracts, SEASONS_SHOWN),
      arrears: arrearsByAge(contracts, today),
      due: await this.rows(cooperativeId, contracts, today),
      waiting: [
        ...(await waitingIn(this.reads, cooperativeId, base, this.clock.now())),
        ...(await this.lives.of(cooperative)).flatMap((counts) => statementsWaiting(counts, base)),
      ],
    };
  }

  private async rows(cooperativeId: number, contracts: readonly ContractDue[], today: string): Promise<DueRow[]> {
    const pressing = contracts
      .flatMap((c) =>
        c.debts.map((debt) => ({ contractId: c.contractId, debt, debts: c.debts, state: stateOf(debt, today) })),
      )
      .filter(({ state }) => state === 'overdue' || state === 'soon')
      .sort((a, b) => dayOf(a.debt).localeCompare(dayOf(b.debt)) || a.contractId - b.contractId)
      .slice(0, ROWS);
    const names = await namesOf(this.reads, cooperativeId, pressing.map((p) => p.contractId)); // prettier-ignore
    return pressing.flatMap(({ contractId, debt, debts }) => {
      const name = names.get(contractId);
      return name ? [{ contract: name.number, household: { code: name.code, name: name.name }, debt, debts }] : [];
    });
  }
}

function dayOf(debt: DueRow['debt']): string {
  return debt.overdueSince ?? debt.next?.on ?? '9999';
}

function sumOf(contracts: readonly ContractDue[], today: string, state: 'overdue' | 'soon'): HomeView['overdue'] {
  const meant = contracts.map((c) => c.debts.filter((d) => stateOf(d, today) === state)).filter((d) => d.length > 0);
  const heads = meant.flat().reduce((sum, d) => sum + (state === 'overdue' ? d.arrears : (d.next?.heads ?? 0)), 0);
  return { contracts: meant.length, heads };
}

function sumOfLeased(contracts: readonly ContractDue[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const [cls, heads] of contracts.flatMap((c) => [...c.leased])) sum.set(cls, (sum.get(cls) ?? 0) + heads);
  return new Map([...sum].sort(([, a], [, b]) => b - a));
}

/** What is overdue, by class and by how long it has been; what was settled took the oldest first. */
function arrearsByAge(contracts: readonly ContractDue[], today: string): ArrearsOfClass[] {
  const byClass = new Map<string, number[]>();
  for (const { arrears, class: cls, settled, steps } of contracts.flatMap((c) => c.debts)) {
    if (arrears === 0) continue;
    const heads = byClass.get(cls) ?? AGES.map(() => 0);
    const fallen = steps.filter((step) => step.on <= today);
    const open = ageHeads(fallen.map((step) => step.due), settled); // prettier-ignore
    fallen.forEach((step, i) => {
      const days = daysBetween(step.on, today);
      const age = AGES.findIndex(({ upTo }) => days <= upTo);
      heads[age] = (heads[age] ?? 0) + (open[i] ?? 0);
    });
    byClass.set(cls, heads);
  }
  return [...byClass].map(([cls, heads]) => ({ class: cls, heads })).sort((a, b) => classOrder(a.class) - classOrder(b.class)); // prettier-ignore
}

interface Named {
  readonly id: number;
  readonly number: string;
  readonly code: string;
  readonly name: string;
}

/** The numbers of contracts and the names of their households. */
async function namesOf(reader: Reader, cooperativeId: number, ids: readonly number[]): Promise<Map<number, Named>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.all<Named>(
    `select c.id, c.number, h.code, h.name from contract c
     join household h on h.cooperative_id = c.cooperative_id and h.id = c.household_id
     where c.cooperative_id = ? and c.id in (${ids.map(() => '?').join(', ')})`,
    [cooperativeId, ...ids],
  );
  return new Map(rows.map((r) => [r.id, r]));
}

/** What waits for the branch. */
async function waitingIn(reader: Reader, cooperativeId: number, base: string, now: string): Promise<Waiting[]> {
  const drafts = await reader.get<{ n: number }>(
    "select count(*) as n from contract where cooperative_id = ? and state = 'draft'",
    [cooperativeId],
  );
  const proposals = await reader.get<{ n: number }>(
    "select count(*) as n from proposal where cooperative_id = ? and state = 'pending' and expires_at > ?",
    [cooperativeId, now],
  );
  return [
    { what: 'approvals', count: Number(proposals?.n ?? 0), href: `${base}/proposals` },
    { what: 'drafts', count: Number(drafts?.n ?? 0), href: `${base}/contracts?state=draft` },
  ];
}

/** The statements of an open season that wait for clerks and herders. */
function statementsWaiting({ season, ...counts }: WorkflowCounts, base: string): Waiting[] {
  return (['disputed', 'changed', 'presented'] as const).map((what) => ({
    what,
    count: counts[what],
    href: `${base}/seasons/${encodeURIComponent(season.code)}?state=${what}`,
  }));
}
