/** Settlement runs over the API: started, watched while they go on, and remembered. */
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { listSeasons, requireSeason } from '../calendar/seasons';
import { Clock, elapsedMillis } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { requireCooperative } from '../parties/cooperatives';
import type { SettlementFailure } from './drafts';
import { SettlementService, type SettlementProgress } from './settlement.service';

export type RunState = 'running' | 'done' | 'failed' | 'interrupted';

/** A run as others see it; rate and remaining time only while it runs. */
export interface RunView extends SettlementProgress {
  readonly id: number;
  readonly season: string;
  readonly state: RunState;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly contractsPerSecond?: number;
  readonly remainingSeconds?: number;
  readonly failures: readonly SettlementFailure[];
}

interface RunRow {
  readonly id: number;
  readonly season: string;
  readonly state: RunState;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly failures: string;
}

interface Running {
  readonly cooperative: string;
  readonly season: string;
  readonly id: number;
  readonly since: number;
  progress: SettlementProgress;
  ended: Promise<void>;
}

const ROWS = `select r.id, s.code as season, r.state, r.total, r.done, r.failed, r.started_at, r.finished_at, r.failures
  from settlement_run r join season s on s.cooperative_id = r.cooperative_id and s.id = r.season_id where r.cooperative_id = ?`;
/** Failures kept with a run; the others are counted. */
const KEPT_FAILURES = 100;

@Injectable()
export class RunsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly running = new Map<string, Running>();
  private readonly starting = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly settlement: SettlementService,
    private readonly writer: Writer,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
  ) {}

  /** What a process that is gone left running was interrupted; starting it again goes on where it was. */
  async onApplicationBootstrap(): Promise<void> {
    const left = await this.reads.get<{ n: number }>(
      `select count(*) as n from settlement_run where state = 'running'`,
    );
    if (!left || left.n === 0) return;
    await this.writer.write('installation', (tx) =>
      tx.run(`update settlement_run set state = 'interrupted', finished_at = ? where state = 'running'`, [
        this.clock.now(),
      ]),
    );
  }

  /** Runs under way stop between two pages. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new DomainError('database_busy'));
    await Promise.all(this.starting.values());
    await Promise.all([...this.running.values()].map((r) => r.ended));
  }

  /**
   * Starts a run, or gives the one that is under way for the season.
   *
   * @throws DomainError cooperative_unknown, season_unknown
   */
  async start(cooperative: string, season: string): Promise<RunView> {
    this.stopping.signal.throwIfAborted();
    const key = `${cooperative}/${season}`;
    const before = this.starting.get(key) ?? Promise.resolve();
    // One after the other, so that the second finds the run of the first.
    const started = before.then(() => this.startOrFind(key, cooperative, season));
    const settled = started.then(
      () => undefined,
      () => undefined,
    );
    this.starting.set(key, settled);
    try {
      return await this.get(cooperative, await started);
    } finally {
      if (this.starting.get(key) === settled) this.starting.delete(key);
    }
  }

  private async startOrFind(key: string, cooperative: string, season: string): Promise<number> {
    const current = this.running.get(key);
    if (current) return current.id;
    const id = await this.writer.write({ cooperative }, (tx) => this.insert(tx, cooperative, season));
    const run: Running = {
      cooperative,
      season,
      id,
      since: elapsedMillis(),
      progress: { total: 0, done: 0, failed: 0 },
      ended: Promise.resolve(),
    };
    this.running.set(key, run);
    run.ended = this.carryOut(run).finally(() => this.running.delete(key));
    return id;
  }

  private async insert(tx: Tx, code: string, seasonCode: string): Promise<number> {
    const cooperative = await requireCooperative(tx, code);
    const season = requireSeason(await listSeasons(tx, cooperative.id), seasonCode);
    const last = await tx.get<{ id: number | null }>(
      'select max(id) as id from settlement_run where cooperative_id = ?',
      [cooperative.id],
    );
    const id = (last?.id ?? 0) + 1;
    await tx.insertMany(
      'settlement_run',
      [
        'cooperative_id',
        'id',
        'season_id',
        'state',
        'total',
        'done',
        'failed',
        'started_at',
        'finished_at',
        'failures',
      ],
      [[cooperative.id, id, season.id, 'running', 0, 0, 0, this.clock.now(), null, '[]']],
    );
    return id;
  }

  private async carryOut(run: Running): Promise<void> {
    try {
      const result = await this.settlement.settle(run.cooperative, run.season, {
        close: false,
        signal: this.stopping.signal,
        onProgress: (progress) => (run.progress = progress),
      });
      run.progress = result;
      await this.finish(run, result.failures.length > 0 ? 'failed' : 'done', result.failures);
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'internal';
      const state = this.stopping.signal.aborted ? 'interrupted' : 'failed';
      // Nobody waits for this promise: what cannot be written down is found as `running` by the next start.
      await this.finish(run, state, [{ contract: '', code }]).catch(() => undefined);
    }
  }

  private async finish(run: Running, state: RunState, failures: readonly SettlementFailure[]): Promise<void> {
    const { total, done, failed } = run.progress;
    const kept = JSON.stringify(failures.slice(0, KEPT_FAILURES));
    await this.writer.write({ cooperative: run.cooperative }, async (tx) => {
      const { id } = await requireCooperative(tx, run.cooperative);
      await tx.run(
        'update settlement_run set state = ?, total = ?, done = ?, failed = ?, finished_at = ?, failures = ? where cooperative_id = ? and id = ?',
        [state, total, done, failed, this.clock.now(), kept, id, run.id],
      );
    });
  }

  /** @throws DomainError run_unknown */
  async get(cooperative: string, id: number): Promise<RunView> {
    const { id: cooperativeId } = await requireCooperative(this.reads, cooperative);
    const row = await this.reads.get<RunRow>(`${ROWS} and r.id = ?`, [cooperativeId, id]);
    if (!row) throw new DomainError('run_unknown', { run: id });
    return this.viewOf(cooperative, row);
  }

  /** One more run than `limit`, the newest first, before the key `before`. */
  async list(cooperative: string, before: number, limit: number): Promise<RunView[]> {
    const { id } = await requireCooperative(this.reads, cooperative);
    const rows = await this.reads.all<RunRow>(`${ROWS} and r.id < ? order by r.id desc limit ${limit + 1}`, [
      id,
      before,
    ]);
    return rows.map((row) => this.viewOf(cooperative, row));
  }

  private viewOf(cooperative: string, row: RunRow): RunView {
    const live = row.state === 'running' ? this.running.get(`${cooperative}/${row.season}`) : undefined;
    const { total, done, failed } = live ? live.progress : row;
    return {
      id: row.id,
      season: row.season,
      state: row.state,
      total,
      done,
      failed,
      startedAt: row.started_at,
      ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
      ...(live ? speedOf(live) : {}),
      failures: JSON.parse(row.failures) as SettlementFailure[],
    };
  }
}

function speedOf({ progress, since }: Running): { contractsPerSecond?: number; remainingSeconds?: number } {
  const seconds = (elapsedMillis() - since) / 1000;
  if (progress.done === 0 || seconds <= 0) return {};
  const contractsPerSecond = Math.round(progress.done / seconds);
  return {
    contractsPerSecond,
    remainingSeconds: Math.ceil(((progress.total - progress.done) * seconds) / progress.done),
  };
}
