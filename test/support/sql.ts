/** Raw access to a test's database, past everything that guards it. */
import { numberPlaceholders } from '../../src/common/placeholders';
import Sqlite from 'better-sqlite3';
import { Client } from 'pg';

export type Value = string | number | null;

export interface Raw {
  readonly dialect: 'sqlite' | 'postgres';
  query<T = Record<string, unknown>>(sql: string, params?: readonly Value[]): Promise<T[]>;
  /** Switches triggers and foreign keys off for this connection, as somebody with the password could. */
  disarm(): Promise<void>;
  close(): Promise<void>;
}

export async function openRaw(url: string): Promise<Raw> {
  return url.startsWith('sqlite:') ? rawSqlite(url.slice('sqlite:'.length)) : rawPostgres(url);
}

function rawSqlite(file: string): Raw {
  const db = new Sqlite(file);
  const query = <T>(sql: string, params: readonly Value[] = []): Promise<T[]> => {
    try {
      const statement = db.prepare(sql);
      if (statement.reader) return Promise.resolve(statement.all(...params) as T[]);
      statement.run(...params);
      return Promise.resolve([]);
    } catch (error) {
      return Promise.reject(asOwnError(error));
    }
  };
  return {
    dialect: 'sqlite',
    query,
    disarm: async () => {
      db.pragma('foreign_keys = OFF');
      for (const { name } of await query<{ name: string }>(`select name from sqlite_schema where type = 'trigger'`))
        db.exec(`drop trigger ${name}`);
    },
    close: () => Promise.resolve(void db.close()),
  };
}

async function rawPostgres(url: string): Promise<Raw> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return {
    dialect: 'postgres',
    query: async <T>(sql: string, params: readonly Value[] = []) =>
      (await client.query(numberPlaceholders(sql), [...params])).rows as T[],
    disarm: async () => {
      await client.query('set session_replication_role = replica');
    },
    close: () => client.end(),
  };
}

/** better-sqlite3 makes its errors in the realm of the first test file that loads it; Jest's matchers want this one's. */
function asOwnError(error: unknown): Error {
  const { message, code } = error as { message: string; code?: string };
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

/** Every table of the database, in the order of their names. */
export async function tableNames(raw: Raw): Promise<string[]> {
  const sql =
    raw.dialect === 'sqlite'
      ? `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`
      : `select tablename as name from pg_tables where schemaname = 'public' order by 1`;
  return (await raw.query<{ name: string }>(sql)).map((t) => t.name);
}

/** All tables of the book, with a count and a digest of their rows: equal before and after means nothing changed. */
export async function contents(raw: Raw): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of TABLES) {
    const rows = await raw.query(`select * from ${table}`);
    found[table] = rows.map((r) => JSON.stringify(r)).sort().join('\n'); // prettier-ignore
  }
  return found;
}

export const TABLES = [
  'cooperative',
  'household',
  'season',
  'contract',
  'terms_version',
  'book_record',
  'account',
  'posting',
  'account_total',
  'statement',
  'statement_step',
  'signature',
  'attachment',
  'slip_print',
] as const;
