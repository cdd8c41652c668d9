/** What a job is: long work that somebody asked for, done once by one server, and gone on with after a restart. */
import type { Run } from '../common/progress';
import type { ErrorCode, ErrorDetails } from '../domain/errors';
import type { FileChoice } from '../exports/file-exports.service';
import { rolesOfFile } from '../exports/list';
import type { UserRole } from '../identity/viewer';
import { SettlementFailure } from '../statements/drafts';
import { SettlementProgress } from '../seasons/settlement.service';
import { Choice, Flag } from '../domain/shape/field';
import { Hash, Instant, Keyed, Shown, View, Views, Whole, Words } from '../domain/shape/view';

export const JOB_KINDS = ['export', 'check', 'present', 'settle'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** Who may ask for a job of a kind, and see what came of it. */
export const ROLES_OF_KIND = {
  export: ['administrator', 'clerk', 'branch', 'auditor'],
  check: ['auditor', 'administrator'],
  present: ['clerk'],
  settle: ['clerk', 'branch'],
} as const satisfies Readonly<Record<JobKind, readonly UserRole[]>>;

/** Who may ask for just this job, and see what came of it. */
export function rolesOfJob({ kind, parameters }: Pick<JobRow, 'kind' | 'parameters'>): readonly UserRole[] {
  const own = kind === 'export' ? rolesOfFile((JSON.parse(parameters) as Partial<FileChoice>).what) : undefined;
  return own ?? ROLES_OF_KIND[kind];
}

/** Done for the whole cooperative: asked for by several it is one job, which all see who may ask for it. */
export const SHARED_KINDS: readonly JobKind[] = ['settle'];

/** `expired`: the file was kept for its time, or made room for newer ones. */
export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'canceled', 'expired'] as const;
export type JobState = (typeof JOB_STATES)[number];
export const ACTIVE_STATES: readonly JobState[] = ['waiting', 'running'];

/** What each kind is asked with; kept as JSON. */
export interface JobParameters {
  readonly export: FileChoice & { readonly asKnown?: string };
  readonly check: Readonly<Record<string, never>>;
  readonly present: { readonly season: string; readonly address: string; readonly requestId: string };
  readonly settle: { readonly season: string };
}

/** What settling a season came to: the contracts drafted, those that failed, and whether the season was closed already. */
export class SettledSeason extends SettlementProgress {
  @Flag() readonly closed: boolean;
  /** The first of them; the others are counted. */
  @Views(() => SettlementFailure) readonly failures: readonly SettlementFailure[];
}

/** How settling stands, beside its counts: those that failed, and what this attempt has done in how long by its server's clock. */
export interface SettlingNote {
  readonly failed: number;
  readonly here: number;
  readonly millis: number;
}

class WholeBook {
  @Shown({ const: true }) readonly isWhole: true;
  @Whole() readonly seq: number;
  @Hash() readonly hash: string;
}

class BrokenBook {
  @Shown({ const: false }) readonly isWhole: false;
  @Whole() readonly seq: number;
  @Words() readonly what: string;
}

class PresentedCounts {
  @Whole() readonly presented: number;
  @Whole() readonly others: number;
  @Whole() readonly failures: number;
}

/** What a check of the whole book, or presenting or settling a season, came to. */
const JOB_RESULTS = [WholeBook, BrokenBook, PresentedCounts, SettledSeason] as const;
export type JobResult = InstanceType<(typeof JOB_RESULTS)[number]>;

/** What is kept of a failure beside its code: what its message names, or the first line of a fault of ours, which nobody is shown. */
export type JobFailure = { readonly details: ErrorDetails } | { readonly fault: string };

/** The row. */
export interface JobRow {
  readonly cooperative_id: number;
  readonly id: number;
  readonly kind: JobKind;
  readonly parameters: string;
  /** The instant as of which it reads: fixed when it is asked for, so that it is the same whoever does it and when. */
  readonly known_at: string;
  /** Nobody: of runs that are older than the queue. */
  readonly asked_by: number | null;
  readonly asked_at: string;
  readonly state: JobState;
  /** The server that does it. */
  readonly owner: string | null;
  /** Grows with everything its owner says of it: what stands still is dead. */
  readonly beat: number;
  readonly attempts: number;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly done: number;
  readonly total: number | null;
  readonly file_name: string | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly error: string | null;
  /** While it runs, what else is known of its progress. */
  readonly result: string | null;
}

/** Why a job failed; `interrupted`: it ran before there was a queue to give it back to. */
export type JobError = ErrorCode | 'internal' | 'interrupted';

/** A row with whose it is. */
export interface OwnedJob extends JobRow {
  readonly cooperative: string;
  readonly login: string;
}

/** The file of an export. */
export class JobFileView {
  @Words() readonly name: string;
  @Whole() readonly bytes: number;
  @Hash() readonly sha256: string;
}

/** A job as its asker sees it. */
export class JobView {
  @Whole() readonly id: number;
  @Choice(JOB_KINDS) readonly kind: JobKind;
  /** Of exports. */
  @Words({ optional: true }) readonly what?: string;
  @Words({ optional: true }) readonly format?: string;
  @Words({ optional: true }) readonly season?: string;
  @Whole({ optional: true }) readonly part?: number;
  @Instant() readonly knownAt: string;
  @Choice(JOB_STATES) readonly state: JobState;
  @Instant() readonly askedAt: string;
  @Instant({ optional: true }) readonly finishedAt?: string;
  /** Of exports the bytes written, of checks the records, of presenting and settling the contracts. */
  @Whole() readonly done: number;
  /** Of what is known beforehand. */
  @Whole({ optional: true }) readonly total?: number;
  @View(() => JobFileView, { optional: true }) readonly file?: JobFileView;
  @Words({ optional: true }) readonly error?: JobError;
  /** What the message of the error names. */
  @Keyed({ type: ['string', 'number'] }, { optional: true }) readonly details?: ErrorDetails;
  /** The error in the reader's words, where somebody reads it. */
  @Words({ optional: true }) readonly message?: string;
  @View(() => JOB_RESULTS, { optional: true }) readonly result?: JobResult;
}

/** A finished file. */
export interface MadeFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** What a job came to. */
export interface JobOutcome {
  readonly file?: MadeFile;
  readonly result?: JobResult;
}

/** What a job is given: somewhere to tell its progress, and what else is known of it, and a way to be stopped. */
export interface JobRun extends Run {
  readonly note: (current: SettlingNote) => void;
}

/** Does one kind of job. */
export type DoJob = (job: OwnedJob, run: JobRun) => Promise<JobOutcome>;

export function parametersOf<K extends JobKind>(job: JobRow, _kind: K): JobParameters[K] {
  return JSON.parse(job.parameters) as JobParameters[K];
}

/** The work that a job is, whichever request it came by: two that are the same need doing once. */
export function workOf({ kind, parameters }: Pick<JobRow, 'kind' | 'parameters'>): string {
  const {
    address: _address,
    requestId: _requestId,
    ...work
  } = JSON.parse(parameters) as Partial<JobParameters['present']>;
  return JSON.stringify([kind, work]);
}

export function viewOf(job: JobRow): JobView {
  const { what, format, season, part } = JSON.parse(job.parameters) as Partial<FileChoice>;
  const { file_name: name, bytes, sha256 } = job;
  return {
    id: job.id,
    kind: job.kind,
    ...(what === undefined ? {} : { what }),
    ...(format === undefined ? {} : { format }),
    ...(season === undefined ? {} : { season }),
    ...(part === undefined ? {} : { part }),
    knownAt: job.known_at,
    state: job.state,
    askedAt: job.asked_at,
    ...(job.finished_at === null ? {} : { finishedAt: job.finished_at }),
    done: job.done,
    ...(job.total === null ? {} : { total: job.total }),
    ...(job.state === 'done' && name !== null && bytes !== null && sha256 !== null
      ? { file: { name, bytes, sha256 } }
      : {}),
    ...(job.error === null ? {} : { error: job.error as JobError }),
    ...(job.result === null ? {} : cameTo(job.state, job.result)),
  };
}

function cameTo(state: JobState, result: string): Pick<JobView, 'details' | 'result'> {
  if (state === 'done') return { result: JSON.parse(result) as JobResult };
  if (state !== 'failed') return {};
  const failure = JSON.parse(result) as JobFailure;
  return 'details' in failure ? { details: failure.details } : {};
}
