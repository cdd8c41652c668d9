/**
 * A server whose reads are slow, and that rests after each page of drafts, so that its jobs last; prints its address, makes haste when it is
 * told `haste`, and ends when it is told anything else. Arguments: url, pause after 100 rows or a page of drafts, and how long a silent server is not taken for dead.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../../src/database/data-source';
import { ReadPool } from '../../src/database/reader';
import type { Reader, SqlValue, Tx, WriteScope } from '../../src/database/tx';
import { Writer } from '../../src/database/writer';
import { buildHttpApp } from '../../src/server/server';

/** A pause comes after so many rows. */
const ROWS = 100;
const [url = '', millis = '0', dead = '1000'] = process.argv.slice(2);

const haste = new AbortController();

async function rest(times = 1): Promise<void> {
  await pause(Number(millis) * times, undefined, { signal: haste.signal }).catch(() => undefined);
}

/** The reads of a slow disk. */
class SlowReads extends ReadPool {
  constructor(private readonly quick: ReadPool) {
    super();
  }

  get dialect(): ReadPool['dialect'] {
    return this.quick.dialect;
  }

  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return this.quick.all<T>(sql, params);
  }

  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined> {
    return this.quick.get<T>(sql, params);
  }

  snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.quick.snapshot((reader) =>
      work({
        dialect: reader.dialect,
        all: async <R>(sql: string, params?: readonly SqlValue[]) => {
          const rows = await reader.all<R>(sql, params);
          await rest(Math.floor(rows.length / ROWS));
          return rows;
        },
        get: (sql, params) => reader.get(sql, params),
        iterate: (sql, params) => slowly(reader.iterate(sql, params)),
      }),
    );
  }

  close(): Promise<void> {
    return this.quick.close();
  }
}

async function* slowly<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
  let n = 0;
  for await (const row of rows) {
    yield row;
    if ((n += 1) % ROWS === 0) await rest();
  }
}

/** Rests after a unit that drafted statements, when others can write. */
class SlowWriter extends Writer {
  constructor(private readonly quick: Writer) {
    super();
  }

  override async write<T>(scope: WriteScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    let hasDrafted = false;
    const noticing = (tx: Tx): Tx =>
      Object.create(tx, {
        insertMany: {
          value: (...args: Parameters<Tx['insertMany']>) => {
            hasDrafted ||= args[0] === 'statement';
            return tx.insertMany(...args);
          },
        },
      }) as Tx;
    const result = await this.quick.write(scope, (tx) => work(noticing(tx)));
    if (hasDrafted) await rest();
    return result;
  }

  override preview<T>(scope: WriteScope, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.quick.preview(scope, work);
  }

  protected enqueue(): void {
    throw new Error('units go to the quick writer');
  }
}

async function main(): Promise<void> {
  const database = await openDatabase(url);
  const reads = new SlowReads(database.reads);
  const jobTimes = { lookMillis: 50, beatMillis: 50, deadMillis: Number(dead) };
  const writer = new SlowWriter(database.writer);
  const app = await buildHttpApp({ ...database, reads, writer }, { jobTimes });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  writeSync(1, `ready http://127.0.0.1:${port}\n`);
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== 'haste') break;
    haste.abort();
  }
  process.stdin.destroy();
  await app.close();
  await database.close();
}

void main();
