/** Gives a test a database of its own, of the kind that the Jest project asks for: empty, or a copy of one that was prepared once. */
import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Client, type DatabaseError } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { openDatabase, type OpenDatabase } from '../../src/database/data-source';

export type Dialect = 'sqlite' | 'postgres';

export interface TestDatabase {
  /** For DATABASE_URL: `sqlite:/tmp/.../test.db` or `postgres://...`. */
  readonly url: string;
  readonly dialect: Dialect;
  /** Removes the database; open connections to a PostgreSQL database are cut. */
  drop(): Promise<void>;
}

/** The dialect of the running Jest project. */
export function testDialect(): Dialect {
  return process.env['TEST_DIALECT'] === 'postgres' ? 'postgres' : 'sqlite';
}

/** A fresh empty database: a temporary SQLite file, or a new database on the test server. */
export async function createTestDatabase(dialect: Dialect = testDialect()): Promise<TestDatabase> {
  return dialect === 'sqlite' ? sqliteDatabase() : postgresDatabase(newName());
}

/** What a database holds before a test begins. It is made once a run, by the code that is tested, and copied for every test. */
export interface Prepared {
  /** Of small letters. */
  readonly name: string;
  /** @param database is migrated */
  readonly fill: (database: OpenDatabase) => Promise<void>;
}

/** Tables, and nothing in them. */
export const MIGRATED: Prepared = { name: 'migrated', fill: () => Promise.resolve() };

/** A copy of what was prepared, open. To migrate takes ten times as long as to copy. */
export async function openTestDatabase(
  prepared = MIGRATED,
): Promise<{ readonly test: TestDatabase; readonly database: OpenDatabase }> {
  const test = await (testDialect() === 'sqlite' ? sqliteCopy(prepared) : postgresCopy(prepared));
  return { test, database: await openDatabase(test.url) };
}

/** Runs a migration one way on an open database; each run has a runner of its own, as at start-up, since runners remember tables. */
export async function migrate(
  { dataSource }: OpenDatabase,
  way: 'up' | 'down',
  ...steps: readonly MigrationInterface[]
): Promise<void> {
  for (const migration of steps) {
    const runner = dataSource.createQueryRunner();
    await migration[way](runner);
    await runner.release();
  }
}

/** The folder of this run, which Jest makes and removes (jest/global-setup.cjs); outside of Jest one for this process. */
const runFolder = process.env['SUREG_TEST_RUN'] ?? ownFolder();

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-test-run-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function sqliteDatabase(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-test-sqlite-'));
  const drop = (): Promise<void> => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  };
  return { url: `sqlite:${join(folder, 'test.db')}`, dialect: 'sqlite', drop };
}

const fileOf = ({ url }: TestDatabase): string => url.slice('sqlite:'.length);

async function sqliteCopy(prepared: Prepared): Promise<TestDatabase> {
  const made = join(runFolder, `${prepared.name}.db`);
  if (!existsSync(made)) {
    // Two workers may make it at once, each for itself: its name appears when it is whole.
    const test = sqliteDatabase();
    await make(test, prepared);
    renameSync(fileOf(test), made);
    await test.drop();
  }
  const test = sqliteDatabase();
  copyFileSync(made, fileOf(test), constants.COPYFILE_FICLONE);
  return test;
}

async function make({ url }: TestDatabase, { fill }: Prepared): Promise<void> {
  const database = await openDatabase(url);
  try {
    await fill(database);
  } finally {
    await database.close();
  }
}

const newName = (): string => `sureg_test_${randomBytes(8).toString('hex')}`;

function server(): string {
  const url = process.env['TEST_POSTGRES_URL'];
  if (url === undefined) throw new Error('TEST_POSTGRES_URL is not set: run this test in the postgres project');
  return url;
}

async function postgresDatabase(name: string, template = 'template1'): Promise<TestDatabase> {
  await execute(server(), `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(server());
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    dialect: 'postgres',
    drop: () => execute(server(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function postgresCopy(prepared: Prepared): Promise<TestDatabase> {
  // The server may outlive a run: the next one must not get what other code made.
  const template = `sureg_test_${basename(runFolder).replaceAll(/\W/g, '').toLowerCase()}_${prepared.name}`;
  try {
    return await postgresDatabase(newName(), template);
  } catch (error) {
    if ((error as DatabaseError).code !== UNKNOWN_DATABASE) throw error;
    await makeTemplate(template, prepared);
    return postgresDatabase(newName(), template);
  }
}

const UNKNOWN_DATABASE = '3D000';
const TEMPLATE_LOCK = 7_236_401;

/** One worker makes it, the others wait; its name appears when it is whole. */
async function makeTemplate(template: string, prepared: Prepared): Promise<void> {
  const client = new Client({ connectionString: server() });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount !== 0) return;
    const made = newName();
    await make(await postgresDatabase(made), prepared);
    await client.query(`ALTER DATABASE ${made} RENAME TO ${template}`);
  } finally {
    await client.end();
  }
}

async function execute(connectionString: string, sql: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
