/** What is looked at before a book is opened: that it is one, that this program knows its version, that the database guards it. */
import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations';
import { GUARDS, postgresFunction, sqliteTrigger, TRUNCATE_GUARDED } from '../../migrations/triggers';
import { DomainError } from '../domain/errors';

interface Named {
  readonly name: string;
}

/**
 * A file of something else, or of a newer program, is left exactly as it is.
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

/** @throws DomainError database_damaged when a trigger is missing, switched off, or runs another function than the migrations made */
export async function checkPostgresGuards(dataSource: DataSource): Promise<void> {
  const rows = await dataSource.query<(Named & { source: string })[]>(
    `select t.tgname as name, p.prosrc as source from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
     where not t.tgisinternal and t.tgenabled in ('O', 'A') and c.relnamespace = current_schema()::regnamespace`,
  );
  const found = new Map(rows.map((t) => [t.name, squeeze(t.source)]));
  for (const guard of GUARDS) {
    const source = found.get(guard.name);
    if (source === undefined || !squeeze(postgresFunction(guard)).includes(source)) throw lost(guard.name);
  }
  for (const table of TRUNCATE_GUARDED) if (!found.has(`${table}_no_truncate`)) throw lost(`${table}_no_truncate`);
}

function lost(name: string): DomainError {
  return new DomainError('database_damaged', { reason: `trigger ${name}` });
}

/** Databases keep a trigger's text, but not always its white space and the case of its first words. */
function squeeze(sql: string): string {
  return sql.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
