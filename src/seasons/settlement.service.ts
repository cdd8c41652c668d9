/** Settles seasons: all contracts of a cooperative in one run, with progress, restartable, and closes them. */
import { Injectable } from '@nestjs/common';
import { auditIn, CLI_ORIGIN } from '../audit/audit';
import { listSeasons, requireClosable, requireSeason } from '../calendar/seasons';
import { Clock } from '../common/clock';
import { Writer } from '../database/writer';
import { ReadPool } from '../database/reader';
import { inBook } from '../journal/book-writer';
import type { Approval } from '../journal/transaction';
import { requireCooperative } from '../parties/cooperatives';
import { closeSeason } from './close';
import { pagesOf, staleContracts } from '../contracts/histories';
import { draftPage, type SettlementFailure } from '../statements/drafts';
import { Whole } from '../domain/shape/view';

/** How far a run has come. */
export class SettlementProgress {
  @Whole() readonly total: number;
  @Whole() readonly done: number;
  @Whole() readonly failed: number;
}

/** What a run came to. */
export interface SettlementResult extends SettlementProgress {
  readonly season: string;
  readonly closed: boolean;
  /** Statements the season has now. */
  readonly statements: number;
  readonly failures: readonly SettlementFailure[];
}

/** How a run is to go. */
export interface SettlementOptions {
  readonly close: boolean;
  readonly approval?: Approval;
  readonly onProgress?: (progress: SettlementProgress) => void;
  /** Stops the run between two pages; what is drafted stays. */
  readonly signal?: AbortSignal;
}

@Injectable()
export class SettlementService {
  constructor(
    private readonly writer: Writer,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /**
   * Drafts every statement that is not up to date, then closes the season if asked. A run that was stopped goes on where it was; the same
   * again changes nothing.
   *
   * @throws DomainError season_unknown, season_not_open, settlement_failed is in the result's failures and keeps the season open
   */
  async settle(cooperativeCode: string, seasonCode: string, options: SettlementOptions): Promise<SettlementResult> {
    const cooperative = await requireCooperative(this.reads, cooperativeCode);
    const seasons = await listSeasons(this.reads, cooperative.id);
    const season = options.close ? requireClosable(seasons, seasonCode) : requireSeason(seasons, seasonCode);
    if (season.closed) {
      const statements = await this.countStatements(cooperative.id, season.id);
      return { season: season.code, closed: true, statements, total: 0, done: 0, failed: 0, failures: [] };
    }
    const isFirstOpen = seasons.find((s) => !s.closed)?.id === season.id;
    const stale = await staleContracts(this.reads, cooperative.id, season.id);
    const failures: SettlementFailure[] = [];
    let done = 0;
    options.onProgress?.({ total: stale.length, done, failed: 0 });
    for (const page of pagesOf(stale)) {
      options.signal?.throwIfAborted();
      failures.push(
        ...(await this.writer.write({ cooperative: cooperativeCode }, async (tx) =>
          this.draftIfOpen(tx, cooperative, season.code, page, isFirstOpen),
        )),
      );
      done += page.length;
      options.onProgress?.({ total: stale.length, done, failed: failures.length });
    }
    const isClosing = options.close && failures.length === 0;
    if (isClosing) await this.close(cooperativeCode, seasonCode, options.approval);
    const statements = await this.countStatements(cooperative.id, season.id);
    return {
      season: season.code,
      closed: isClosing,
      statements,
      total: stale.length,
      done,
      failed: failures.length,
      failures,
    };
  }

  private async countStatements(cooperativeId: number, seasonId: number): Promise<number> {
    const sql = 'select count(*) as n from statement where cooperative_id = ? and season_id = ?';
    return (await this.reads.get<{ n: number }>(sql, [cooperativeId, seasonId]))?.n ?? 0;
  }

  /** A season may have been closed by someone else since the run began: then there is nothing left to draft. */
  private async draftIfOpen(
    tx: Parameters<typeof draftPage>[0],
    cooperative: { id: number; code: string },
    seasonCode: string,
    page: readonly number[],
    isFirstOpen: boolean,
  ): Promise<SettlementFailure[]> {
    const season = requireSeason(await listSeasons(tx, cooperative.id), seasonCode);
    return season.closed ? [] : draftPage(tx, cooperative, season, page, isFirstOpen);
  }

  /**
   * Closes a season in one unit, at the command line; closing a closed season does nothing.
   *
   * @throws DomainError season_unknown, season_not_open, settlement_failed
   */
  async close(cooperativeCode: string, seasonCode: string, approval?: Approval): Promise<void> {
    await this.writer.write({ cooperative: cooperativeCode }, async (tx) => {
      const cooperative = await requireCooperative(tx, cooperativeCode);
      const season = requireClosable(await listSeasons(tx, cooperative.id), seasonCode);
      if (season.closed) return;
      const origin = { ...CLI_ORIGIN, actor: approval?.approvedBy ?? CLI_ORIGIN.actor };
      await inBook(tx, cooperative, { now: this.clock.now(), ...(approval ? { approval } : {}) }, async (unit) => {
        await closeSeason(unit, season);
        const after = { seq: unit.batch.head.seq };
        await auditIn(unit, origin, { action: 'season_closed', subject: season.code, after });
      });
    });
  }
}
