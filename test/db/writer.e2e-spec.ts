import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type OpenDatabase } from '../../src/database/data-source';
import type { Tx } from '../../src/database/tx';
import { createTestDatabase, testDialect, type TestDatabase } from '../support/database';
import { openRaw, type Raw } from '../support/sql';

/** A table of the test's own: the writer knows nothing of what is written. */
describe('the writer', () => {
  let test: TestDatabase;
  let db: OpenDatabase;
  let raw: Raw;
  beforeEach(async () => {
    test = await createTestDatabase();
    db = await openDatabase(test.url);
    raw = await openRaw(test.url);
    await raw.query('create table mark (id integer primary key, n integer not null)');
    await raw.query('insert into mark (id, n) values (0, 0)');
  });
  afterEach(async () => {
    await db.close();
    await raw.close();
    await test.drop();
  });

  const A = { cooperative: 'A' } as const;
  const add = (tx: Tx, id: number): Promise<number> => tx.run('insert into mark (id, n) values (?, 1)', [id]);
  const marks = async (from: { query: Raw['query'] } = raw): Promise<number[]> =>
    (await from.query<{ id: number }>('select id from mark where id > 0 order by id')).map((r) => r.id);

  it('loses none of 200 parallel writes of which a quarter fails, and does none by half', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) =>
        db.writer.write(A, async (tx) => {
          const row = await tx.get<{ n: number }>('select n from mark where id = 0');
          await add(tx, 1_000 + i);
          await new Promise((resolve) => setImmediate(resolve));
          await tx.run('update mark set n = ? where id = 0', [(row?.n ?? 0) + 1]);
          if (i % 4 === 0) throw new Error(`unit ${i}`);
          return i;
        }),
      ),
    );
    const done = answers.flatMap((a) => (a.status === 'fulfilled' ? [a.value] : []));
    expect(done).toHaveLength(150);
    expect(answers.filter((a) => a.status === 'rejected').map((a) => String(a.reason.message))).toEqual(
      Array.from({ length: 50 }, (_, i) => `unit ${i * 4}`),
    );
    expect(await marks()).toEqual(done.map((i) => 1_000 + i));
    expect(await raw.query('select n from mark where id = 0')).toEqual([{ n: 150 }]);
  });

  it('answers only when another connection can see the write', async () => {
    const seen = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        await db.writer.write(A, (tx) => add(tx, i + 1));
        return db.reads.all('select id from mark where id = ?', [i + 1]);
      }),
    );
    expect(seen.every((rows) => rows.length === 1)).toBe(true);
  });

  it('shares a commit between waiting units, each seeing those before it, and undoes alone the one that throws', async () => {
    const inside: number[][] = [];
    const unit = (id: number, fails = false): Promise<unknown> =>
      db.writer.write(A, async (tx) => {
        await add(tx, id);
        inside.push((await tx.all<{ id: number }>('select id from mark where id > 0 order by id')).map((r) => r.id));
        if (fails) throw new Error('no');
      });
    const [first, second, third] = await Promise.allSettled([unit(1), unit(2, true), unit(3)]);
    expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(inside).toEqual([[1], [1, 2], [1, 3]]);
    expect(await marks()).toEqual([1, 3]);
  });

  it('leaves nothing of a preview, and answers what it would have given', async () => {
    const before = db.writer.write(A, (tx) => add(tx, 1));
    const preview = db.writer.preview(A, async (tx) => {
      await add(tx, 2);
      return tx.all<{ id: number }>('select id from mark where id > 0 order by id');
    });
    const after = db.writer.write(A, (tx) => add(tx, 3));
    await Promise.all([before, after]);
    expect(await preview).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await marks()).toEqual([1, 3]);
  });

  it('refuses a unit within a unit, and goes on', async () => {
    const nested = db.writer.write(A, () => db.writer.write(A, (tx) => add(tx, 1)));
    await expect(nested).rejects.toThrow(/pass its tx on/);
    await db.writer.write(A, (tx) => add(tx, 2));
    expect(await marks()).toEqual([2]);
  });

  it('lets what a unit set off write later, when the unit has ended', async () => {
    let later: Promise<unknown> | undefined;
    await db.writer.write(A, async (tx) => {
      await add(tx, 1);
      later = sleep(30).then(() => db.writer.write(A, (tx2) => add(tx2, 2)));
    });
    await later;
    expect(await marks()).toEqual([1, 2]);
  });

  it('refuses the tx of a unit that has ended', async () => {
    let kept: Tx | undefined;
    await db.writer.write(A, async (tx) => {
      kept = tx;
      await add(tx, 1);
    });
    const stale = kept as Tx;
    const late = [
      async (): Promise<unknown> => stale.run('delete from mark'),
      async (): Promise<unknown> => stale.all('select 1'),
      async (): Promise<unknown> => stale.insertMany('mark', ['id', 'n'], [[9, 9]]),
      async (): Promise<unknown> => stale.savepoint(() => Promise.resolve()),
      async (): Promise<unknown> => {
        for await (const row of stale.iterate('select 1')) return row;
        return undefined;
      },
    ];
    for (const use of late) await expect(use()).rejects.toThrow(/has ended/);
    expect(await marks()).toEqual([1]);
  });

  it('undoes what a savepoint threw away and keeps the rest of the unit', async () => {
    await db.writer.write(A, async (tx) => {
      await add(tx, 1);
      await tx
        .savepoint(async () => {
          await add(tx, 2);
          await tx.savepoint(() => add(tx, 3));
          throw new Error('back');
        })
        .catch(() => undefined);
      await tx.savepoint(() => add(tx, 4));
    });
    expect(await marks()).toEqual([1, 4]);
  });

  it('undoes a unit alone whose statement the database refused', async () => {
    const twice = db.writer.write(A, async (tx) => {
      await add(tx, 1);
      await add(tx, 1);
    });
    const other = db.writer.write(A, (tx) => add(tx, 2));
    const code = testDialect() === 'sqlite' ? 'SQLITE_CONSTRAINT_PRIMARYKEY' : '23505';
    await expect(twice).rejects.toMatchObject({ code });
    await other;
    expect(await marks()).toEqual([2]);
  });

  it('answers quick units before a long one of the whole installation is done', async () => {
    const order: string[] = [];
    const note = (what: string) => (): void => void order.push(what);
    const quick = db.writer.write(A, (tx) => add(tx, 1)).then(note('quick'));
    // On PostgreSQL the two have queues of their own, and either may get its lock first.
    if (db.dialect === 'postgres') await quick;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let begun = (): void => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const long = db.writer
      .write('installation', async (tx) => {
        await add(tx, 2);
        begun();
        await held;
      })
      .then(note('long'));
    await Promise.all([quick, hasBegun]);
    const next = db.writer.write(A, (tx) => add(tx, 3)).then(note('next'));
    await sleep(50);
    release();
    await Promise.all([long, next]);
    expect(order).toEqual(['quick', 'long', 'next']);
  });

  it('finishes what waits before it closes, and takes nothing after', async () => {
    const waiting = Array.from({ length: 30 }, (_, i) => db.writer.write(A, (tx) => add(tx, i + 1)));
    const closed = db.writer.close();
    await expect(db.writer.write(A, (tx) => add(tx, 99))).rejects.toThrow(/closed/);
    await closed;
    expect((await Promise.allSettled(waiting)).every((w) => w.status === 'fulfilled')).toBe(true);
    expect(await marks()).toHaveLength(30);
  });
});

describe('reads', () => {
  let test: TestDatabase;
  let db: OpenDatabase;
  beforeEach(async () => {
    test = await createTestDatabase();
    db = await openDatabase(test.url);
    await db.writer.write('installation', (tx) => tx.run('create table mark (id integer primary key)'));
  });
  afterEach(async () => {
    await db.close();
    await test.drop();
  });
  const add = (id: number): Promise<number> =>
    db.writer.write('installation', (tx) => tx.run('insert into mark (id) values (?)', [id]));

  it('of a snapshot all see the state at its beginning', async () => {
    await add(1);
    const counts = await db.reads.snapshot(async (reader) => {
      await add(2);
      const first = await reader.all('select id from mark');
      await add(3);
      return [first.length, (await reader.all('select id from mark')).length];
    });
    expect(counts).toEqual([1, 1]);
    expect(await db.reads.all('select id from mark')).toHaveLength(3);
  });

  it('cannot write', async () => {
    const write = db.reads.snapshot((reader) => reader.all('insert into mark (id) values (7) returning id'));
    await expect(write).rejects.toMatchObject({ code: expect.stringMatching(/^(SQLITE_READONLY|25006)$/) });
    await expect(db.reads.all('delete from mark returning id')).rejects.toBeDefined();
  });

  it('of forty snapshots at once are all answered, and go on after one that failed', async () => {
    const work = (i: number): Promise<number> =>
      db.reads.snapshot(async (reader) => {
        await reader.all('select id from mark');
        await sleep(5);
        if (i % 10 === 3) throw new Error('given up');
        return i;
      });
    const all = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => work(i)));
    expect(all.filter((a) => a.status === 'fulfilled')).toHaveLength(36);
    expect(await work(0)).toBe(0);
  });

  it('stream any number of rows, and may be left half way', async () => {
    await db.writer.write('installation', (tx) =>
      tx.insertMany(
        'mark',
        ['id'],
        Array.from({ length: 5_000 }, (_, i) => [i + 1]),
      ),
    );
    const seen = await db.reads.snapshot(async (reader) => {
      let n = 0;
      for await (const row of reader.iterate<{ id: number }>('select id from mark where id > ? order by id', [0]))
        if ((n = row.id) === 4_500) break;
      return n;
    });
    expect(seen).toBe(4_500);
    expect(await db.reads.snapshot((reader) => reader.all('select count(*) as n from mark'))).toEqual([{ n: 5_000 }]);
  });
});
