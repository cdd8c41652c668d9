/** The interfaces by which code reads and writes the book: SQL with `?` placeholders that runs on both databases. */

export type Dialect = 'sqlite' | 'postgres';
export type SqlValue = string | number | boolean | null;

/** What a unit of work locks: one cooperative, people and their sessions, or everything. */
export type WriteScope = { readonly cooperative: string } | 'people' | 'installation';

/** Reads. Each call is on its own unless the reader is a snapshot or a transaction. */
export interface Reader {
  readonly dialect: Dialect;
  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined>;
  /** Streams rows, for results of any size. */
  iterate<T>(sql: string, params?: readonly SqlValue[]): AsyncIterable<T>;
}

/** Reads and writes of one unit of work; unusable once that has ended. */
export interface Tx extends Reader {
  /** What is locked: nobody else writes there before the commit. */
  readonly scope: WriteScope;
  /** Returns the number of rows changed. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>;
  /**
   * Returns the number of rows inserted, or changed by `onConflict`: the SQL clause for rows whose key exists already.
   */
  insertMany(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    onConflict?: string,
  ): Promise<number>;
  /** Runs `work` in a savepoint: if it throws, its writes are undone and the unit of work can go on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}

/** A boolean column: SQLite returns 0 and 1, PostgreSQL false and true. */
export function asBoolean(value: number | boolean): boolean {
  return value === true || value === 1;
}

/** SQL that orders `text` by code point on both databases. */
export function byText(reader: Reader, text: string): string {
  return reader.dialect === 'postgres' ? `${text} collate "C"` : text;
}
