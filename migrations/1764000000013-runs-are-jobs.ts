/** Settlement runs become jobs: finished ones keep their outcome; unfinished ones can be requested again. */
import { numberPlaceholders } from '../src/common/placeholders';
import { TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { references, table, type Columns } from './tables';

const RUN_COLUMNS: Columns = [
  ['cooperative_id', 'integer'], ['id', 'integer'], ['season_id', 'integer'], ['state', 'varchar(12)'], ['total', 'integer'], ['done', 'integer'],
  ['failed', 'integer'], ['started_at', 'varchar(24)'], ['finished_at', 'varchar(24)', { isNullable: true }], ['failures', 'text'],
]; // prettier-ignore
const RUNS = table('settlement_run', ['cooperative_id', 'id'], RUN_COLUMNS, references(['run_of_season', 'season', 'season_id'])); // prettier-ignore

/** Who requested older runs is not known. */
const askedBy = (isNullable: boolean): TableColumn =>
  new TableColumn({ name: 'asked_by', type: 'integer', isNullable });
const OF_KIND = new TableIndex({ name: 'job_of_kind', columnNames: ['cooperative_id', 'kind', 'id'] });

interface RunRow {
  readonly cooperative_id: number;
  readonly id: number;
  readonly season: string;
  readonly closed_at: string | null;
  /** The number of the cooperative's last job, after which runs are numbered. */
  readonly last: number | null;
  readonly state: 'running' | 'done' | 'failed' | 'interrupted';
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly failures: string;
}

interface SeasonRow {
  readonly cooperative_id: number;
  readonly id: number;
  readonly code: string;
}

interface JobRow {
  readonly cooperative_id: number;
  readonly parameters: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'canceled';
  readonly asked_at: string;
  readonly finished_at: string | null;
  readonly done: number | string;
  readonly total: number | string | null;
  readonly error: string | null;
  readonly result: string | null;
}

interface Result {
  readonly failed?: number;
  readonly failures?: readonly { readonly contract: string; readonly code: string }[];
}

export class RunsAreJobs1764000000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const runs = await ask<RunRow>(
      runner,
      `select r.*, s.code as season, s.closed_at, (select max(j.id) from job j where j.cooperative_id = r.cooperative_id) as last
       from settlement_run r join season s on s.cooperative_id = r.cooperative_id and s.id = r.season_id order by r.cooperative_id, r.id`,
    );
    await runner.changeColumn('job', 'asked_by', askedBy(true));
    await runner.createIndex('job', OF_KIND);
    for (const run of runs) await insert(runner, 'job', jobOf(run));
    await runner.dropTable('settlement_run');
  }

  async down(runner: QueryRunner): Promise<void> {
    const jobs = await ask<JobRow>(runner, `select * from job where kind = 'settle' order by cooperative_id, id`);
    const seasons = await ask<SeasonRow>(runner, 'select cooperative_id, id, code from season');
    const keys = new Map(seasons.map((s) => [`${s.cooperative_id}/${s.code}`, s.id]));
    await runner.createTable(RUNS);
    const ids = new Map<number, number>();
    for (const job of jobs) {
      const { season } = JSON.parse(job.parameters) as { season: string };
      const seasonId = keys.get(`${job.cooperative_id}/${season}`);
      if (seasonId === undefined) continue;
      const id = (ids.get(job.cooperative_id) ?? 0) + 1;
      ids.set(job.cooperative_id, id);
      await insert(runner, 'settlement_run', runOf(job, id, seasonId));
    }
    await runner.query(`delete from job where kind = 'settle'`);
    await runner.dropIndex('job', OF_KIND);
    await runner.changeColumn('job', 'asked_by', askedBy(false));
  }
}

/** A run that failed as a whole has a failure without a contract; one in which only some contracts failed is done and lists them. */
function jobOf(run: RunRow): Record<string, unknown> {
  const failures = JSON.parse(run.failures) as NonNullable<Result['failures']>;
  const fault = failures.find((f) => f.contract === '');
  const hasEnded = run.state === 'done' || (run.state === 'failed' && fault === undefined);
  const { total, done, failed } = run;
  const closed = run.closed_at !== null && run.closed_at <= run.started_at;
  return {
    cooperative_id: run.cooperative_id,
    id: Number(run.last ?? 0) + run.id,
    kind: 'settle',
    parameters: JSON.stringify({ season: run.season }),
    known_at: run.started_at,
    asked_by: null,
    asked_at: run.started_at,
    state: hasEnded ? 'done' : 'failed',
    beat: 0,
    attempts: 1,
    started_at: run.started_at,
    finished_at: run.finished_at,
    done,
    total,
    error: hasEnded ? null : run.state === 'failed' ? fault?.code : 'interrupted',
    result: JSON.stringify({ total, done, failed, closed, failures }),
  };
}

/** Jobs that wait or run become running runs, which the older version marks as interrupted when it starts. */
function runOf(job: JobRow, id: number, seasonId: number): Record<string, unknown> {
  const { failed = 0, failures = [] } = JSON.parse(job.result ?? '{}') as Result;
  const fault = job.error === null || job.error === 'interrupted' ? [] : [{ contract: '', code: job.error }];
  return {
    cooperative_id: job.cooperative_id,
    id,
    season_id: seasonId,
    state: stateOf(job, failed),
    total: job.total ?? 0,
    done: job.done,
    failed,
    started_at: job.asked_at,
    finished_at: job.finished_at,
    failures: JSON.stringify(failures.length > 0 ? failures : fault),
  };
}

function stateOf({ state, error }: JobRow, failed: number): RunRow['state'] {
  if (state === 'waiting' || state === 'running') return 'running';
  if (state === 'canceled' || error === 'interrupted') return 'interrupted';
  return state === 'failed' || failed > 0 ? 'failed' : 'done';
}

function ask<T>(runner: QueryRunner, sql: string): Promise<T[]> {
  return runner.query(sql) as Promise<T[]>;
}

async function insert(runner: QueryRunner, into: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row);
  const sql = `insert into ${into} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`;
  const isSqlite = runner.connection.options.type === 'better-sqlite3';
  await runner.query(isSqlite ? sql : numberPlaceholders(sql), Object.values(row));
}
