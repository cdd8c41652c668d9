/** Does the jobs of the queue, one at a time in each server, and goes on with those of servers that are gone. */
import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Clock, elapsedMillis, instantAfter } from '../common/clock';
import type { Progress } from '../common/progress';
import { ReadPool } from '../database/reader';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import type { OwnedJob, SettlingNote } from './job';
import { JobFiles } from './job-files';
import {
  activeJobs,
  beatJob,
  claimJob,
  endJob,
  expireJobs,
  jobsWithFiles,
  releaseJob,
  type Ending,
  type Held,
  type Standing,
} from './jobs.queries';
import { JobTasks } from './tasks';

/** How patient a worker is. */
export interface JobTimes {
  /** Between two looks for work that another server was asked for. */
  readonly lookMillis: number;
  /** Between two signs of life of a job. */
  readonly beatMillis: number;
  /** Without a sign of life for so long, a job's server is dead. */
  readonly deadMillis: number;
}

export const JOB_TIMES = Symbol('JOB_TIMES');
export const USUAL_TIMES: JobTimes = { lookMillis: 2_000, beatMillis: 1_000, deadMillis: 20_000 };

/** A job that takes its server down with it is not tried for ever. */
const MOST_ATTEMPTS = 3;
const KEPT_MILLIS = 7 * 86_400_000;
const SWEEP_MILLIS = 3_600_000;

@Injectable()
export class JobsWorker implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly owner = randomUUID();
  private readonly stopping = new AbortController();
  /** The signs of life of others' jobs, and when by this machine's clock each was seen first: clocks of servers differ. */
  private seen = new Map<string, { readonly beat: number; readonly since: number }>();
  private working: Promise<void> = Promise.resolve();
  private swept = Number.NEGATIVE_INFINITY;
  private isAwake = false;
  private ring: () => void = () => undefined;

  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly files: JobFiles,
    private readonly tasks: JobTasks,
    @Inject(JOB_TIMES) private readonly times: JobTimes,
  ) {}

  onApplicationBootstrap(): void {
    this.working = this.work();
  }

  onModuleDestroy(): void {
    this.stopping.abort(new DomainError('database_busy'));
    this.ring();
  }

  /** What is under way is given back before the database closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.working;
  }

  /** There is work. */
  wake(): void {
    this.isAwake = true;
    this.ring();
  }

  private async work(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.isAwake = false;
      try {
        await this.sweep();
        const job = await this.next();
        if (job) await this.carryOut(job);
        else await this.rest();
      } catch {
        // The database is away or the disk is full: what is under way is found by its silence, here or elsewhere.
        await this.rest();
      }
    }
  }

  private async rest(): Promise<void> {
    if (this.isAwake || this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.times.lookMillis).unref();
      this.ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** The first job that waits, or whose server is silent, taken. */
  private async next(): Promise<(OwnedJob & Held) | undefined> {
    const jobs = await activeJobs(this.reads);
    const free = jobs.filter((job) => job.state === 'waiting' || this.isDead(job));
    this.seen = new Map([...this.seen].filter(([key]) => jobs.some((job) => keyOf(job) === key)));
    for (const job of free) {
      const taken = await this.writer.write({ cooperative: job.cooperative }, (tx) =>
        claimJob(tx, job, this.owner, this.clock.now()),
      );
      if (!taken) continue;
      if (job.state === 'running') await this.files.remove(job);
      return { ...job, state: 'running', owner: this.owner, attempts: job.attempts + 1 };
    }
    return undefined;
  }

  private isDead(job: OwnedJob): boolean {
    const before = this.seen.get(keyOf(job));
    if (before?.beat === job.beat) return elapsedMillis() - before.since >= this.times.deadMillis;
    this.seen.set(keyOf(job), { beat: job.beat, since: elapsedMillis() });
    return false;
  }

  private async carryOut(job: OwnedJob & Held): Promise<void> {
    // Aborted when the job is canceled, or another server has it.
    const lost = new AbortController();
    const progress = new Counted(job.total ?? undefined);
    const signal = AbortSignal.any([this.stopping.signal, lost.signal]);
    const heart = setInterval(() => void this.beat(job, progress, lost), this.times.beatMillis);
    let end: Ending | undefined;
    try {
      if (job.attempts > MOST_ATTEMPTS) throw new DomainError('job_abandoned');
      const outcome = await this.tasks.do(job, { progress, signal, note: (so) => (progress.note = so) });
      end = { state: 'done', ...progress.so, ...outcome };
    } catch (error) {
      if (!signal.aborted) end = failureOf(error, progress);
    } finally {
      clearInterval(heart);
    }
    await this.finish(job, end);
  }

  /** Without an ending the work was stopped: it is given back, unless somebody else has it already. */
  private async finish(job: OwnedJob & Held, end: Ending | undefined): Promise<void> {
    const isKept = await this.writer.write({ cooperative: job.cooperative }, async (tx) => {
      if (end) return endJob(tx, job, this.clock.now(), end);
      await releaseJob(tx, job);
      return false;
    });
    if (!isKept) await this.files.remove(job);
  }

  private async beat(job: OwnedJob & Held, { so }: Counted, lost: AbortController): Promise<void> {
    try {
      const isOurs = await this.writer.write({ cooperative: job.cooperative }, (tx) => beatJob(tx, job, so));
      if (!isOurs) lost.abort();
    } catch {
      // A sign of life that cannot be given is given a second later.
    }
  }

  /** Takes away files that were kept for their time, and those that nobody has: of servers that died, of jobs that were canceled. */
  private async sweep(): Promise<void> {
    if (elapsedMillis() - this.swept < SWEEP_MILLIS) return;
    this.swept = elapsedMillis();
    // First the files and then the jobs: what is made in between is no orphan.
    const files = await this.files.names();
    const jobs = await jobsWithFiles(this.reads);
    const until = instantAfter(this.clock.now(), -KEPT_MILLIS);
    const old = jobs.filter((job) => job.file_name !== null && job.finished_at !== null && job.finished_at < until);
    if (old.length > 0) await this.writer.write('installation', (tx) => expireJobs(tx, old));
    await this.files.keepOnly(
      files,
      jobs.filter((job) => !old.includes(job)),
    );
  }
}

class Counted implements Progress {
  done = 0;
  note: SettlingNote | undefined;

  /** @param total as an earlier attempt found it */
  constructor(public total: number | undefined) {}

  begin(_stage: string, total?: number): void {
    this.done = 0;
    this.total = total;
  }

  advance(items: number, weight = items): void {
    this.done += weight;
  }

  /** How far it is, as it is written down. */
  get so(): Standing {
    const { done, total = null, note } = this;
    return { done, total, ...(note ? { note } : {}) };
  }

  end(): void {
    if (this.total !== undefined) this.done = this.total;
  }
}

function keyOf({ cooperative_id, id }: Pick<OwnedJob, 'cooperative_id' | 'id'>): string {
  return `${cooperative_id}-${id}`;
}

/** What is no refusal is a fault of ours: the asker learns only that, whoever looks into the database the first line of it. */
function failureOf(error: unknown, { so }: Counted): Ending {
  if (error instanceof DomainError)
    return { state: 'failed', ...so, error: error.code, result: { details: error.details } };
  return { state: 'failed', ...so, error: 'internal', result: { fault: String(error).slice(0, 500) } };
}
