/** Settlement runs: the jobs that settle seasons, as everybody of a cooperative sees them, whoever asked. */
import { Injectable } from '@nestjs/common';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import { requireCooperative } from '../parties/cooperatives';
import { SettlementFailure } from '../statements/drafts';
import { SettlementProgress } from '../seasons/settlement.service';
import { ACTIVE_STATES, parametersOf, type JobRow, type SettledSeason, type SettlingNote } from './job';
import { activeOfKind } from './jobs.queries';
import { JobsService, type Requester } from './jobs.service';
import { Choice, Code } from '../domain/shape/field';
import { Instant, Views, Whole } from '../domain/shape/view';

/** `interrupted`: it was stopped, or ended with its server before runs were jobs; asked for again it goes on. */
const RUN_STATES = ['running', 'done', 'failed', 'interrupted'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A run as others see it; rate and remaining time only while it runs. */
export class RunView extends SettlementProgress {
  @Whole() readonly id: number;
  @Code() readonly season: string;
  @Choice(RUN_STATES) readonly state: RunState;
  @Instant() readonly startedAt: string;
  @Instant({ optional: true }) readonly finishedAt?: string;
  @Whole({ optional: true }) readonly contractsPerSecond?: number;
  @Whole({ optional: true }) readonly remainingSeconds?: number;
  @Views(() => SettlementFailure) readonly failures: readonly SettlementFailure[];
}

const RUNS = `select * from job where cooperative_id = ? and kind = 'settle'`;

@Injectable()
export class RunsService {
  constructor(
    private readonly jobs: JobsService,
    private readonly reads: ReadPool,
  ) {}

  /**
   * Asks for a run, or gives the one that is under way for the season.
   *
   * @throws DomainError season_unknown, job_limit
   */
  async start(requester: Requester, season: string): Promise<RunView> {
    const { id } = await this.jobs.askSettle(requester, season);
    return this.get(requester.cooperative.code, id);
  }

  /** Cancels the run that is under way for a season, whoever asked for it; where there is none there is nothing to do. */
  async stop(requester: Requester, season: string): Promise<void> {
    const active = await activeOfKind(this.reads, requester.cooperative.id, 'settle');
    const run = active.find((job) => parametersOf(job, 'settle').season === season);
    if (run) await this.jobs.cancel(requester, run.id);
  }

  /** @throws DomainError run_unknown */
  async get(cooperative: string, id: number): Promise<RunView> {
    const { id: cooperativeId } = await requireCooperative(this.reads, cooperative);
    const row = await this.reads.get<JobRow>(`${RUNS} and id = ?`, [cooperativeId, id]);
    if (!row) throw new DomainError('run_unknown', { run: id });
    return runOf(row);
  }

  /** One more run than `limit`, the newest first, before the key `before`. */
  async list(cooperative: string, before: number, limit: number): Promise<RunView[]> {
    const { id } = await requireCooperative(this.reads, cooperative);
    const rows = await this.reads.all<JobRow>(`${RUNS} and id < ? order by id desc limit ${limit + 1}`, [id, before]);
    return rows.map(runOf);
  }
}

/** A run that waits for its turn has begun for whoever asked: only how far it is is not known yet. */
export function runOf(job: JobRow): RunView {
  const known = JSON.parse(job.result ?? '{}') as Partial<SettledSeason & SettlingNote>;
  const { failed = 0, failures = job.error === null ? [] : [{ contract: '', code: job.error }] } = known;
  const { id, done, total } = job;
  const isActive = ACTIVE_STATES.includes(job.state);
  return {
    id,
    season: parametersOf(job, 'settle').season,
    state: stateOf(job, failed),
    total: total ?? 0,
    done,
    failed,
    startedAt: job.asked_at,
    ...(job.finished_at === null ? {} : { finishedAt: job.finished_at }),
    ...(isActive ? speedOf(known, (total ?? 0) - done) : {}),
    failures,
  };
}

function stateOf({ state, error }: JobRow, failed: number): RunState {
  if (ACTIVE_STATES.includes(state)) return 'running';
  if (state === 'canceled' || error === 'interrupted') return 'interrupted';
  return state === 'failed' || failed > 0 ? 'failed' : 'done';
}

function speedOf(
  { here = 0, millis = 0 }: Partial<SettlingNote>,
  left: number,
): Pick<RunView, 'contractsPerSecond' | 'remainingSeconds'> {
  if (here === 0 || millis <= 0) return {};
  return {
    contractsPerSecond: Math.round((here * 1000) / millis),
    remainingSeconds: Math.ceil((left * millis) / here / 1000),
  };
}
