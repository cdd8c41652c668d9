import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../migrations';
import { ImportService } from '../../src/book/import.service';
import { quietRun } from '../../src/common/progress';
import { openDatabase } from '../../src/database/data-source';
import { openTestApp, type TestApp } from '../support/app';
import { createTestDatabase, type TestDatabase } from '../support/database';
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
