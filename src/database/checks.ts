/** Checks before a book is opened: that it is one, that this program knows its version, and that its triggers are in place. */
import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import {
  GUARDS,
  NO_TRUNCATE,
  postgresFunction,
  postgresTrigger,
  sqliteTrigger,
  TRUNCATE_GUARDED,
  truncateTrigger,
} from '../../migrations/triggers';
import { DomainError } from '../domain/errors';
import type { Reader } from './tx';

interface Named {
  readonly name: string;
}

/**
 * A file that is not a book, or belongs to a newer program, is not touched.
 *
 * @throws DomainError database_damaged, database_newer
 */
export function checkSqliteFile(file: string): void {
  if (!existsSync(file) || (statSync(file).isFile() && statSync(file).size === 0)) return;
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 100 });
  try {
    const tables = db.prepare(`select name from sqlite_schema where type = 'table'`).all() as Named[];
    if (tables.some((t) => t.name === 'migrations'))
      checkVersion(db.prepare('select name from migrations order by id').all() as Named[]);
    else if (tables.length > 0) throw new DomainError('database_damaged', { reason: `table ${tables[0]?.name}` });
  } finally {
    db.close();
  }
}

/** @throws DomainError database_newer when a migration was run that this program does not know */
export function checkVersion(done: readonly Named[]): void {
  const known = new Set<string>(migrations.map((m) => m.name));
  const newer = done.find((m) => !known.has(m.name));
  if (newer) throw new DomainError('database_newer', { reason: newer.name });
}

/** @throws DomainError database_damaged when a trigger is missing or is not the one that the migrations made */
export function checkSqliteGuards(db: Database.Database): void {
  const rows = db.prepare(`select name, sql from sqlite_schema where type = 'trigger'`).all() as (Named & {
    sql: string;
  })[];
  const found = new Map(rows.map((t) => [t.name, squeeze(t.sql)]));
  for (const guard of GUARDS) if (found.get(guard.name) !== squeeze(sqliteTrigger(guard))) throw lost(guard.name);
}

/** @throws DomainError database_damaged when a trigger is missing, switched off, or not the one that the migrations made */
export async function checkPostgresGuards(dataSource: DataSource): Promise<void> {
  const rows = await dataSource.query<{ definition: string; source: string }[]>(
    `select pg_get_triggerdef(t.oid, true) as definition, p.prosrc as source
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
     where not t.tgisinternal and t.tgenabled in ('O', 'A') and c.relnamespace = current_schema()::regnamespace`,
  );
  const found = new Map(rows.map((t) => [squeeze(t.definition), squeeze(t.source)]));
  const check = (name: string, trigger: string, body: string): void => {
    const source = found.get(squeeze(trigger));
    if (source === undefined || !squeeze(body).includes(source)) throw lost(name);
  };
  for (const guard of GUARDS) check(guard.name, postgresTrigger(guard), postgresFunction(guard));
  for (const table of TRUNCATE_GUARDED) check(`${table}_no_truncate`, truncateTrigger(table), NO_TRUNCATE);
}

/**
 * Checks every page of a SQLite book, including those that no query reads. PostgreSQL checks its pages when it reads them.
 *
 * @throws DomainError database_damaged
 */
export async function checkPages(reader: Reader): Promise<void> {
  if (reader.dialect !== 'sqlite') return;
  const found = await reader.get<{ integrity_check: string }>('pragma integrity_check(1)');
  if (found?.integrity_check !== 'ok')
    throw new DomainError('database_damaged', { reason: `SQLITE_CORRUPT: ${squeeze(found?.integrity_check ?? '')}` });
}

function lost(name: string): DomainError {
  return new DomainError('database_damaged', { reason: `trigger ${name}` });
}

/** Databases keep a trigger's text, but not always its white space or the case of its first words. */
function squeeze(sql: string): string {
  return sql.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
