/** The triggers that refuse to change or delete what was recorded, on both databases. */
import type { QueryRunner } from 'typeorm';

/** One guard: the operation on the table is refused when the condition on the old (or new) row holds. */
export interface Guard {
  readonly name: string;
  readonly table: string;
  readonly operation: 'update' | 'delete' | 'insert';
  readonly when?: string;
  readonly message: string;
}

const isClosed = (column: string): string => `${column} is not null`;

/** What the database itself keeps; start-up refuses a database that lacks one of them. */
export const GUARDS: readonly Guard[] = [
  ...['book_record', 'posting', 'account'].flatMap((table): Guard[] => [
    { name: `${table}_no_update`, table, operation: 'update', message: `${table} is append-only` },
    { name: `${table}_no_delete`, table, operation: 'delete', message: `${table} is append-only` },
  ]),
  ...['cooperative', 'household', 'contract', 'terms_version'].map((table): Guard => ({
    name: `${table}_no_delete`, table, operation: 'delete', message: `${table} rows are never deleted`,
  })), // prettier-ignore
  {
    name: 'terms_version_no_update', table: 'terms_version', operation: 'update', message: 'terms are never changed',
    when: 'old.reversed_from is not null or new.terms <> old.terms or new.in_force_from <> old.in_force_from or new.event_id <> old.event_id or new.seq <> old.seq or new.contract_id <> old.contract_id or new.cooperative_id <> old.cooperative_id',
  }, // prettier-ignore
  {
    name: 'statement_no_update',
    table: 'statement',
    operation: 'update',
    when: isClosed('old.closed_seq'),
    message: 'a closed statement never changes',
  },
  {
    name: 'statement_no_delete',
    table: 'statement',
    operation: 'delete',
    when: isClosed('old.closed_seq'),
    message: 'a closed statement never changes',
  },
  {
    name: 'season_no_update',
    table: 'season',
    operation: 'update',
    when: isClosed('old.closed_seq'),
    message: 'a closed season never changes',
  },
  {
    name: 'season_no_delete',
    table: 'season',
    operation: 'delete',
    when: isClosed('old.closed_seq'),
    message: 'a closed season never changes',
  },
  {
    name: 'book_record_season_open', table: 'book_record', operation: 'insert', message: 'the season is closed',
    when: `new.season_id is not null and exists (select 1 from season s where s.cooperative_id = new.cooperative_id and s.id = new.season_id and s.closed_seq is not null)`,
  }, // prettier-ignore
];

export const TRUNCATE_GUARDED = [
  'book_record',
  'posting',
  'account',
  'statement',
  'terms_version',
  'contract',
  'season',
  'household',
  'cooperative',
];

/** The function of PostgreSQL's guards against TRUNCATE. */
export const NO_TRUNCATE = `create function no_truncate() returns trigger language plpgsql as $$ begin raise exception '% is append-only', tg_table_name; end $$`;

export async function createTriggers(runner: QueryRunner): Promise<void> {
  const isSqlite = runner.connection.options.type === 'better-sqlite3';
  for (const guard of GUARDS) await runner.query(isSqlite ? sqliteTrigger(guard) : postgresFunction(guard));
  if (isSqlite) return;
  for (const guard of GUARDS) await runner.query(postgresTrigger(guard));
  await runner.query(NO_TRUNCATE);
  for (const table of TRUNCATE_GUARDED) {
    await runner.query(truncateTrigger(table));
  }
}

/** Makes one guard anew, as it is listed now. */
export async function renewGuard(runner: QueryRunner, name: string): Promise<void> {
  const guard = GUARDS.find((g) => g.name === name);
  if (!guard) throw new Error(`no guard ${name}`);
  if (runner.connection.options.type === 'better-sqlite3') {
    await runner.query(`drop trigger ${name}`);
    await runner.query(sqliteTrigger(guard));
    return;
  }
  await runner.query(`drop trigger ${name} on ${guard.table}`);
  await runner.query(`drop function ${name}()`);
  await runner.query(postgresFunction(guard));
  await runner.query(postgresTrigger(guard));
}

export async function dropTriggers(runner: QueryRunner): Promise<void> {
  if (runner.connection.options.type === 'better-sqlite3') {
    for (const { name } of GUARDS) await runner.query(`drop trigger ${name}`);
    return;
  }
  for (const { name, table } of GUARDS) {
    await runner.query(`drop trigger ${name} on ${table}`);
    await runner.query(`drop function ${name}()`);
  }
  for (const table of TRUNCATE_GUARDED) await runner.query(`drop trigger ${table}_no_truncate on ${table}`);
  await runner.query('drop function no_truncate()');
}

export function sqliteTrigger({ name, table, operation, when, message }: Guard): string {
  return `create trigger ${name} before ${operation} on ${table} ${when ? `when ${when}` : ''} begin select raise(abort, '${message}'); end`;
}

export function postgresFunction({ name, operation, when, message }: Guard): string {
  const row = operation === 'delete' ? 'old' : 'new';
  return `create function ${name}() returns trigger language plpgsql as $$ begin
    ${when ? `if ${when} then raise exception '${message}'; end if;` : `raise exception '${message}';`} return ${row}; end $$`;
}

export function postgresTrigger({ name, table, operation }: Guard): string {
  return `create trigger ${name} before ${operation} on ${table} for each row execute function ${name}()`;
}

export function truncateTrigger(table: string): string {
  return `create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function no_truncate()`;
}
