/** Carries out jobs of some kinds, one at a time, and goes on with those of servers that are gone. */
import { elapsedMillis, type Clock } from '../common/clock';
import type { Progress } from '../common/progress';
import type { ReadPool } from '../database/reader';
import type { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import type { JobKind, OwnedJob, SettlingNote } from './job';
import type { JobFiles } from './job-files';
import {
  activeJobs,
  beatJob,
  claimJob,
  endJob,
  releaseJob,
  type Ending,
  type Held,
  type Standing,
} from './jobs.queries';
import type { JobTasks } from './tasks.service';

/** How patient a worker is. */
export interface JobTimes {
  /** Between two looks for work that another server was asked for. */
  readonly lookMillis: number;
  /** Between two signs of life of a job. */
  readonly beatMillis: number;
  /** Without a sign of life for so long, a job's server is dead. */
  readonly deadMillis: number;
}

/** A job that takes its server down with it is not tried for ever. */
const ATTEMPTS_MAX = 3;

/** What a lane works with; those of one server share it. */
export interface RunnerDeps {
  readonly reads: ReadPool;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly files: JobFiles;
  readonly tasks: JobTasks;
  readonly times: JobTimes;
  /** The server. */
  readonly owner: string;
  readonly stopping: AbortSignal;
}

export class JobRunner {
  /** The signs of life of others' jobs, and when by this machine's clock each was seen first: clocks of servers differ. */
  private seen = new Map<string, { readonly beat: number; readonly since: number }>();
  private isAwake = false;
  private ring: () => void = () => undefined;

  constructor(
    private readonly tools: RunnerDeps,
    private readonly kinds: readonly JobKind[],
  ) {}

  /** There is work, or the server stops. */
  wake(): void {
    this.isAwake = true;
    this.ring();
  }

  /**
   * Until the server stops.
   *
   * @param before done before each look for work
   */
  async work(before?: () => Promise<void>): Promise<void> {
    while (!this.tools.stopping.aborted) {
      this.isAwake = false;
      try {
        await before?.();
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
    if (this.isAwake || this.tools.stopping.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.tools.times.lookMillis).unref();
      this.ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** The first job that waits, or whose server is silent, taken. */
  private async next(): Promise<(OwnedJob & Held) | undefined> {
    const jobs = await activeJobs(this.tools.reads, this.kinds);
    const free = jobs.filter((job) => job.state === 'waiting' || this.isDead(job));
    this.seen = new Map([...this.seen].filter(([key]) => jobs.some((job) => keyOf(job) === key)));
    for (const job of free) {
      const taken = await this.tools.writer.write({ cooperative: job.cooperative }, (tx) =>
        claimJob(tx, job, this.tools.owner, this.tools.clock.now()),
      );
      if (!taken) continue;
      if (job.state === 'running') await this.tools.files.remove(job);
      return { ...job, state: 'running', owner: this.tools.owner, attempts: job.attempts + 1 };
    }
    return undefined;
  }

  private isDead(job: OwnedJob): boolean {
    const before = this.seen.get(keyOf(job));
    if (before?.beat === job.beat) return elapsedMillis() - before.since >= this.tools.times.deadMillis;
    this.seen.set(keyOf(job), { beat: job.beat, since: elapsedMillis() });
    return false;
  }

  private async carryOut(job: OwnedJob & Held): Promise<void> {
    // Aborted when the job is canceled, or another server has it.
    const lost = new AbortController();
    const progress = new JobProgress(job.total ?? undefined);
    const signal = AbortSignal.any([this.tools.stopping, lost.signal]);
    const heart = setInterval(() => void this.beat(job, progress, lost), this.tools.times.beatMillis);
    let end: Ending | undefined;
    try {
      if (job.attempts > ATTEMPTS_MAX) throw new DomainError('job_abandoned');
      const outcome = await this.tools.tasks.do(job, {
        progress,
        signal,
        note: (current) => (progress.note = current),
      });
      end = { state: 'done', ...progress.current, ...outcome };
    } catch (error) {
      if (!signal.aborted) end = failureOf(error, progress);
    } finally {
      clearInterval(heart);
    }
    await this.finish(job, end);
  }

  /** Without an ending the work was stopped: it is given back, unless somebody else has it already. */
  private async finish(job: OwnedJob & Held, end: Ending | undefined): Promise<void> {
    const isKept = await this.tools.writer.write({ cooperative: job.cooperative }, async (tx) => {
      if (end) return endJob(tx, job, this.tools.clock.now(), end);
      await releaseJob(tx, job);
      return false;
    });
    if (!isKept) await this.tools.files.remove(job);
  }

  private async beat(job: OwnedJob & Held, { current }: JobProgress, lost: AbortController): Promise<void> {
    try {
      const isOurs = await this.tools.writer.write({ cooperative: job.cooperative }, (tx) => beatJob(tx, job, current));
      if (!isOurs) lost.abort();
    } catch {
      // A sign of life that cannot be given is given a second later.
    }
  }
}

class JobProgress implements Progress {
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
  get current(): Standing {
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
function failureOf(error: unknown, { current }: JobProgress): Ending {
  if (error instanceof DomainError)
    return { state: 'failed', ...current, error: error.code, result: { details: error.details } };
  return { state: 'failed', ...current, error: 'internal', result: { fault: String(error).slice(0, 500) } };
}
