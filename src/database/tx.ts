/** How code reads and writes the book: SQL with `?` placeholders that runs on both databases, within an explicit transaction. */

export type Dialect = 'sqlite' | 'postgres';
export type SqlValue = string | number | boolean | null;

/** Whose turn is waited for: one cooperative's, that of people and their sessions, or everybody's. */
export type WriteScope = { readonly cooperative: string } | 'people' | 'installation';

/** Reads; each call stands alone unless it comes from a snapshot or a transaction. */
export interface Reader {
  readonly dialect: Dialect;
  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined>;
  /** Streams rows; for results of any size. */
  iterate<T>(sql: string, params?: readonly SqlValue[]): AsyncIterable<T>;
}

/** Reads and writes of one unit of work; unusable once the unit has ended. */
export interface Tx extends Reader {
  /** Whose turn it is: nobody else writes in it before the unit's commit. */
  readonly scope: WriteScope;
  /** Rows changed. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>;
  /**
   * Rows inserted, or changed by `onConflict`: the clause that says what becomes of a row whose key is there already.
   */
  insertMany(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    onConflict?: string,
  ): Promise<number>;
  /** What `work` wrote is undone when it throws; the unit goes on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}

/** SQLite gives 0 and 1, PostgreSQL false and true. */
export function asBoolean(value: number | boolean): boolean {
  return value === true || value === 1;
}

/** `text` in code-point order, on either database. */
export function byText(reader: Reader, text: string): string {
  return reader.dialect === 'postgres' ? `${text} collate "C"` : text;
}
