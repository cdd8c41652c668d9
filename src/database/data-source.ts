/** Opens a book: connects, migrates, checks that durability and guards took, and gives the one writer and the readers. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import { GUARDS } from '../../migrations/triggers';
import { DomainError } from '../domain/errors';
import { ENTITIES } from './entities';
import { setTypeParsers } from './postgres';
import { LOCK_CLASS, PostgresWriter } from './postgres-writer';
import { PostgresReads, SqliteReads, type ReadPool } from './reader';
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
const POOL_SIZE = 10;
const MIGRATION_LOCK = 1;

/**
 * @param url `sqlite:PATH` or `postgres://…`
 * @throws DomainError database_damaged (no book, or newer than this program), database_busy, choice_invalid (another kind of URL)
 */
export async function openDatabase(url: string): Promise<OpenDatabase> {
  if (url.startsWith('sqlite:')) return openSqlite(resolve(url.slice('sqlite:'.length)));
  if (/^postgres(ql)?:\/\//.test(url)) return openPostgres(url);
  throw new DomainError('choice_invalid', { value: url.slice(0, 20) }, 'DATABASE_URL');
}

const COMMON = { entities: ENTITIES, migrations, migrationsRun: false, synchronize: false, logging: false } as const;

async function openSqlite(file: string): Promise<OpenDatabase> {
  if (file.endsWith(':memory:')) throw new DomainError('choice_invalid', { value: ':memory:' }, 'DATABASE_URL');
  mkdirSync(dirname(file), { recursive: true });
  const prepareDatabase = (db: unknown): void => setPragmas(db as Database.Database);
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database: file,
    prepareDatabase,
    ...COMMON,
  });
  try {
    await connectSqlite(dataSource);
    const handle = (dataSource.driver as unknown as { databaseConnection: Database.Database }).databaseConnection;
    setPragmas(handle);
    checkPragmas(handle);
    checkGuards(handle.prepare(`select name from sqlite_master where type = 'trigger'`).all() as { name: string }[]);
    const connect = (): SqliteConnection => new SqliteConnection(readOnly(file));
    const writer = new SqliteWriter(new SqliteConnection(handle));
    const reads = new SqliteReads(connect);
    return { dialect: 'sqlite', writer, reads, file, dataSource, close: () => closeAll(writer, reads, dataSource) };
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw asRefusal(error);
  }
}

/** Another process may be migrating the same file: it is waited for. */
async function connectSqlite(dataSource: DataSource): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      if (!dataSource.isInitialized) await dataSource.initialize();
      if (await dataSource.showMigrations()) await dataSource.runMigrations({ transaction: 'each' });
      return await checkVersion(dataSource);
    } catch (error) {
      const { code } = error as { code?: string };
      if (attempt >= 50 || !/SQLITE_(BUSY|LOCKED)/.test(code ?? '')) throw error;
      await pause(100);
    }
  }
}

function setPragmas(db: Database.Database): void {
  db.pragma(`busy_timeout = ${BUSY_MILLIS}`);
  db.pragma('journal_mode = WAL');
  // Only after WAL: entering it resets this to NORMAL, with which a power cut can lose what was acknowledged.
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('cache_size = -65536');
  db.pragma('temp_store = MEMORY');
}

/** A book is not opened when what keeps it safe did not take. */
function checkPragmas(db: Database.Database): void {
  const wanted = { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 } as const;
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

function checkGuards(found: readonly { name: string }[]): void {
  const names = new Set(found.map((t) => t.name));
  const lost = GUARDS.find((g) => !names.has(g.name));
  if (lost) throw new DomainError('database_damaged', { reason: `trigger ${lost.name} is missing` });
}

/** A book written by a newer program is left alone. */
async function checkVersion(dataSource: DataSource): Promise<void> {
  const done = await dataSource.query<{ name: string }[]>('select name from migrations order by id');
  const known = new Set(dataSource.migrations.map((m) => m.name ?? m.constructor.name));
  const newer = done.find((m) => !known.has(m.name));
  if (newer) throw new DomainError('database_damaged', { reason: `made by a newer version (${newer.name})` });
}

async function openPostgres(url: string): Promise<OpenDatabase> {
  setTypeParsers();
  const dataSource = new DataSource({ type: 'postgres', url, extra: { max: 2 }, ...COMMON });
  try {
    await dataSource.initialize();
    await migratePostgres(dataSource, url);
    checkGuards(
      await dataSource.query<{ name: string }[]>('select tgname as name from pg_trigger where not tgisinternal'),
    );
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw error;
  }
  const writePool = new Pool({ connectionString: url, max: POOL_SIZE, application_name: 'sureg-write' });
  const readPool = new Pool({
    connectionString: url,
    max: POOL_SIZE,
    application_name: 'sureg-read',
    options: '-c default_transaction_read_only=on',
  });
  // A server that goes away while a client is idle must not end this process; the next query says so.
  for (const pool of [writePool, readPool]) pool.on('error', () => undefined);
  const writer = new PostgresWriter(writePool);
  const reads = new PostgresReads(readPool);
  return {
    dialect: 'postgres',
    writer,
    reads,
    dataSource,
    close: async () => closeAll(writer, reads, dataSource, writePool),
  };
}

/** Under a session lock, so that two processes starting at once do not migrate at once. */
async function migratePostgres(dataSource: DataSource, url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1, $2)', [LOCK_CLASS + 1, MIGRATION_LOCK]);
    await dataSource.runMigrations({ transaction: 'each' });
    await checkVersion(dataSource);
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

function asRefusal(error: unknown): unknown {
  const { code } = error as { code?: string };
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT')
    return new DomainError('database_damaged', { reason: code });
  if (code?.startsWith('SQLITE_BUSY')) return new DomainError('database_busy');
  if (code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY')
    return new DomainError('file_unreadable', { reason: code });
  return error;
}

/** Whether a SQLite book is there already. */
export function bookExists(url: string): boolean {
  return url.startsWith('sqlite:') && existsSync(resolve(url.slice('sqlite:'.length)));
}
