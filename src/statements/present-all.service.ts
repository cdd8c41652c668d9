/** Presents all statements of a season, page by page; an interrupted run resumes where it stopped. */
import { Injectable } from '@nestjs/common';
import { listSeasons, requireSeason } from '../calendar/seasons';
import { auditIn, type Origin } from '../audit/audit';
import { namedRecords } from '../audit/trail.chain';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import type { BookTransaction } from '../journal/transaction';
import { requireCooperative } from '../parties/cooperatives';
import { BookWriter } from '../journal/book-writer';
import { loadPage, pagesOf, type LoadedContract } from '../contracts/histories';
import { SettlementFailure } from './drafts';
import { addStep } from './workflow';
import { lastSteps } from './workflow.queries';
import { draftView } from './statements.queries';
import { Code } from '../domain/shape/field';
import { Views, Whole } from '../domain/shape/view';

/** The result of presenting a season. */
export class PresentedSeason {
  @Code() readonly season: string;
  /** Statements that were drafts, or had become drafts again. */
  @Whole() readonly presented: number;
  /** Statements already presented, confirmed or disputed. */
  @Whole() readonly others: number;
  @Views(() => SettlementFailure) readonly failures: readonly SettlementFailure[];
}

/** How the caller follows progress, and stops the run between two pages. */
export interface PresentOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

type Counts = { presented: number; others: number; failures: SettlementFailure[] };

@Injectable()
export class PresentAllService {
  constructor(
    private readonly books: BookWriter,
    private readonly reads: ReadPool,
  ) {}

  /**
   * A statement that cannot be computed does not hold up the others.
   *
   * @throws DomainError cooperative_unknown, season_unknown, step_not_allowed (the season is closed)
   */
  async presentAll(
    cooperative: string,
    season: string,
    origin: Origin,
    { onProgress, signal }: PresentOptions = {},
  ): Promise<PresentedSeason> {
    const { id } = await requireCooperative(this.reads, cooperative);
    requireSeason(await listSeasons(this.reads, id), season);
    const contracts = await this.reads.all<{ id: number }>(
      `select id from contract where cooperative_id = ? and state = 'active' order by id`,
      [id],
    );
    const counts: Counts = { presented: 0, others: 0, failures: [] };
    let done = 0;
    for (const page of pagesOf(contracts.map((c) => c.id))) {
      signal?.throwIfAborted();
      onProgress?.(done, contracts.length);
      const found = await this.books.run(cooperative, (unit) => presentPage(unit, season, page, origin));
      counts.presented += found.presented;
      counts.others += found.others;
      counts.failures.push(...found.failures);
      done += page.length;
    }
    return { season, ...counts };
  }
}

async function presentPage(
  unit: BookTransaction,
  seasonCode: string,
  ids: readonly number[],
  origin: Origin,
): Promise<Counts> {
  const { tx, cooperative } = unit;
  const season = requireSeason(await listSeasons(tx, cooperative.id), seasonCode);
  if (season.closed) throw new DomainError('step_not_allowed', { state: 'closed' }, 'season');
  const steps = await lastSteps(tx, { cooperativeId: cooperative.id, seasonId: season.id, ...rangeOf(ids) });
  const counts: Counts = { presented: 0, others: 0, failures: [] };
  const before = unit.batch.head.seq;
  const present = async (loaded: LoadedContract): Promise<void> => {
    const { contract } = loaded;
    const view = draftView(cooperative, season, loaded, steps.get(contract.id));
    if (!view) return;
    if (view.status !== 'draft') return void (counts.others += 1);
    await addStep(
      unit,
      { season, contract, view },
      {
        type: 'statement',
        cooperative: cooperative.code,
        season: season.code,
        contract: contract.number,
        state: 'presented',
        at: unit.now,
        by: origin.actor,
      },
    );
    counts.presented += 1;
  };
  for (const loaded of await loadPage(tx, cooperative.id, ids)) {
    try {
      await present(loaded);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      counts.failures.push({ contract: loaded.contract.number, code: error.code });
    }
  }
  if (counts.presented > 0)
    await auditIn(unit, origin, {
      action: 'season_presented',
      subject: season.code,
      after: { presented: counts.presented, ...namedRecords(before, unit.batch.head.seq) },
    });
  return counts;
}

/** Pages have their keys in ascending order. */
function rangeOf(ids: readonly number[]): { from: number; to: number } {
  return { from: ids[0] as number, to: ids.at(-1) as number };
}
