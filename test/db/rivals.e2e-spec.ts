import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { openDatabase, type OpenDatabase } from '../../src/database/data-source';
import { SqliteConnection } from '../../src/database/sqlite';
import { SqliteWriter } from '../../src/database/sqlite-writer';
import { runScript } from '../support/child';
import { createTestDatabase, testDialect, type TestDatabase } from '../support/database';
import { openRaw, type Raw } from '../support/sql';

const onSqlite = testDialect() === 'sqlite' ? describe : describe.skip;

describe('rivals for one book', () => {
  let test: TestDatabase;
  let db: OpenDatabase;
  let raw: Raw;
  beforeEach(async () => {
    test = await createTestDatabase();
    db = await openDatabase(test.url);
    raw = await openRaw(test.url);
    await raw.query('create table mark (id integer primary key, n integer not null)');
    await raw.query('insert into mark (id, n) values (0, 0), (1, 0), (2, 0), (3, 0)');
  });
  afterEach(async () => {
    await db.close();
    await raw.close();
    await test.drop();
  });
  const increment = (cooperative: string, id: number): Promise<unknown> =>
    db.writer.write({ cooperative }, async (tx) => {
      const row = await tx.get<{ n: number }>('select n from mark where id = ?', [id]);
      await tx.run('update mark set n = ? where id = ?', [(row?.n ?? 0) + 1, id]);
    });

  it('in two processes, 300 units each, like a server and a command line, all get their turn', async () => {
    const script = join(__dirname, 'increment.ts');
    const children = [runScript(script, [test.url, '300', '8']), runScript(script, [test.url, '300', '1'])];
    const ends = await Promise.all(children.map((c) => c.ended));
    expect(children.map((c) => c.stderr()).join('')).toBe('');
    expect(ends.map((e) => e.code)).toEqual([0, 0]);
    expect(await raw.query('select n from mark where id = 0')).toEqual([{ n: 600 }]);
  });

  it('do not starve a second process while the first one never stops writing', async () => {
    let isBusy = true;
    const busy = Array.from({ length: 16 }, async () => {
      let units = 0;
      while (isBusy) {
        await increment('A', 0);
        units += 1;
      }
      return units;
    });
    const child = runScript(join(__dirname, 'increment.ts'), [test.url, '20', '1']);
    const end = await child.ended;
    isBusy = false;
    const units = (await Promise.all(busy)).reduce((sum, n) => sum + n, 0);
    expect(child.stderr()).toBe('');
    expect(end.code).toBe(0);
    expect(await raw.query('select n from mark where id = 0')).toEqual([{ n: units + 20 }]);
  });

  it('1,000 at once on one cooperative, reading before they write, lose no update', async () => {
    await Promise.all(Array.from({ length: 1_000 }, () => increment('A', 0)));
    expect(await raw.query('select n from mark where id = 0')).toEqual([{ n: 1_000 }]);
  });

  it('in several cooperatives, with work for the whole installation between them, all get through', async () => {
    const installation = (): Promise<unknown> =>
      db.writer.write('installation', (tx) => tx.run('update mark set n = n + 1 where id = 2'));
    const all = Array.from({ length: 30 }, (_, i) => [
      increment('A', 0),
      increment('B', 1),
      increment('C', 3),
      ...(i % 10 === 5 ? [installation()] : []),
    ]);
    await Promise.all(all.flat());
    const rows = await raw.query<{ n: number }>('select n from mark order by id');
    expect(rows.map((r) => r.n)).toEqual([30, 30, 3, 30]);
  });
});

onSqlite('a SQLite book that cannot be written to', () => {
  let test: TestDatabase;
  let db: OpenDatabase;
  beforeEach(async () => {
    test = await createTestDatabase();
    db = await openDatabase(test.url);
    await db.writer.write('installation', (tx) => tx.run('create table mark (id integer primary key, text text)'));
  });
  afterEach(async () => {
    await db.close();
    await test.drop();
  });
  const fill = (id: number, size: number): Promise<unknown> =>
    db.writer.write({ cooperative: 'A' }, (tx) =>
      tx.run('insert into mark (id, text) values (?, ?)', [id, 'x'.repeat(size)]),
    );
  const handle = (): Sqlite.Database =>
    (db.dataSource.driver as unknown as { databaseConnection: Sqlite.Database }).databaseConnection;

  it('because it is full refuses the units of that commit, keeps nothing of them, and goes on when there is room', async () => {
    const pages = handle().pragma('page_count', { simple: true }) as number;
    handle().pragma(`max_page_count = ${pages + 3}`);
    const group = await Promise.allSettled([fill(1, 10), fill(2, 1_000_000), fill(3, 10)]);
    expect(group.map((g) => g.status)).toContain('rejected');
    expect(group.flatMap((g) => (g.status === 'rejected' ? [g.reason.code] : []))).toEqual(
      expect.arrayContaining(['storage_full']),
    );
    const there = await db.reads.all<{ id: number }>('select id from mark order by id');
    const answered = group.flatMap((g, i) => (g.status === 'fulfilled' ? [{ id: i + 1 }] : []));
    expect(there).toEqual(answered);
    expect(await db.reads.get('select count(*) as n from mark where id = 2')).toEqual({ n: 0 });
    handle().pragma('max_page_count = 1073741823');
    await fill(4, 1_000_000);
    expect(await db.reads.get('select count(*) as n from mark where id = 4')).toEqual({ n: 1 });
  });

  it('because it is full is so even for a unit that swallows the error', async () => {
    const pages = handle().pragma('page_count', { simple: true }) as number;
    handle().pragma(`max_page_count = ${pages + 3}`);
    const swallowed = db.writer.write({ cooperative: 'A' }, async (tx) => {
      await tx.run('insert into mark (id, text) values (1, ?)', ['a']);
      await tx.run('insert into mark (id, text) values (2, ?)', ['x'.repeat(1_000_000)]).catch(() => undefined);
      return 'done';
    });
    const [answer] = await Promise.allSettled([swallowed]);
    const { n } = (await db.reads.get<{ n: number }>('select count(*) as n from mark')) ?? { n: -1 };
    expect([answer.status, n]).toEqual(n === 1 ? ['fulfilled', 1] : ['rejected', 0]);
    handle().pragma('max_page_count = 1073741823');
    await fill(4, 10);
  });

  it('because another process holds it is refused after some patience, without stopping readers', async () => {
    const file = test.url.slice('sqlite:'.length);
    const other = new Sqlite(file);
    const own = new Sqlite(file, { timeout: 50 });
    const writer = new SqliteWriter(new SqliteConnection(own), 300);
    other.exec('begin immediate');
    const started = performance.now();
    const refused = writer.write('installation', (tx) => tx.run(`insert into mark (id) values (1)`));
    const read = db.reads.get('select count(*) as n from mark').then(() => performance.now() - started);
    await expect(refused).rejects.toMatchObject({ code: 'database_busy' });
    expect(performance.now() - started).toBeGreaterThan(300);
    expect(await read).toBeLessThan(250);
    other.exec('rollback');
    await writer.write('installation', (tx) => tx.run(`insert into mark (id) values (1)`));
    other.close();
    own.close();
  });
});
