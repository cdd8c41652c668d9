import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { VerifyService } from '../../src/verify/verify.service';
import { quietRun } from '../../src/common/progress';
import { FileStore } from '../../src/attachments/file-store';
import { filesFolder } from '../../src/config/files-folder';
import { openDatabase } from '../../src/database/data-source';
import { runScript, type Child } from '../support/child';
import { createTestDatabase, testDialect, type TestDatabase } from '../support/database';
import { openRaw } from '../support/sql';

const [onSqlite, onPostgres] = testDialect() === 'sqlite' ? [describe, describe.skip] : [describe.skip, describe];

onSqlite('a SQLite book with a damaged page', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await createTestDatabase();
    const book = join(__dirname, '../../examples/wuriyintuya.jsonl');
    expect((await sureg('import', book).ended).code).toBe(0);
    spoil(test.url.slice('sqlite:'.length), 'posting');
  });
  afterEach(() => test.drop());
  const sureg = (...args: string[]): Child =>
    runScript(join(__dirname, '../../src/cli.ts'), args, { env: { DATABASE_URL: test.url } });
  const damaged = { name: 'DomainError', code: 'database_damaged', details: { reason: 'SQLITE_CORRUPT' } };

  it('is said to be damaged by whoever reads or writes that page, and serves the others', async () => {
    const database = await openDatabase(test.url);
    const { reads, writer } = database;
    const sql = 'select * from posting';
    await expect(reads.all(sql)).rejects.toMatchObject(damaged);
    await expect(reads.get(sql)).rejects.toMatchObject(damaged);
    await expect(reads.snapshot((reader) => reader.all(sql))).rejects.toMatchObject(damaged);
    const streamed = reads.snapshot(async (reader) => {
      for await (const row of reader.iterate(sql)) return row;
      return undefined;
    });
    await expect(streamed).rejects.toMatchObject(damaged);
    const columns = ['cooperative_id', 'seq', 'entry', 'line', 'account_id', 'quantity'];
    const write = writer.write('installation', (tx) => tx.insertMany('posting', columns, [[1, 9_999, 1, 1, 1, 1]]));
    await expect(write).rejects.toMatchObject(damaged);
    expect(await reads.all('select code from cooperative')).toEqual([{ code: 'WRYT' }]);
    await writer.write('installation', (tx) => tx.run('create table mark (id integer)'));
    await database.close();
  });

  it('is said to be damaged by the command line in one line, with exit code 3', async () => {
    for (const command of [['verify'], ['export', 'entries']]) {
      const child = sureg(...command);
      const { code } = await child.ended;
      expect([code, child.stderr()]).toEqual([3, expect.stringMatching(/^database_damaged: .*SQLITE_CORRUPT.*$/m)]);
      expect(child.stderr()).not.toMatch(/SqliteError|\n\s+at /);
    }
  });
});

onSqlite('an empty SQLite book with a damaged page', () => {
  it.each(['posting', 'book_record_contract'])('is not verified: %s', async (name) => {
    const test = await createTestDatabase();
    await (await openDatabase(test.url)).close();
    spoil(test.url.slice('sqlite:'.length), name);
    const database = await openDatabase(test.url);
    await expect(
      new VerifyService(database.reads, new FileStore(filesFolder(database.file))).verify(quietRun()),
    ).rejects.toMatchObject({
      name: 'DomainError',
      code: 'database_damaged',
    });
    await database.close();
    await test.drop();
  });
});

onPostgres('a PostgreSQL book with a damaged page', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await createTestDatabase();
    await (await openDatabase(test.url)).close();
    const raw = await openRaw(test.url);
    await raw.query(`create function damaged() returns integer language plpgsql as $$ begin
      raise exception 'invalid page in block 0' using errcode = 'XX001'; end $$`);
    await raw.close();
  });
  afterEach(() => test.drop());

  it('is said to be damaged by whoever reads or writes that page, and serves the others', async () => {
    const database = await openDatabase(test.url);
    const { reads, writer } = database;
    const damaged = { name: 'DomainError', code: 'database_damaged', details: { reason: 'XX001' } };
    const sql = 'select damaged()';
    await expect(reads.all(sql)).rejects.toMatchObject(damaged);
    await expect(reads.snapshot((reader) => reader.all(sql))).rejects.toMatchObject(damaged);
    await expect(writer.write('installation', (tx) => tx.run(sql))).rejects.toMatchObject(damaged);
    expect(await reads.all('select * from cooperative')).toEqual([]);
    await database.close();
  });
});

describe('what a reader meets elsewhere', () => {
  it('is not taken for a failure of the database', async () => {
    const test = await createTestDatabase();
    const database = await openDatabase(test.url);
    for (const code of ['EPIPE', 'ENOSPC', 'ENOENT']) {
      const met = Object.assign(new Error('elsewhere'), { code });
      await expect(database.reads.snapshot(() => Promise.reject(met))).rejects.toBe(met);
    }
    await database.close();
    await test.drop();
  });
});

/** Overwrites the first page of a table. */
function spoil(file: string, table: string): void {
  const db = new Sqlite(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const { page } = db.prepare('select rootpage as page from sqlite_schema where name = ?').get(table) as {
    page: number;
  };
  const size = db.pragma('page_size', { simple: true }) as number;
  db.close();
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(size, 0x5a), 0, size, (page - 1) * size);
  closeSync(descriptor);
}
