/** Reads outside units of work, on connections that cannot write; a snapshot shows one state however long it lasts. */
import type { Pool } from 'pg';
import { PostgresTx } from './postgres';
import type { SqliteConnection } from './sqlite';
import type { Dialect, Reader, SqlValue } from './tx';

/** Reads of the committed book. */
export abstract class ReadPool implements Reader {
  abstract readonly dialect: Dialect;
  abstract all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  abstract get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined>;
  /** All reads of `work` see the state at its beginning. */
  abstract snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  abstract close(): Promise<void>;

  /** Streams need a connection of their own for as long as they last: ask a snapshot. */
  iterate<T>(): AsyncIterable<T> {
    throw new Error('stream within a snapshot');
  }
}

/** SQLite: one connection for single reads, and one for each snapshot under way. */
export class SqliteReads extends ReadPool {
  readonly dialect = 'sqlite';
  private readonly free: SqliteConnection[] = [];
  private readonly shared: SqliteConnection;

  constructor(private readonly connect: () => SqliteConnection) {
    super();
    this.shared = connect();
  }

  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return this.shared.all<T>(sql, params);
  }

  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined> {
    return this.shared.get<T>(sql, params);
  }

  async snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    const connection = this.free.pop() ?? this.connect();
    connection.handle.exec('begin');
    try {
      return await work(connection);
    } finally {
      connection.handle.exec('commit');
      this.free.push(connection);
    }
  }

  close(): Promise<void> {
    for (const connection of [this.shared, ...this.free]) connection.handle.close();
    return Promise.resolve();
  }
}

/** PostgreSQL: read-only transactions on pooled clients. */
export class PostgresReads extends ReadPool {
  readonly dialect = 'postgres';

  constructor(private readonly pool: Pool) {
    super();
  }

  async all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    const client = await this.pool.connect();
    try {
      return await new PostgresTx(client).all<T>(sql, params);
    } finally {
      client.release();
    }
  }

  async get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined> {
    return (await this.all<T>(sql, params))[0];
  }

  async snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin isolation level repeatable read read only');
      const result = await work(new PostgresTx(client));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: unknown) => (broken = failure as Error));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
