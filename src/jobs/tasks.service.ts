/** What each kind of job does; each may be begun anew at any time and comes to the same. */
import { Injectable } from '@nestjs/common';
import { VerifyService } from '../verify/verify.service';
import { elapsedMillis } from '../common/clock';
import type { Run } from '../common/progress';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import { FileExports } from '../exports/file-exports.service';
import { requireCooperative } from '../parties/cooperatives';
import { PresentAllService } from '../statements/present-all.service';
import { SettlementService, type SettlementProgress } from '../seasons/settlement.service';
import { parametersOf, type DoJob, type JobKind, type JobRun, type OwnedJob, type JobOutcome } from './job';
import { JobFiles } from './job-files';
import { mayStill } from './jobs.queries';

/** Failures kept with a run; the others are counted. */
const FAILURES_MAX = 100;

@Injectable()
export class JobTasks {
  private readonly byKind: Readonly<Record<JobKind, DoJob>> = {
    export: (job, run) => this.export(job, run),
    check: (job, run) => this.check(job, run),
    present: (job, run) => this.present(job, run),
    settle: (job, run) => this.settle(job, run),
  };

  constructor(
    private readonly reads: ReadPool,
    private readonly files: JobFiles,
    private readonly exports: FileExports,
    private readonly verification: VerifyService,
    private readonly presenting: PresentAllService,
    private readonly settlement: SettlementService,
  ) {}

  /** @throws DomainError not_permitted when whoever asked has lost the role since, and whatever the work throws */
  async do(job: OwnedJob, run: JobRun): Promise<JobOutcome> {
    if (!(await mayStill(this.reads, job))) throw new DomainError('not_permitted');
    return this.byKind[job.kind](job, run);
  }

  private async export(job: OwnedJob, run: Run): Promise<JobOutcome> {
    const cooperative = await requireCooperative(this.reads, job.cooperative);
    const moments = { knownAt: job.known_at, askedAt: job.asked_at };
    const file = await this.files.make(job, (write) =>
      this.exports.write(
        cooperative,
        parametersOf(job, 'export'),
        moments,
        async (chunk) => {
          await write(chunk);
          run.progress.advance(0, chunk.length);
        },
        run,
      ),
    );
    return { file };
  }

  private async check(job: OwnedJob, run: Run): Promise<JobOutcome> {
    const { heads, fault } = await this.verification.verify(run, job.cooperative);
    if (fault) return { result: { isWhole: false, seq: fault.seq, what: fault.what } };
    const { seq = 0, hash = '' } = heads[0] ?? {};
    return { result: { isWhole: true, seq, hash } };
  }

  /** Presented statements stay so: what is begun anew goes on with the others. */
  private async present(job: OwnedJob, { progress, signal }: Run): Promise<JobOutcome> {
    const { season, address, requestId } = parametersOf(job, 'present');
    let reported = 0;
    const { presented, others, failures } = await this.presenting.presentAll(
      job.cooperative,
      season,
      { actor: job.login, address, requestId },
      {
        signal,
        onProgress: (done, total) => {
          if (done === 0) progress.begin('settle', total);
          progress.advance(done - reported);
          reported = done;
        },
      },
    );
    return { result: { presented, others, failures: failures.length } };
  }

  /** Statements that are up to date stay so: what is begun anew goes on with the others, and counts those of the attempts before as done. */
  private async settle(job: OwnedJob, { progress, signal, note }: JobRun): Promise<JobOutcome> {
    const since = elapsedMillis();
    let reported = 0;
    let before = 0;
    const onProgress = ({ total, done: here, failed }: SettlementProgress): void => {
      if (here === 0) {
        before = Math.max(0, (job.total ?? 0) - total);
        progress.begin('settle', before + total);
        progress.advance(before);
      }
      progress.advance(here - reported);
      reported = here;
      note({ failed, here, millis: elapsedMillis() - since });
    };
    const { season } = parametersOf(job, 'settle');
    const found = await this.settlement.settle(job.cooperative, season, { close: false, signal, onProgress });
    const { closed, failed } = found;
    if (closed) onProgress({ total: 0, done: 0, failed: 0 });
    const failures = found.failures.slice(0, FAILURES_MAX);
    return { result: { total: before + found.total, done: before + found.done, failed, closed, failures } };
  }
}
