/** A better-sqlite3 connection as Reader and Tx. */
import type Database from 'better-sqlite3';
import { yieldToEventLoop } from '../common/progress';
import type { Reader, SqlValue, Tx, WriteScope } from './tx';

const STATEMENT_CACHE_SIZE = 400;

/** A connection with its prepared statements. */
export class SqliteConnection implements Reader {
  readonly dialect = 'sqlite';
  private readonly statements = new Map<string, Database.Statement>();

  constructor(readonly handle: Database.Database) {}

  prepare(sql: string): Database.Statement {
    const known = this.statements.get(sql);
    if (known) return known;
    if (this.statements.size >= STATEMENT_CACHE_SIZE) this.statements.clear();
    const statement = this.handle.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }

  all<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    return attempt(() => this.prepare(sql).all(bind(params)) as T[]);
  }

  get<T>(sql: string, params: readonly SqlValue[] = []): Promise<T | undefined> {
    return attempt(() => this.prepare(sql).get(bind(params)) as T | undefined);
  }

  async *iterate<T>(sql: string, params: readonly SqlValue[] = []): AsyncGenerator<T> {
    // Not a cached statement, which could be run again while this cursor is still open.
    let rows = 0;
    for (const row of this.handle.prepare(sql).iterate(bind(params))) {
      yield row as T;
      rows += 1;
      if (rows % 2_000 === 0) await yieldToEventLoop();
    }
  }

  run(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    return attempt(() => this.prepare(sql).run(bind(params)).changes);
  }

  insertMany(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    onConflict = '',
  ): Promise<number> {
    return attempt(() => {
      if (rows.length === 0) return 0;
      const insert = this.prepare(
        `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')}) ${onConflict}`,
      );
      let changed = 0;
      for (const row of rows) changed += insert.run(bind(row)).changes;
      return changed;
    });
  }
}

/** The transaction of a unit of work, on the writing connection. */
export class SqliteTx implements Tx {
  readonly dialect = 'sqlite';
  private ended = false;
  private depth = 0;

  constructor(
    private readonly connection: SqliteConnection,
    readonly scope: WriteScope,
  ) {}

  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return this.open().all<T>(sql, params);
  }

  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined> {
    return this.open().get<T>(sql, params);
  }

  async *iterate<T>(sql: string, params?: readonly SqlValue[]): AsyncGenerator<T> {
    // All rows at once: with an open cursor every write would be refused.
    yield* await this.open().all<T>(sql, params);
  }

  run(sql: string, params?: readonly SqlValue[]): Promise<number> {
    return this.open().run(sql, params);
  }

  insertMany(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    onConflict?: string,
  ): Promise<number> {
    return this.open().insertMany(table, columns, rows, onConflict);
  }

  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    const name = `inner_${(this.depth += 1)}`;
    const { handle } = this.open();
    handle.exec(`savepoint ${name}`);
    try {
      const result = await work();
      handle.exec(`release ${name}`);
      return result;
    } catch (error) {
      if (handle.inTransaction) handle.exec(`rollback to ${name}; release ${name}`);
      throw error;
    } finally {
      this.depth -= 1;
    }
  }

  end(): void {
    this.ended = true;
  }

  private open(): SqliteConnection {
    if (this.ended) throw new Error('this unit of work has ended: a promise in it was not awaited');
    return this.connection;
  }
}

/** SQLite has no booleans, so they are made 0 and 1. Most rows have none and are passed on as they are. */
function bind(params: readonly SqlValue[]): readonly SqlValue[] {
  return params.some((p) => typeof p === 'boolean')
    ? params.map((p) => (typeof p === 'boolean' ? Number(p) : p))
    : params;
}

/** Runs synchronous work as a promise. */
function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
