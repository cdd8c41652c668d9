/** Opens a book: connects, migrates, checks durability and triggers, and provides the one writer and the readers. */
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { Client, Pool, type PoolConfig } from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import { DomainError } from '../domain/errors';
import { checkPostgresGuards, checkSqliteFile, checkSqliteGuards, checkVersion } from './checks';
import { ENTITIES } from './entities';
import { setTypeParsers } from './postgres';
import { LOCK_CLASS, PostgresWriter } from './postgres-writer';
import { PostgresReads, SqliteReads, type ReadPool } from './reader';
import { asRefusal, isSqliteBusy } from './refusals';
import { SqliteConnection } from './sqlite';
import { SqliteWriter } from './sqlite-writer';
import type { Dialect } from './tx';
import { pause, type Writer } from './writer';

/** An open book. */
export interface OpenDatabase {
  readonly dialect: Dialect;
  readonly writer: Writer;
  readonly reads: ReadPool;
  /** The file of a SQLite book. */
  readonly file?: string;
  /** For migrations and the check that they match the entities; never for writing. */
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

const BUSY_MILLIS = 100;
/** Connections in each pool: for units of work, for single reads, for snapshots. */
const POOL_SIZE = 8;
/** How long a unit of work or a reader waits for a connection, or for another process to release the lock. */
const CONNECT_TIMEOUT_MILLIS = 30_000;
const LOCK_TIMEOUT_MILLIS = 15_000;
/** A server silent for this long during a unit of work counts as stopped or cut off, and others no longer wait for it. */
const SILENT_MILLIS = 20_000;
const MIGRATION_LOCK = 1;

/**
 * @param url `sqlite:PATH` or `postgres://…`
 * @throws DomainError database_damaged (no book), database_newer, database_busy, database_unreachable, file_unreadable, storage_full,
 * choice_invalid (another kind of URL)
 */
export async function openDatabase(url: string): Promise<OpenDatabase> {
  if (url.startsWith('sqlite:')) return openSqlite(resolve(url.slice('sqlite:'.length)));
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url);
  throw new DomainError('choice_invalid', { value: url.slice(0, 20) }, 'DATABASE_URL');
}

const COMMON = { entities: ENTITIES, migrations, migrationsRun: false, synchronize: false, logging: false } as const;

async function openSqlite(file: string): Promise<OpenDatabase> {
  if (file.endsWith(':memory:')) throw new DomainError('choice_invalid', { value: ':memory:' }, 'DATABASE_URL');
  const prepareDatabase = (db: unknown): void => setPragmas(db as Database.Database);
  const dataSource = new DataSource({ type: 'better-sqlite3', database: file, prepareDatabase, ...COMMON });
  try {
    mkdirSync(dirname(file), { recursive: true });
    await connectSqlite(dataSource, file);
    closeToStrangers(file);
    const handle = (dataSource.driver as unknown as { databaseConnection: Database.Database }).databaseConnection;
    setPragmas(handle);
    checkPragmas(handle);
    checkSqliteGuards(handle);
    const connect = (): SqliteConnection => new SqliteConnection(readOnly(file));
    const writer = new SqliteWriter(new SqliteConnection(handle));
    const reads = new SqliteReads(connect);
    return { dialect: 'sqlite', writer, reads, file, dataSource, close: () => closeAll(writer, reads, dataSource) };
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw asRefusal(error);
  }
}

/** Older releases let every user of the machine read the book. Permissions that the owner has given a group stay. */
function closeToStrangers(file: string): void {
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    try {
      const { mode } = statSync(path);
      if ((mode & 0o007) !== 0) chmodSync(path, mode & 0o770);
    } catch {
      // The file does not exist yet, or has another owner, who has to close it.
    }
  }
}

/** Waits while another process opens or migrates the same file. */
async function connectSqlite(dataSource: DataSource, file: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      checkSqliteFile(file);
      if (!dataSource.isInitialized) await dataSource.initialize();
      if (await dataSource.showMigrations()) await dataSource.runMigrations({ transaction: 'each' });
      return;
    } catch (error) {
      const isRace = attempt < 3 && /already exists|UNIQUE constraint/.test((error as Error).message);
      if (!isRace && (attempt >= 100 || !isSqliteBusy(error))) throw error;
      await pause(100);
    }
  }
}

function setPragmas(db: Database.Database): void {
  db.pragma(`busy_timeout = ${BUSY_MILLIS}`);
  db.pragma('journal_mode = WAL');
  // After entering WAL, which resets this to NORMAL: then a power cut could lose acknowledged writes.
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // Without it INSERT OR REPLACE would delete rows in spite of the triggers.
  db.pragma('recursive_triggers = ON');
  db.pragma('journal_size_limit = 67108864');
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = MEMORY');
}

/** Refuses to open a book when a durability setting was not accepted. */
function checkPragmas(db: Database.Database): void {
  const wanted = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1, recursive_triggers: 1 } as const;
  for (const [pragma, value] of Object.entries(wanted)) {
    const found: unknown = db.pragma(pragma, { simple: true });
    if (found !== value) throw new DomainError('database_damaged', { reason: `${pragma} = ${String(found)}` });
  }
}

function readOnly(file: string): Database.Database {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  db.pragma(`busy_timeout = ${BUSY_MILLIS}`);
  db.pragma('cache_size = -16384');
  return db;
}

async function openPostgres(url: string): Promise<OpenDatabase> {
  setTypeParsers();
  const dataSource = new DataSource({ type: 'postgres', url, extra: { max: 2 }, ...COMMON });
  try {
    await dataSource.initialize();
    await migratePostgres(dataSource, url);
    await checkPostgresGuards(dataSource);
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw asRefusal(error);
  }
  // Acknowledged writes must be on disk, whatever the server's default; a stricter default stays.
  const writePool = openPool(url, 'sureg-write', [
    `set lock_timeout = ${LOCK_TIMEOUT_MILLIS}`,
    `select set_config('idle_in_transaction_session_timeout', '${SILENT_MILLIS}', false) where current_setting('idle_in_transaction_session_timeout') = '0'`,
    `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`,
  ]);
  const readOnlyPool = (): Pool => openPool(url, 'sureg-read', ['set default_transaction_read_only = on']);
  const writer = new PostgresWriter(writePool);
  const reads = new PostgresReads(readOnlyPool(), readOnlyPool());
  return {
    dialect: 'postgres',
    writer,
    reads,
    dataSource,
    close: async () => closeAll(writer, reads, dataSource, writePool),
  };
}

function openPool(url: string, name: string, settings: readonly string[]): Pool {
  const config: PoolConfig = {
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLIS,
    application_name: name,
    keepAlive: true,
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool waits for it; only its types do not say so
    onConnect: async (client) => {
      await client.query(settings.join('; '));
    },
  };
  const pool = new Pool(config);
  // A server that goes away must not end this process: the current or next query reports it.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Migrates under a session lock, so that two processes starting together do not both migrate. */
async function migratePostgres(dataSource: DataSource, url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1, $2)', [LOCK_CLASS + 1, MIGRATION_LOCK]);
    const { rows } = await client.query<{ there: boolean }>(`select to_regclass('migrations') is not null as there`);
    if (rows[0]?.there)
      checkVersion((await client.query<{ name: string }>('select name from migrations order by id')).rows);
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await client.end();
  }
}

async function closeAll(writer: Writer, reads: ReadPool, dataSource: DataSource, writePool?: Pool): Promise<void> {
  await writer.close();
  await reads.close();
  await writePool?.end();
  await dataSource.destroy();
}
