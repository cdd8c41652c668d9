/** A server's share of the queue: it carries out jobs of two sorts side by side, and takes away what nobody needs any longer. */
import { randomUUID } from 'node:crypto';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Clock, elapsedMillis, instantAfter } from '../common/clock';
import { ReadPool } from '../database/reader';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { JobFiles } from './job-files';
import { expireJobs, jobsWithFiles } from './jobs.queries';
import { JobRunner, type JobTimes } from './runner';
import { JobTasks } from './tasks.service';

export const JOB_TIMES = Symbol('JOB_TIMES');
export const USUAL_TIMES: JobTimes = { lookMillis: 2_000, beatMillis: 1_000, deadMillis: 20_000 };

const RETENTION_MILLIS = 7 * 86_400_000;
const SWEEP_MILLIS = 3_600_000;

@Injectable()
export class JobsWorker implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  /** What moves a season on does not wait for a long export, nor the other way about. */
  private readonly seasons: JobRunner;
  private readonly files: JobRunner;
  private working: Promise<unknown> = Promise.resolve();
  private swept = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly jobFiles: JobFiles,
    tasks: JobTasks,
    @Inject(JOB_TIMES) times: JobTimes,
  ) {
    const { signal: stopping } = this.stopping;
    const tools = { reads, writer, clock, files: jobFiles, tasks, times, owner: randomUUID(), stopping };
    this.seasons = new JobRunner(tools, ['settle', 'present']);
    this.files = new JobRunner(tools, ['export', 'check']);
  }

  onApplicationBootstrap(): void {
    this.working = Promise.all([this.seasons.work(), this.files.work(() => this.sweep())]);
  }

  onModuleDestroy(): void {
    this.stopping.abort(new DomainError('database_busy'));
    this.wake();
  }

  /** What is under way is given back before the database closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.working;
  }

  /** There is work. */
  wake(): void {
    for (const runner of [this.seasons, this.files]) runner.wake();
  }

  /** Takes away files that were kept for their time, and those that nobody has: of servers that died, of jobs that were canceled. */
  private async sweep(): Promise<void> {
    if (elapsedMillis() - this.swept < SWEEP_MILLIS) return;
    this.swept = elapsedMillis();
    // First the files and then the jobs: what is made in between is no orphan.
    const files = await this.jobFiles.names();
    const jobs = await jobsWithFiles(this.reads);
    const until = instantAfter(this.clock.now(), -RETENTION_MILLIS);
    const old = jobs.filter((job) => job.file_name !== null && job.finished_at !== null && job.finished_at < until);
    if (old.length > 0) await this.writer.write('installation', (tx) => expireJobs(tx, old));
    await this.jobFiles.keepOnly(
      files,
      jobs.filter((job) => !old.includes(job)),
    );
  }
}
