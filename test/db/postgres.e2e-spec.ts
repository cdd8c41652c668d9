import { Pool, type PoolClient } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase, type OpenDatabase } from '../../src/database/data-source';
import { PostgresWriter } from '../../src/database/postgres-writer';
import type { Tx } from '../../src/database/tx';
import { createTestDatabase, testDialect, type TestDatabase } from '../support/database';
import { openRaw, type Raw } from '../support/sql';

const onPostgres = testDialect() === 'postgres' ? describe : describe.skip;

onPostgres('the PostgreSQL writer', () => {
  let test: TestDatabase;
  let db: OpenDatabase;
  let raw: Raw;
  beforeEach(async () => {
    test = await createTestDatabase();
    db = await openDatabase(test.url);
    raw = await openRaw(test.url);
    await raw.query('create table mark (id integer primary key)');
    await raw.query(`create function fail_with(state text) returns void language plpgsql as $$ begin
      raise exception 'simulated' using errcode = state; end $$`);
  });
  afterEach(async () => {
    await db.close();
    await raw.close();
    await test.drop();
  });
  const A = { cooperative: 'A' };
  const add = (tx: Tx, id: number): Promise<number> => tx.run('insert into mark (id) values (?)', [id]);
  const marks = async (): Promise<number[]> =>
    (await raw.query<{ id: number }>('select id from mark order by id')).map((r) => r.id);

  it.each(['40001', '40P01'])('repeats the whole group after %s, once for each time it is asked', async (state) => {
    let attempts = 0;
    const first = db.writer.write(A, (tx) => add(tx, 1));
    const second = db.writer.write(A, async (tx) => {
      attempts += 1;
      await add(tx, 2);
      if (attempts < 3) await tx.run('select fail_with(?)', [state]);
      return attempts;
    });
    await first;
    expect(await second).toBe(3);
    expect(await marks()).toEqual([1, 2]);
  });

  it('gives up after five attempts: busy, nothing kept, and the others of the group are done without it', async () => {
    let attempts = 0;
    const hopeless = db.writer.write(A, async (tx) => {
      attempts += 1;
      await add(tx, 1);
      await tx.run(`select fail_with('40001')`);
    });
    let goodAttempts = 0;
    const good = db.writer.write(A, (tx) => {
      goodAttempts += 1;
      return add(tx, 2);
    });
    await expect(hopeless).rejects.toMatchObject({ name: 'DomainError', code: 'database_busy' });
    await good;
    expect(attempts).toBe(5);
    expect(goodAttempts).toBeLessThanOrEqual(5);
    expect(await marks()).toEqual([2]);
    attempts = 0;
    const alone = db.writer.write(A, async (tx) => {
      attempts += 1;
      await tx.run(`select fail_with('40P01')`);
    });
    await expect(alone).rejects.toMatchObject({ code: 'database_busy' });
    expect(attempts).toBe(5);
  });

  it('lets people sign in while a cooperative records, and the other way about; work for the whole installation waits for both', async () => {
    const gates = [A, 'people'].map((scope) => {
      let open = (): void => undefined;
      const gate = new Promise<void>((resolve) => (open = resolve));
      const held = db.writer.write(scope as typeof A | 'people', () => gate);
      return { open, held };
    });
    // Each runs beside what the other kind holds: a second server's, so that no queue of this one is in the way.
    const other = await openDatabase(test.url);
    const whole = other.writer.write('installation', (tx) => add(tx, 3));
    gates[0]?.open();
    await gates[0]?.held;
    await sleep(50);
    expect(await marks()).toEqual([]);
    gates[1]?.open();
    await Promise.all([gates[1]?.held, whole]);
    expect(await marks()).toEqual([3]);
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const recording = db.writer.write(A, () => gate);
    await other.writer.write('people', (tx) => add(tx, 4));
    expect(await marks()).toEqual([3, 4]);
    open();
    await recording;
    await other.close();
  });

  it('is refused as busy when another session holds the lock too long, and goes on after', async () => {
    const pool = new Pool({ connectionString: test.url, max: 3, options: '-c lock_timeout=200' });
    pool.on('connect', (client) => client.on('error', () => undefined));
    const impatient = new PostgresWriter(pool);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const holder = db.writer.write(A, async (tx) => {
      await add(tx, 1);
      await held;
    });
    await sleep(50);
    await expect(impatient.write(A, (tx) => add(tx, 2))).rejects.toMatchObject({ code: 'database_busy' });
    await impatient.write({ cooperative: 'B' }, (tx) => add(tx, 3));
    await expect(impatient.write('installation', (tx) => add(tx, 4))).rejects.toMatchObject({ code: 'database_busy' });
    release();
    await holder;
    await impatient.write('installation', (tx) => add(tx, 5));
    await pool.end();
    expect(await marks()).toEqual([1, 3, 5]);
  });

  /** A server whose sessions end when they say nothing for 300 ms while others wait. */
  const brisk = `options=${encodeURIComponent('-c idle_in_transaction_session_timeout=300')}`;

  it('does not wait for a server that was stopped in the midst of a unit: its session ends, and nothing of the unit is kept', async () => {
    const other = await openDatabase(`${test.url}${test.url.includes('?') ? '&' : '?'}${brisk}`);
    let wake = (): void => undefined;
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    const stopped = other.writer.write(A, async (tx) => {
      await add(tx, 1);
      await asleep;
      await add(tx, 2);
    });
    await sleep(50);
    await db.writer.write(A, (tx) => add(tx, 3));
    wake();
    await expect(stopped).rejects.toMatchObject({ name: 'DomainError', code: 'database_unreachable' });
    await other.writer.write(A, (tx) => add(tx, 4));
    await other.close();
    expect(await marks()).toEqual([3, 4]);
  });

  it('does not wait for one that was stopped between the lock and the transaction either; what is idle stays open', async () => {
    const pool = new Pool({
      connectionString: test.url,
      max: 1,
      options: '-c idle_in_transaction_session_timeout=300',
    });
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    const writer = new PostgresWriter(pool);
    const pidOf = async (client: PoolClient): Promise<number> =>
      (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid as number;
    await writer.write(A, (tx) => add(tx, 1));
    const before = await pool.connect();
    const pid = await pidOf(before);
    before.release();
    await sleep(600);
    const client = await pool.connect();
    expect(await pidOf(client)).toBe(pid);
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    const begun = { now: (): void => undefined };
    const locked = new Promise<void>((resolve) => (begun.now = resolve));
    let wake = (): void => undefined;
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    client.query = (async (...args: unknown[]) => {
      if (String(args[0]).startsWith('begin')) {
        begun.now();
        await asleep;
      }
      return query(...args);
    }) as typeof client.query;
    client.release();
    const stopped = writer.write(A, (tx) => add(tx, 2));
    await locked;
    await db.writer.write(A, (tx) => add(tx, 3));
    expect(await raw.query(`select 1 as one from pg_stat_activity where pid = ${pid}`)).toEqual([]);
    wake();
    await expect(stopped).rejects.toMatchObject({ code: 'database_unreachable' });
    await pool.end();
    expect(await marks()).toEqual([1, 3]);
  });

  const cut = (): Promise<unknown> =>
    raw.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );

  it('survives that its sessions are ended while a unit runs, while it waits and while it is idle', async () => {
    const running = db.writer.write(A, async (tx) => {
      await add(tx, 1);
      await cut();
      await sleep(20);
      await add(tx, 2);
    });
    await expect(running).rejects.toMatchObject({ name: 'DomainError', code: 'database_unreachable' });
    await db.writer.write(A, (tx) => add(tx, 3));
    await db.reads.all('select 1');
    await cut();
    await sleep(20);
    const reading = db.reads.snapshot(async (reader) => {
      await cut();
      await sleep(20);
      return reader.all('select 1');
    });
    await expect(reading).rejects.toMatchObject({ code: 'database_unreachable' });
    await db.writer.write('installation', (tx) => add(tx, 4));
    expect(await marks()).toEqual([3, 4]);
  });

  it('never reports a success when the connection is lost within the commit', async () => {
    await raw.query(`create function cut_now() returns trigger language plpgsql as $$ begin
      perform pg_terminate_backend(pg_backend_pid()); return null; end $$`);
    await raw.query(`create constraint trigger cut_at_commit after insert on mark deferrable initially deferred
      for each row when (new.id >= 100) execute function cut_now()`);
    const group = await Promise.allSettled([
      db.writer.write(A, (tx) => add(tx, 1)),
      db.writer.write(A, (tx) => add(tx, 100)),
    ]);
    expect(group.map((g) => (g.status === 'rejected' ? g.reason.code : g.status))).toEqual([
      'database_unreachable',
      'database_unreachable',
    ]);
    expect(await marks()).toEqual([]);
    await db.writer.write(A, (tx) => add(tx, 2));
    expect(await marks()).toEqual([2]);
  });

  it('needs more cooperatives than connections to wait, not to hang, and lets the installation in between', async () => {
    const order: string[] = [];
    const units = Array.from({ length: 40 }, (_, i) =>
      db.writer
        .write({ cooperative: `C${i}` }, async (tx) => {
          await add(tx, i);
          await db.reads.all('select count(*) from mark');
          await sleep(5);
        })
        .then(() => order.push(`C${i}`)),
    );
    const installation = db.writer.write('installation', (tx) => add(tx, 1_000)).then(() => order.push('installation'));
    await Promise.all([...units, installation]);
    expect(order).toHaveLength(41);
    expect(await marks()).toHaveLength(41);
  });

  it('is not harmed by two cooperatives whose codes share a hash', async () => {
    const [pair] = await raw.query<{ a: number; b: number }>(
      `select min(n) as a, max(n) as b from (select n, hashtext('K' || n) | 1 as h from generate_series(1, 300000) n) x
       group by h having count(*) > 1 limit 1`,
    );
    const [a, b] = [`K${pair?.a}`, `K${pair?.b}`];
    expect(a).not.toBe(b);
    await Promise.all(
      Array.from({ length: 60 }, (_, i) => db.writer.write({ cooperative: i % 2 ? a : b }, (tx) => add(tx, i))),
    );
    expect(await marks()).toHaveLength(60);
  });
});
