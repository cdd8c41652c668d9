/** Gives a test an empty database of its own, of the kind that the Jest project asks for. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

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
  return dialect === 'sqlite' ? sqliteDatabase() : postgresDatabase();
}

function sqliteDatabase(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-test-sqlite-'));
  const drop = (): Promise<void> => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  };
  return { url: `sqlite:${join(folder, 'test.db')}`, dialect: 'sqlite', drop };
}

async function postgresDatabase(): Promise<TestDatabase> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (server === undefined) throw new Error('TEST_POSTGRES_URL is not set: run this test in the postgres project');
  const name = `sureg_test_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    dialect: 'postgres',
    drop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
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
