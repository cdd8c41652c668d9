import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../migrations';
import { ImportService } from '../../src/import/import.service';
import { quietRun } from '../../src/common/progress';
import { openDatabase } from '../../src/database/data-source';
import { viewOf, type JobRow } from '../../src/jobs/job';
import { runOf } from '../../src/jobs/runs.service';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { person } from '../support/people';
import { importLines } from '../support/services';
import { openRaw, tableNames, type Raw, TABLES } from '../support/sql';

describe('the migrations and the entities say the same', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await createTestDatabase();
  });
  afterEach(() => test.drop());

  it('leave nothing that TypeORM would change', async () => {
    const database = await openDatabase(test.url);
    try {
      const { upQueries, downQueries } = await database.dataSource.driver.createSchemaBuilder().log();
      expect([...upQueries, ...downQueries].map((q) => q.query)).toEqual([]);
    } finally {
      await database.close();
    }
  });

  it('never cascade: a table that is rebuilt would take its children along', async () => {
    const database = await openDatabase(test.url);
    try {
      const { foreignKeys } = await foreignKeysOf(database);
      expect(foreignKeys.length).toBeGreaterThanOrEqual(10);
      expect(foreignKeys.filter((k) => k.rule !== 'NO ACTION')).toEqual([]);
    } finally {
      await database.close();
    }
  });
});

describe('a book made before amendments were kept with their contracts', () => {
  it('gets the guard for that when it is opened', async () => {
    const test = await createTestDatabase();
    await (await openDatabase(test.url)).close();
    const raw = await openRaw(test.url);
    for (const sql of raw.dialect === 'sqlite' ? OLD_SQLITE_GUARD : OLD_POSTGRES_GUARD) await raw.query(sql);
    await raw.query(`delete from migrations where name = 'TermsStay1764000000001'`);
    const database = await openDatabase(test.url);
    expect(await raw.query('select name from migrations order by timestamp')).toEqual(
      migrations.map(({ name }) => ({ name })),
    );
    await database.close();
    await raw.close();
    await test.drop();
  });
});

const OLD_CONDITION =
  'old.reversed_from is not null or new.terms <> old.terms or new.in_force_from <> old.in_force_from or new.event_id <> old.event_id or new.seq <> old.seq';
const OLD_SQLITE_GUARD = [
  'drop trigger terms_version_no_update',
  `create trigger terms_version_no_update before update on terms_version when ${OLD_CONDITION} begin select raise(abort, 'terms are never changed'); end`,
];
const OLD_POSTGRES_GUARD = [
  `create or replace function terms_version_no_update() returns trigger language plpgsql as $$ begin
    if ${OLD_CONDITION} then raise exception 'terms are never changed'; end if; return new; end $$`,
];

describe('on a populated book', () => {
  let app: TestApp;
  let raw: Raw;
  beforeAll(async () => {
    app = await openTestApp();
    const book = createReadStream(join(__dirname, '../../examples/wuriyintuya.jsonl'));
    await app.module.get(ImportService).import(book, 'operator', quietRun());
    raw = await openRaw(app.url);
  });
  afterAll(async () => {
    await raw.close();
    await app.close();
  });

  it('the migrations go down, leave nothing behind, and come up again with their triggers', async () => {
    const before = await triggerNames(raw);
    expect(before.length).toBeGreaterThanOrEqual(16);
    for (let left = migrations.length; left > 0; left--)
      await app.database.dataSource.undoLastMigration({ transaction: 'all' });
    expect(await tableNames(raw)).toEqual(['migrations']);
    expect(await triggerNames(raw)).toEqual([]);
    await app.database.dataSource.runMigrations({ transaction: 'each' });
    expect(await tableNames(raw)).toEqual(expect.arrayContaining(['migrations', ...TABLES]));
    expect(await triggerNames(raw)).toEqual(before);
  });
});

describe('a book with settlement runs from before they were jobs', () => {
  let app: TestApp;
  let raw: Raw;
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, makeBook(3, { contracts: 2, seasons: 3, closed: 1, events: 1 }));
    await importLines(app, makeBook(4, { contracts: 1, seasons: 1, closed: 0, events: 1 }));
    raw = await openRaw(app.url);
    const { id } = await person({ database: app.database }, 'sarna', 'COOP3', 'clerk');
    await to(RUNS_ARE_JOBS, app);
    for (const job of [[1, 1], [1, 2]]) await raw.query(`insert into job (cooperative_id, id, kind, parameters, known_at, asked_by, asked_at, state, beat, attempts, done, total) values (?, ?, 'check', '{}', '${LATER}', ${id}, '${LATER}', 'waiting', 7, 1, 2, 9)`, job); // prettier-ignore
    for (const run of OLD_RUNS) await insertRun(raw, run);
  });
  afterAll(async () => {
    await raw.close();
    await app.close();
  });

  it('finds them all among its jobs, each with what came of it; what had been interrupted can be asked for again', async () => {
    await app.database.dataSource.runMigrations({ transaction: 'each' });
    const jobs = await app.database.reads.all<JobRow>('select * from job order by cooperative_id, id');
    const runs = jobs.filter((job) => job.kind === 'settle');
    expect(runs.filter((run) => run.cooperative_id === 1).map(runOf).reverse()).toEqual([
      { id: 8, season: 'S3', state: 'interrupted', total: 4, done: 1, failed: 0, startedAt: LATER, failures: [] },
      { id: 7, season: 'S2', state: 'interrupted', total: 4, done: 2, failed: 1, startedAt: AT, finishedAt: LATER, failures: [] },
      { id: 6, season: 'S2', state: 'failed', total: 4, done: 2, failed: 0, startedAt: AT, finishedAt: LATER, failures: [{ contract: '', code: 'internal' }] },
      { id: 5, season: 'S2', state: 'failed', total: 4, done: 4, failed: 1, startedAt: AT, finishedAt: LATER, failures: [{ contract: 'C1', code: 'amount_too_large' }] },
      { id: 4, season: 'S1', state: 'done', total: 0, done: 0, failed: 0, startedAt: LATEST, finishedAt: LATEST, failures: [] },
      { id: 3, season: 'S1', state: 'done', total: 4, done: 4, failed: 0, startedAt: AT, finishedAt: LATER, failures: [] },
    ]); // prettier-ignore
    expect(jobs.map((job) => [job.id, job.kind, job.state, job.error])).toEqual([
      [1, 'check', 'waiting', null],
      [2, 'check', 'waiting', null],
      [3, 'settle', 'done', null],
      [4, 'settle', 'done', null],
      [5, 'settle', 'done', null],
      [6, 'settle', 'failed', 'internal'],
      [7, 'settle', 'failed', 'interrupted'],
      [8, 'settle', 'failed', 'interrupted'],
      [1, 'settle', 'done', null],
    ]);
    expect(jobs.slice(0, 2)).toMatchObject([1, 2].map((id) => ({ id, beat: 7, attempts: 1, done: 2, total: 9, asked_by: expect.any(Number) as number }))); // prettier-ignore
    expect(runs.filter((run) => run.asked_by !== null)).toEqual([]);
    expect(jobs.filter((j) => j.state === 'done').map((j) => viewOf(j).result)).toMatchObject([{ closed: false }, { closed: true }, { closed: false, failures: [{ contract: 'C1' }] }, { closed: false }]); // prettier-ignore
    expect(await tableNames(raw)).not.toContain('settlement_run');
  });

  it('gives them back when the migration is undone, and keeps the other jobs', async () => {
    await to(RUNS_ARE_JOBS, app);
    const rows = await raw.query('select * from settlement_run order by cooperative_id, id');
    // What ran is not known to have been running any more.
    expect(rows).toEqual(OLD_RUNS.map((run) => (run.state === 'running' ? { ...run, state: 'interrupted' } : run)));
    expect(await raw.query('select id, kind, beat from job order by id')).toEqual([
      { id: 1, kind: 'check', beat: 7 },
      { id: 2, kind: 'check', beat: 7 },
    ]);
    await expect(raw.query('update job set asked_by = null')).rejects.toThrow(/null/i);
    await app.database.dataSource.runMigrations({ transaction: 'each' });
    expect(await raw.query(`select count(*) as n from job where kind = 'settle'`)).toEqual([{ n: 7 }]);
  });
});

const RUNS_ARE_JOBS = 'RunsAreJobs1764000000013';
const [AT, LATER, LATEST] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2099-01-01T00:00:00.000Z'];

const OLD_RUN = { cooperative_id: 1, season_id: 2, state: 'done', total: 4, done: 4, failed: 0, started_at: AT, finished_at: LATER as string | null, failures: '[]' }; // prettier-ignore
const OLD_RUNS = [
  { ...OLD_RUN, id: 1, season_id: 1 },
  { ...OLD_RUN, id: 2, season_id: 1, total: 0, done: 0, started_at: LATEST, finished_at: LATEST },
  { ...OLD_RUN, id: 3, state: 'failed', failed: 1, failures: '[{"contract":"C1","code":"amount_too_large"}]' },
  { ...OLD_RUN, id: 4, state: 'failed', done: 2, failures: '[{"contract":"","code":"internal"}]' },
  { ...OLD_RUN, id: 5, state: 'interrupted', done: 2, failed: 1 },
  { ...OLD_RUN, id: 6, season_id: 3, state: 'running', done: 1, started_at: LATER, finished_at: null },
  { ...OLD_RUN, id: 1, cooperative_id: 2, season_id: 1 },
];

async function insertRun(raw: Raw, run: (typeof OLD_RUNS)[number]): Promise<void> {
  const sql = `insert into settlement_run (${Object.keys(run).join(', ')}) values (${Object.keys(run).map(() => '?').join(', ')})`; // prettier-ignore
  await raw.query(sql, Object.values(run));
}

/** Takes migrations back, up to and with the one of that name. */
async function to(name: string, { database }: TestApp): Promise<void> {
  for (let left = migrations.findIndex((m) => m.name === name); left < migrations.length; left++)
    await database.dataSource.undoLastMigration({ transaction: 'all' });
}

async function foreignKeysOf(database: Awaited<ReturnType<typeof openDatabase>>): Promise<{
  foreignKeys: { rule: string }[];
}> {
  const sql =
    database.dialect === 'sqlite'
      ? `select f.on_delete as rule from sqlite_schema m, pragma_foreign_key_list(m.name) f where m.type = 'table' group by m.name, f.id`
      : `select delete_rule as rule from information_schema.referential_constraints`;
  return { foreignKeys: await database.reads.all<{ rule: string }>(sql) };
}

async function triggerNames(raw: Raw): Promise<string[]> {
  const sql =
    raw.dialect === 'sqlite'
      ? `select name from sqlite_schema where type = 'trigger' order by name`
      : `select tgname as name from pg_trigger where not tgisinternal order by 1`;
  return (await raw.query<{ name: string }>(sql)).map((t) => t.name);
}
