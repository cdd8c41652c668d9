/** Gives a test an empty database of its own, of the kind that the Jest project asks for. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/**
 * The same, migrated and open. On PostgreSQL it is copied from one that was migrated before: all migrations take ten times as long as the copy.
 */
export async function openTestDatabase(): Promise<{ readonly test: TestDatabase; readonly database: OpenDatabase }> {
  const test = await (testDialect() === 'sqlite' ? sqliteDatabase() : migratedCopy());
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

function sqliteDatabase(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-test-sqlite-'));
  const drop = (): Promise<void> => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  };
  return { url: `sqlite:${join(folder, 'test.db')}`, dialect: 'sqlite', drop };
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

async function migratedCopy(): Promise<TestDatabase> {
  const template = `sureg_migrated_${migrationsHash()}`;
  try {
    return await postgresDatabase(newName(), template);
  } catch (error) {
    if ((error as DatabaseError).code !== UNKNOWN_DATABASE) throw error;
    await makeTemplate(template);
    return postgresDatabase(newName(), template);
  }
}

const UNKNOWN_DATABASE = '3D000';
const TEMPLATE_LOCK = 7_236_401;

/** One worker makes it, the others wait; its name appears when it is whole. */
async function makeTemplate(template: string): Promise<void> {
  const client = new Client({ connectionString: server() });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount !== 0) return;
    const made = newName();
    const { url } = await postgresDatabase(made);
    await (await openDatabase(url)).close();
    await client.query(`ALTER DATABASE ${made} RENAME TO ${template}`);
  } finally {
    await client.end();
  }
}

/** A server that outlives a run, as `TEST_POSTGRES_URL` may be, must not give the tables of other migrations. */
function migrationsHash(): string {
  const folder = join(__dirname, '../../migrations');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
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
