/** Reads outside of units of work, on connections that cannot write. A snapshot shows one state, however long it lasts. */
import type { Pool, PoolClient } from 'pg';
import { PostgresTx } from './postgres';
import { asRefusal, codeOf, isDatabaseError } from './refusals';
import type { SqliteConnection } from './sqlite';
import type { Dialect, Reader, SqlValue } from './tx';

/** Idle connections kept open for later snapshots. */
const IDLE_CONNECTIONS_MAX = 8;

/**
 * Turns database failures (damaged pages, a lost server) into refusals; rethrows everything else as it is.
 */
function refuse(error: unknown): never {
  throw isDatabaseError(error) && codeOf(error) !== 'SQLITE_READONLY' ? asRefusal(error) : error;
}

/** Reads what is committed. */
export abstract class ReadPool implements Reader {
  abstract readonly dialect: Dialect;
  abstract all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  abstract get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined>;
  /** Runs `work` with a reader that sees the state at its beginning throughout. */
  abstract snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  abstract close(): Promise<void>;

  /** Not for streams, which need a connection of their own: use a snapshot. */
  iterate<T>(): AsyncIterable<T> {
    throw new Error('stream within a snapshot');
  }
}

/** Runs `work` on one state: that of the given snapshot or transaction, or of a new snapshot. */
export function inOneState<T>(reads: Reader, work: (reader: Reader) => Promise<T>): Promise<T> {
  return reads instanceof ReadPool ? reads.snapshot(work) : work(reads);
}

/** SQLite: one connection for single reads, and one for each snapshot under way. */
export class SqliteReads extends ReadPool {
  readonly dialect = 'sqlite';
  private readonly free: SqliteConnection[] = [];
  private readonly shared: SqliteConnection;
  private isClosed = false;

  constructor(private readonly connect: () => SqliteConnection) {
    super();
    this.shared = connect();
  }

  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return this.shared.all<T>(sql, params).catch(refuse);
  }

  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined> {
    return this.shared.get<T>(sql, params).catch(refuse);
  }

  async snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    const connection = this.free.pop() ?? this.connect();
    try {
      connection.handle.exec('begin');
      // BEGIN alone takes no snapshot; the first read does.
      connection.prepare('select 1 from sqlite_schema limit 1').get();
      return await work(connection);
    } catch (error) {
      return refuse(error);
    } finally {
      this.giveBack(connection);
    }
  }

  private giveBack(connection: SqliteConnection): void {
    const { handle } = connection;
    try {
      if (handle.inTransaction) handle.exec('commit');
    } catch {
      // A stream left open holds the transaction; closing the connection ends both.
      handle.close();
      return;
    }
    if (this.isClosed || this.free.length >= IDLE_CONNECTIONS_MAX) handle.close();
    else this.free.push(connection);
  }

  /** Running snapshots keep their connections until they end. */
  close(): Promise<void> {
    this.isClosed = true;
    for (const connection of [this.shared, ...this.free.splice(0)]) connection.handle.close();
    return Promise.resolve();
  }
}

/** PostgreSQL: read-only transactions on pooled clients. Snapshots have a pool of their own, so that single reads never wait for them. */
export class PostgresReads extends ReadPool {
  readonly dialect = 'postgres';

  constructor(
    private readonly pool: Pool,
    private readonly snapshots: Pool,
  ) {
    super();
  }

  async all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    const client = await connect(this.pool);
    try {
      return await new PostgresTx(client).all<T>(sql, params);
    } catch (error) {
      throw asRefusal(error);
    } finally {
      client.release();
    }
  }

  async get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined> {
    return (await this.all<T>(sql, params))[0];
  }

  async snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    const client = await connect(this.snapshots);
    let broken: Error | undefined;
    try {
      // The first statement takes the snapshot; BEGIN does not.
      await client.query('begin isolation level repeatable read read only; select 1');
      const result = await work(new PostgresTx(client));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: unknown) => (broken = failure as Error));
      throw broken ? asRefusal(error) : refuse(error);
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.snapshots.end()]);
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw asRefusal(error);
  }
}
