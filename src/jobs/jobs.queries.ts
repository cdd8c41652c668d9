/** The rows of jobs: how they are found, and the only ways in which they change. Each change says which state it expects. */
import type { Reader, SqlValue, Tx } from '../database/tx';
import type { CooperativeRow } from '../parties/cooperatives';
import {
  rolesOfJob,
  SHARED_KINDS,
  type JobFailure,
  type JobKind,
  type JobResult,
  type JobRow,
  type JobState,
  type MadeFile,
  type OwnedJob,
  type SettlingNote,
} from './job';

/** Read at once by a server that looks for work; the others wait for the next look. */
const LOOK = 200;

/**
 * What of some kinds waits and is under way, in the order in which it is to be done: cooperatives take turns, the one first whose last work began
 * longest ago, so that one that asks for much makes no other wait for more than one piece of its own.
 */
export function activeJobs(reader: Reader, kinds: readonly JobKind[]): Promise<OwnedJob[]> {
  const these = `(${kinds.map(() => '?').join(', ')})`;
  return reader.all(
    `select j.*, o.code as cooperative, u.login from (
       select a.*, row_number() over (partition by a.cooperative_id order by a.state, a.asked_at, a.id) as turn,
         coalesce((select max(d.started_at) from job d where d.cooperative_id = a.cooperative_id and d.kind in ${these}), '') as served
       from job a where a.state in ('waiting', 'running') and a.kind in ${these}
     ) j join cooperative o on o.id = j.cooperative_id join app_user u on u.id = j.asked_by
     order by j.turn, j.served, j.asked_at, j.cooperative_id, j.id limit ${LOOK}`,
    [...kinds, ...kinds],
  );
}

/** What waits and what is under way of a kind, in a cooperative, whoever asked. */
export function activeOfKind(reader: Reader, cooperativeId: number, kind: JobKind): Promise<JobRow[]> {
  return reader.all(
    `select * from job where cooperative_id = ? and kind = ? and state in ('waiting', 'running') order by id`,
    [cooperativeId, kind],
  );
}

/** The jobs of a person in a cooperative, the newest first, before the key `before`. */
export function jobsOf(
  reader: Reader,
  cooperativeId: number,
  userId: number,
  { before, limit, kind }: { readonly before: number; readonly limit: number; readonly kind?: JobKind },
): Promise<JobRow[]> {
  return reader.all(
    `select * from job where cooperative_id = ? and asked_by = ? and id < ? ${kind === undefined ? '' : 'and kind = ?'} order by id desc limit ${limit}`,
    [cooperativeId, userId, before, ...(kind === undefined ? [] : [kind])],
  );
}

/** A job of a person, or one that is everybody's. */
export function findJob(
  reader: Reader,
  cooperativeId: number,
  userId: number,
  id: number,
): Promise<JobRow | undefined> {
  return reader.get(
    `select * from job where cooperative_id = ? and id = ? and (asked_by = ? or kind in (${SHARED_KINDS.map(() => '?').join(', ')}))`,
    [cooperativeId, id, userId, ...SHARED_KINDS],
  );
}

/** The jobs whose file may be there: done, or under way. */
export function jobsWithFiles(reader: Reader): Promise<JobRow[]> {
  return reader.all(`select * from job where state in ('running', 'done')`);
}

/** Whether whoever asked for a job still has a role for it. */
export async function mayStill(reader: Reader, job: JobRow): Promise<boolean> {
  const roles = rolesOfJob(job);
  const row = await reader.get(
    `select 1 as one from role_grant g join app_user u on u.id = g.user_id
     where g.cooperative_id = ? and g.user_id = ? and u.disabled_at is null and g.role in (${roles.map(() => '?').join(', ')})`,
    [job.cooperative_id, job.asked_by, ...roles],
  );
  return row !== undefined;
}

/** What is asked for. */
export interface NewJob {
  readonly kind: JobKind;
  readonly parameters: string;
  readonly knownAt: string;
  readonly fileName: string | null;
}

/** Puts a job at the end of the queue, within the unit of its cooperative. */
export async function insertJob(
  tx: Tx,
  cooperative: CooperativeRow,
  userId: number,
  now: string,
  job: NewJob,
): Promise<number> {
  const last = await tx.get<{ id: number | null }>('select max(id) as id from job where cooperative_id = ?', [
    cooperative.id,
  ]);
  const id = (last?.id ?? 0) + 1;
  const row: Record<string, SqlValue> = {
    cooperative_id: cooperative.id,
    id,
    kind: job.kind,
    parameters: job.parameters,
    known_at: job.knownAt,
    asked_by: userId,
    asked_at: now,
    state: 'waiting',
    owner: null,
    beat: 0,
    attempts: 0,
    started_at: null,
    finished_at: null,
    done: 0,
    total: null,
    file_name: job.fileName,
    bytes: null,
    sha256: null,
    error: null,
    result: null,
  };
  await tx.insertMany('job', Object.keys(row), [Object.values(row)]);
  return id;
}

/** Takes a job that nobody has touched since it was read; false when somebody has. */
export async function claimJob(tx: Tx, job: JobRow, owner: string, now: string): Promise<boolean> {
  const changed = await tx.run(
    `update job set state = 'running', owner = ?, beat = beat + 1, attempts = attempts + 1, started_at = ?, done = 0, result = null
     where cooperative_id = ? and id = ? and state = ? and beat = ? and attempts = ?`,
    [owner, now, job.cooperative_id, job.id, job.state, job.beat, job.attempts],
  );
  return changed === 1;
}

/** A job as its owner has it: changes of it are refused once somebody else has it, or it was canceled. */
export type Held = Pick<JobRow, 'cooperative_id' | 'id' | 'attempts'> & { readonly owner: string };

const HELD = `where cooperative_id = ? and id = ? and attempts = ? and owner = ? and state = 'running'`;
const keyOf = (job: Held): SqlValue[] => [job.cooperative_id, job.id, job.attempts, job.owner];

/** How far a job is; the total only where it is known. */
export interface Standing extends Pick<JobRow, 'done' | 'total'> {
  readonly note?: SettlingNote;
}

/** False when the job is no longer its owner's. */
export async function beatJob(tx: Tx, job: Held, { done, total, note }: Standing): Promise<boolean> {
  const params = [done, total, jsonOf(note), ...keyOf(job)];
  return (await tx.run(`update job set beat = beat + 1, done = ?, total = ?, result = ? ${HELD}`, params)) === 1;
}

/** Gives a job back, for the next server to begin anew: being interrupted is not its fault. */
export async function releaseJob(tx: Tx, job: Held): Promise<void> {
  await tx.run(
    `update job set state = 'waiting', owner = null, beat = beat + 1, attempts = attempts - 1, done = 0, result = null ${HELD}`,
    keyOf(job),
  );
}

/** How a job ended. */
export interface Ending extends Standing {
  readonly state: Extract<JobState, 'done' | 'failed'>;
  readonly file?: MadeFile;
  readonly result?: JobResult | JobFailure;
  readonly error?: string;
}

/** False when the job is no longer its owner's. */
export async function endJob(tx: Tx, job: Held, now: string, end: Ending): Promise<boolean> {
  const result = end.state === 'failed' ? { ...end.note, ...end.result } : end.result;
  const changed = await tx.run(
    `update job set state = ?, owner = null, beat = beat + 1, finished_at = ?, done = ?, total = ?, bytes = ?, sha256 = ?, error = ?, result = ? ${HELD}`,
    [
      end.state,
      now,
      end.done,
      end.total,
      end.file?.bytes ?? null,
      end.file?.sha256 ?? null,
      end.error ?? null,
      jsonOf(result),
      ...keyOf(job),
    ],
  );
  return changed === 1;
}

function jsonOf(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** Ends what waits, runs, or keeps a file; what has ended otherwise stays as it is. */
export async function cancelJob(tx: Tx, job: JobRow, now: string): Promise<void> {
  await tx.run(
    `update job set state = 'canceled', owner = null, beat = beat + 1, finished_at = coalesce(finished_at, ?)
     where cooperative_id = ? and id = ? and (state in ('waiting', 'running') or (state = 'done' and file_name is not null))`,
    [now, job.cooperative_id, job.id],
  );
}

/** Marks files as no longer kept. */
export async function expireJobs(tx: Tx, jobs: readonly Pick<JobRow, 'cooperative_id' | 'id'>[]): Promise<void> {
  for (const { cooperative_id, id } of jobs)
    await tx.run(`update job set state = 'expired' where cooperative_id = ? and id = ? and state = 'done'`, [
      cooperative_id,
      id,
    ]);
}
