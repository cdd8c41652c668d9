/** A PostgreSQL client as Reader and Tx. */
import { numberPlaceholders } from '../common/placeholders';
import { types, type ClientBase } from 'pg';
import type { SqlValue, Tx, WriteScope } from './tx';

const DATE = 1082;
const INT8 = 20;
const NUMERIC = 1700;
/** PostgreSQL accepts 65,535 parameters per statement. */
const MAX_PARAMETERS = 30_000;
const FETCH = 2_000;

/** Dates stay texts and integers become numbers, or fail: nothing is ever rounded. */
export function setTypeParsers(): void {
  types.setTypeParser(DATE, (text) => text);
  types.setTypeParser(INT8, safeInteger);
  types.setTypeParser(NUMERIC, (text) => (/^-?\d+$/.test(text) ? safeInteger(text) : text));
}

function safeInteger(text: string): number {
  const value = Number.parseInt(text, 10);
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${text}`);
  return value;
}

let cursors = 0;

/** A client within a transaction. */
export class PostgresTx implements Tx {
  readonly dialect = 'postgres';
  private ended = false;
  private depth = 0;

  /** @param scope of a unit of work; whoever only reads has none */
  constructor(
    private readonly client: ClientBase,
    readonly scope: WriteScope = 'installation',
  ) {}

  async all<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    return (await this.open().query(numberPlaceholders(sql), [...params])).rows as T[];
  }

  async get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined> {
    return (await this.all<T>(sql, params))[0];
  }

  async *iterate<T>(sql: string, params: readonly SqlValue[] = []): AsyncGenerator<T> {
    const name = `cursor_${(cursors += 1)}`;
    await this.open().query(`declare ${name} no scroll cursor for ${numberPlaceholders(sql)}`, [...params]);
    for (;;) {
      const { rows } = await this.open().query(`fetch ${FETCH} from ${name}`);
      yield* rows as T[];
      if (rows.length < FETCH) break;
    }
    await this.open().query(`close ${name}`);
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    return (await this.open().query(numberPlaceholders(sql), [...params])).rowCount ?? 0;
  }

  async insertMany(
    table: string,
    columns: readonly string[],
    rows: readonly (readonly SqlValue[])[],
    onConflict = '',
  ): Promise<number> {
    let changed = 0;
    const perStatement = Number.parseInt(String(MAX_PARAMETERS / columns.length), 10);
    for (let i = 0; i < rows.length; i += perStatement) {
      const part = rows.slice(i, i + perStatement);
      const values = part
        .map((_, r) => `(${columns.map((_c, c) => `$${r * columns.length + c + 1}`).join(', ')})`)
        .join(', ');
      const sql = `insert into ${table} (${columns.join(', ')}) values ${values} ${onConflict}`;
      changed += (await this.open().query(sql, part.flat())).rowCount ?? 0;
    }
    return changed;
  }

  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    const name = `inner_${(this.depth += 1)}`;
    await this.open().query(`savepoint ${name}`);
    try {
      const result = await work();
      await this.open().query(`release savepoint ${name}`);
      return result;
    } catch (error) {
      await this.open().query(`rollback to savepoint ${name}; release savepoint ${name}`);
      throw error;
    } finally {
      this.depth -= 1;
    }
  }

  end(): void {
    this.ended = true;
  }

  private open(): ClientBase {
    if (this.ended) throw new Error('this unit of work has ended: a promise in it was not awaited');
    return this.client;
  }
}
