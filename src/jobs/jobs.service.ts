/** Jobs as people ask for them, watch them, take their files and cancel them; each sees only their own, and those that are everybody's. */
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Origin } from '../audit/audit';
import { listSeasons, requireSeason } from '../calendar/seasons';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { fileName, typeOf, type FileChoice } from '../exports/file-exports.service';
import { rolesOfFile } from '../exports/list';
import { fileHeads, headsText, HEADS_ENDING } from '../exports/heads';
import { knownHead } from '../exports/known';
import type { Role } from '../identity/viewer';
import { requireCooperative, type CooperativeRow } from '../parties/cooperatives';
import {
  ACTIVE_STATES,
  rolesOfJob,
  SHARED_KINDS,
  viewOf,
  workOf,
  type JobKind,
  type JobParameters,
  type JobRow,
  type JobView,
} from './job';
import { JobFiles } from './job-files';
import { activeOfKind, cancelJob, expireJobs, findJob, insertJob, jobsOf } from './jobs.queries';
import { JobsWorker } from './worker.service';

/** Jobs of one person in one cooperative that may wait or run at a time. */
export const ACTIVE_MAX = 5;
/** Files of one person in one cooperative that are kept; older ones make room. */
const KEPT_MAX = 20;
const NEWEST = 2_147_483_647;
/** A page waits so long for small work to be done before it shows how far it is. */
const SMALL_WORK_MILLIS = 1_500;
const LOOK_MILLIS = 25;

/** Who asks, with what they are in the cooperative. */
export interface Requester {
  readonly userId: number;
  readonly cooperative: CooperativeRow;
  readonly roles: ReadonlySet<Role>;
}

/** A finished file, to be sent. */
export interface JobFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly content: Readable;
  /** The head of the chain that it was read from. */
  readonly head?: { readonly seq: number; readonly hash: string };
}

@Injectable()
export class JobsService {
  constructor(
    private readonly reads: ReadPool,
    private readonly writer: Writer,
    private readonly clock: Clock,
    private readonly files: JobFiles,
    private readonly worker: JobsWorker,
  ) {}

  /**
   * @param asKnown nothing that was recorded later is in the file; this moment when absent or yet to come
   * @throws DomainError file_unknown, field_required, field_not_allowed, not_permitted (of what holds the trail), season_unknown, job_limit
   */
  async askExport(requester: Requester, choice: FileChoice, asKnown?: string): Promise<JobView> {
    const name = fileName(requester.cooperative.code, choice);
    const roles = rolesOfFile(choice.what);
    if (roles && !roles.some((role) => requester.roles.has(role))) throw new DomainError('not_permitted');
    if (choice.season !== undefined) await this.requireSeason(requester, choice.season);
    const known = asKnown === undefined ? {} : { asKnown };
    return this.ask(requester, 'export', { ...choice, ...known }, { fileName: name, ...known });
  }

  /** @throws DomainError job_limit */
  askCheck(requester: Requester): Promise<JobView> {
    return this.ask(requester, 'check', {});
  }

  /** @throws DomainError season_unknown, step_not_allowed, job_limit */
  async askPresent(requester: Requester, season: string, { address, requestId }: Origin): Promise<JobView> {
    const { closed } = await this.requireSeason(requester, season);
    if (closed) throw new DomainError('step_not_allowed', { state: 'closed' }, 'season');
    return this.ask(requester, 'present', { season, address, requestId });
  }

  /**
   * The run that is under way for the season, whoever asked for it, or a new one.
   *
   * @throws DomainError season_unknown, job_limit
   */
  async askSettle(requester: Requester, season: string): Promise<JobView> {
    await this.requireSeason(requester, season);
    return this.ask(requester, 'settle', { season });
  }

  /** The asker's jobs, the newest first: one more than `limit`, before the key `before`. */
  async list({ cooperative, userId }: Requester, before = NEWEST, limit = 50): Promise<JobView[]> {
    return (await jobsOf(this.reads, cooperative.id, userId, { before, limit: limit + 1 })).map(viewOf);
  }

  /** The asker's last job of a kind. */
  async last({ cooperative, userId }: Requester, kind: JobKind): Promise<JobView | undefined> {
    const [job] = await jobsOf(this.reads, cooperative.id, userId, { before: NEWEST, limit: 1, kind });
    return job && viewOf(job);
  }

  /** @throws DomainError job_unknown */
  async get(requester: Requester, id: number): Promise<JobView> {
    return viewOf(await this.require(requester, id));
  }

  /** The job as it is when it has ended, or after a second or two: small work is worth a short wait. */
  async settled(requester: Requester, id: number): Promise<JobView> {
    for (let waited = 0; ; waited += LOOK_MILLIS) {
      const job = await this.get(requester, id);
      if (!ACTIVE_STATES.includes(job.state) || waited >= SMALL_WORK_MILLIS) return job;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLIS));
    }
  }

  /** @throws DomainError job_unknown, job_file_gone, not_permitted when the right to it was lost since */
  async file(requester: Requester, id: number): Promise<JobFile> {
    const job = await this.require(requester, id);
    const { file, format = '' } = viewOf(job);
    if (!file) throw new DomainError('job_file_gone');
    const head = await knownHead(this.reads, requester.cooperative, job.known_at);
    const content = await this.files.read(job, file);
    return { ...file, type: typeOf(format), content, ...(head ? { head } : {}) };
  }

  /**
   * What is kept beside the file: its SHA-256, and the heads of the chains that it was read from.
   *
   * @throws DomainError as `file`
   */
  async headsOfFile(requester: Requester, id: number): Promise<{ readonly name: string; readonly text: string }> {
    const job = await this.require(requester, id);
    const { file, what = '' } = viewOf(job);
    if (!file) throw new DomainError('job_file_gone');
    const which = { cooperative: requester.cooperative.code, asKnown: job.known_at };
    const heads = await this.reads.snapshot((reader) => fileHeads(reader, what, which));
    return { name: `${file.name}${HEADS_ENDING}`, text: headsText(file, heads) };
  }

  /**
   * Takes a job from the queue, stops it, or takes its file away; one that has ended otherwise stays.
   *
   * @throws DomainError job_unknown
   */
  async cancel(requester: Requester, id: number): Promise<JobView> {
    await this.require(requester, id);
    const { code } = requester.cooperative;
    await this.writer.write({ cooperative: code }, async (tx) => {
      const job = await findJob(tx, requester.cooperative.id, requester.userId, id);
      if (job) await cancelJob(tx, job, this.clock.now());
    });
    const job = await this.require(requester, id);
    if (job.state === 'canceled') await this.files.remove(job);
    return viewOf(job);
  }

  private async ask<K extends JobKind>(
    requester: Requester,
    kind: K,
    parameters: JobParameters[K],
    more: { readonly fileName?: string; readonly asKnown?: string } = {},
  ): Promise<JobView> {
    const { code } = requester.cooperative;
    const id = await this.writer.write({ cooperative: code }, async (tx) => {
      // Read anew: within the unit the head of the chain stands still.
      const cooperative = await requireCooperative(tx, code);
      const job = { kind, parameters: JSON.stringify(parameters), fileName: more.fileName ?? null };
      const same = await this.makeRoom(tx, requester, job);
      if (same) return same.id;
      const now = this.clock.now();
      // What comes later is recorded later; what was decided since the last record counts, too.
      const last = cooperative.head_at !== null && cooperative.head_at > now ? cooperative.head_at : now;
      const knownAt = more.asKnown !== undefined && more.asKnown < last ? more.asKnown : last;
      return insertJob(tx, cooperative, requester.userId, now, { ...job, knownAt });
    });
    this.worker.wake();
    return this.get(requester, id);
  }

  /** Asked for twice, it is done once; older files make room for a new one. */
  private async makeRoom(
    tx: Tx,
    { cooperative, userId }: Requester,
    wanted: Pick<JobRow, 'kind' | 'parameters'>,
  ): Promise<JobRow | undefined> {
    const jobs = await jobsOf(tx, cooperative.id, userId, { before: NEWEST, limit: KEPT_MAX + ACTIVE_MAX });
    const active = jobs.filter((job) => ACTIVE_STATES.includes(job.state));
    const rivals = SHARED_KINDS.includes(wanted.kind) ? await activeOfKind(tx, cooperative.id, wanted.kind) : active;
    const same = rivals.find((job) => workOf(job) === workOf(wanted));
    if (same) return same;
    if (active.length >= ACTIVE_MAX) throw new DomainError('job_limit', { limit: ACTIVE_MAX });
    const kept = jobs.filter((job) => job.state === 'done' && job.file_name !== null);
    await expireJobs(tx, kept.slice(KEPT_MAX - 1));
    return undefined;
  }

  private async requireSeason({ cooperative }: Requester, season: string) {
    return requireSeason(await listSeasons(this.reads, cooperative.id), season);
  }

  /** A job of somebody else, or one that needs a role that was taken away, is as unknown as one that is not there. */
  private async require({ cooperative, userId, roles }: Requester, id: number): Promise<JobRow> {
    const job = await findJob(this.reads, cooperative.id, userId, id);
    if (!job || !rolesOfJob(job).some((role) => roles.has(role))) throw new DomainError('job_unknown', { job: id });
    return job;
  }
}
