import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openDatabase } from '../../src/database/data-source';
import { runScript } from '../support/child';
import { createTestDatabase, testDialect, type TestDatabase } from '../support/database';
import { openRaw } from '../support/sql';

const onSqlite = testDialect() === 'sqlite' ? describe : describe.skip;

describe('a book is opened', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await createTestDatabase();
  });
  afterEach(() => test.drop());

  const open = async (): Promise<void> => (await openDatabase(test.url)).close();
  const tamper = async (...statements: string[]): Promise<void> => {
    const raw = await openRaw(test.url);
    for (const sql of statements) await raw.query(sql);
    await raw.close();
  };

  it('by several processes at once, which migrate it once', async () => {
    const script = join(__dirname, 'open-once.ts');
    const children = [1, 2, 3, 4].map(() => runScript(script, [test.url]));
    const ends = await Promise.all(children.map((c) => c.ended));
    expect(children.map((c) => c.stderr()).join('')).toBe('');
    expect(ends.map((e) => e.code)).toEqual([0, 0, 0, 0]);
    await open();
  });

  it('not when it was made by a newer version', async () => {
    await open();
    await tamper(`insert into migrations (timestamp, name) values (9999999999999, 'Newer9999999999999')`);
    await expect(openDatabase(test.url)).rejects.toMatchObject({
      code: 'database_newer',
      details: { reason: 'Newer9999999999999' },
    });
  });

  it('not when a guard is missing', async () => {
    await open();
    await tamper(
      testDialect() === 'sqlite' ? 'drop trigger posting_no_delete' : 'drop trigger posting_no_delete on posting',
    );
    await expect(openDatabase(test.url)).rejects.toMatchObject({
      code: 'database_damaged',
      details: { reason: 'trigger posting_no_delete' },
    });
  });

  it('not when a guard guards nothing any more', async () => {
    await open();
    await tamper(
      ...(testDialect() === 'sqlite'
        ? [
            'drop trigger posting_no_delete',
            'create trigger posting_no_delete before delete on posting begin select 1; end',
          ]
        : ['alter table posting disable trigger posting_no_delete']),
    );
    await expect(openDatabase(test.url)).rejects.toMatchObject({ code: 'database_damaged' });
  });

  const onPostgres = testDialect() === 'postgres' ? it : it.skip;
  onPostgres.each([
    [
      'that does nothing',
      'create or replace function no_truncate() returns trigger language plpgsql as $$ begin return null; end $$',
    ],
    [
      'of another table',
      'drop trigger posting_no_truncate on posting',
      'create table t (id integer)',
      'create trigger posting_no_truncate before truncate on t for each statement execute function no_truncate()',
    ],
    [
      'that minds something else',
      'drop trigger posting_no_truncate on posting',
      'create trigger posting_no_truncate before insert on posting for each statement execute function no_truncate()',
    ],
  ])('not with a guard against TRUNCATE %s', async (_what, ...sql: string[]) => {
    await open();
    await tamper(...sql);
    await expect(openDatabase(test.url)).rejects.toMatchObject({
      code: 'database_damaged',
      details: { reason: expect.stringMatching(/^trigger .*_no_truncate$/) as string },
    });
  });

  it('with what makes it durable', async () => {
    const database = await openDatabase(test.url);
    try {
      const found = await database.writer.write('installation', async (tx) => {
        const settings: unknown[] = [];
        const names = tx.dialect === 'sqlite' ? PRAGMAS : SETTINGS;
        for (const name of names)
          settings.push(
            Object.values((await tx.get(`${tx.dialect === 'sqlite' ? 'pragma' : 'show'} ${name}`)) ?? {})[0],
          );
        return settings;
      });
      expect(found).toEqual(testDialect() === 'sqlite' ? ['wal', 2, 1, 1, 100] : ['on', '15s', 'read committed']);
    } finally {
      await database.close();
    }
  });

  it.each([
    ['mysql://localhost/book', 'choice_invalid'],
    ['sqlite::memory:', 'choice_invalid'],
    ['postgres://nobody:secret@127.0.0.1:1/none', 'database_unreachable'],
  ])('not from %s', async (url, code) => {
    const refusal = await openDatabase(url).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'DomainError', code });
    expect(JSON.stringify(refusal)).not.toContain('secret');
  });
});

const PRAGMAS = ['journal_mode', 'synchronous', 'foreign_keys', 'recursive_triggers', 'busy_timeout'];
const SETTINGS = ['synchronous_commit', 'lock_timeout', 'transaction_isolation'];

onSqlite('a SQLite file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sureg-test-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const refusal = (file: string): Promise<unknown> =>
    openDatabase(`sqlite:${file}`).then(
      () => 'opened',
      (error: unknown) => error,
    );

  it('that is not a database is refused and left alone', async () => {
    const file = join(folder, 'letter.txt');
    writeFileSync(file, '敬启者：本册不是账本。'.repeat(300));
    const before = readFileSync(file);
    expect(await refusal(file)).toMatchObject({ name: 'DomainError', code: 'database_damaged' });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('of another program is refused and left alone', async () => {
    const file = join(folder, 'other.db');
    const other = new Sqlite(file);
    other.exec('create table bookmarks (url text)');
    other.close();
    const before = readFileSync(file);
    expect(await refusal(file)).toMatchObject({ code: 'database_damaged', details: { reason: 'table bookmarks' } });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('that was cut off is refused', async () => {
    const file = join(folder, 'cut.db');
    await (await openDatabase(`sqlite:${file}`)).close();
    writeFileSync(file, readFileSync(file).subarray(0, 5_000));
    expect(await refusal(file)).toMatchObject({ name: 'DomainError', code: 'database_damaged' });
  });

  it('that is a folder, or lies below a file, is refused', async () => {
    mkdirSync(join(folder, 'book.db'));
    writeFileSync(join(folder, 'plain'), 'x');
    expect(await refusal(join(folder, 'book.db'))).toMatchObject({ name: 'DomainError', code: 'file_unreadable' });
    expect(await refusal(join(folder, 'plain', 'book.db'))).toMatchObject({ code: 'file_unreadable' });
  });

  // Root may write everywhere.
  (process.getuid?.() === 0 ? it.skip : it)('in a folder that cannot be written to is refused', async () => {
    chmodSync(folder, 0o555);
    try {
      expect(await refusal(join(folder, 'book.db'))).toMatchObject({ code: 'file_unreadable' });
      expect(await refusal(join(folder, 'new', 'book.db'))).toMatchObject({ code: 'file_unreadable' });
    } finally {
      chmodSync(folder, 0o755);
    }
  });

  it('that is empty becomes a book; folders on the way are made', async () => {
    const file = join(folder, 'a', 'b', 'book.db');
    mkdirSync(join(folder, 'a', 'b'), { recursive: true });
    writeFileSync(file, '');
    expect(await openDatabase(`sqlite:${file}`).then((d) => d.close())).toBeUndefined();
    expect(await openDatabase(`sqlite:${join(folder, 'c', 'd', 'book.db')}`).then((d) => d.close())).toBeUndefined();
  });
});
