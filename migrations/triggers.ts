/** The triggers that refuse to change or delete what was recorded, on both databases. */
import type { QueryRunner } from 'typeorm';

/** One trigger: refuses an operation on a table when the condition on the old (or new) row is true. */
export interface Guard {
  readonly name: string;
  readonly table: string;
  readonly operation: 'update' | 'delete' | 'insert';
  readonly when?: string;
  readonly message: string;
}

const isClosed = (column: string): string => `${column} is not null`;

/** The triggers on the book. A database that lacks one of them is refused at start-up. */
const BOOK_GUARDS: readonly Guard[] = [
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

const BOOK_TABLES = [
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

/** The audit trail and proposals are protected like the book. */
const PEOPLE_GUARDS: readonly Guard[] = [
  ...['audit_event', 'cooperative_setting'].flatMap((table): Guard[] => [
    { name: `${table}_no_update`, table, operation: 'update', message: `${table} is append-only` },
    { name: `${table}_no_delete`, table, operation: 'delete', message: `${table} is append-only` },
  ]),
  { name: 'app_user_no_delete', table: 'app_user', operation: 'delete', message: 'users are disabled, never deleted' },
  { name: 'proposal_no_delete', table: 'proposal', operation: 'delete', message: 'proposals are never deleted' },
  {
    name: 'proposal_no_update', table: 'proposal', operation: 'update', message: 'what was proposed and decided never changes',
    when: `old.state <> 'pending' or new.cooperative_id <> old.cooperative_id or new.id <> old.id or new.action <> old.action or new.subject <> old.subject or new.payload <> old.payload or new.payload_hash <> old.payload_hash or new.expires_at <> old.expires_at or new.made_by <> old.made_by or new.made_at <> old.made_at`,
  }, // prettier-ignore
];
const PEOPLE_TABLES = ['audit_event', 'cooperative_setting', 'proposal', 'app_user'];

/** Statement steps and signatures, attached files, and printed slips. */
const LIFE_TABLES = ['statement_step', 'signature', 'attachment', 'slip_print'];
const LIFE_GUARDS: readonly Guard[] = LIFE_TABLES.flatMap((table): Guard[] => [
  { name: `${table}_no_update`, table, operation: 'update', message: `${table} is append-only` },
  { name: `${table}_no_delete`, table, operation: 'delete', message: `${table} is append-only` },
]);

/** The triggers that one migration creates. */
export interface GuardSet {
  readonly guards: readonly Guard[];
  /** Tables that PostgreSQL must not truncate. */
  readonly tables: readonly string[];
}

/** Posting mappings: every version stays. */
const MAPPING_GUARDS = (['update', 'delete'] as const).map((operation): Guard => ({
  name: `posting_mapping_no_${operation}`, table: 'posting_mapping', operation, message: 'posting_mapping is append-only',
})); // prettier-ignore

/** The head of each chain of the trail moves only forward, one row at a time. */
const TRAIL_GUARDS: readonly Guard[] = [
  {
    name: 'trail_head_no_update', table: 'trail_head', operation: 'update', message: 'a head only goes forward',
    when: 'new.chain <> old.chain or new.seq <> old.seq + 1',
  },
  { name: 'trail_head_no_delete', table: 'trail_head', operation: 'delete', message: 'trail_head rows are never deleted' },
]; // prettier-ignore

export const BOOK_SET: GuardSet = { guards: BOOK_GUARDS, tables: BOOK_TABLES };
export const PEOPLE_SET: GuardSet = { guards: PEOPLE_GUARDS, tables: PEOPLE_TABLES };
export const MAPPING_SET: GuardSet = { guards: MAPPING_GUARDS, tables: ['posting_mapping'] };
export const LIFE_SET: GuardSet = { guards: LIFE_GUARDS, tables: LIFE_TABLES };
export const TRAIL_SET: GuardSet = { guards: TRAIL_GUARDS, tables: ['trail_head'] };
const SETS = [BOOK_SET, PEOPLE_SET, MAPPING_SET, LIFE_SET, TRAIL_SET];

/** The triggers of the trail alone, for a migration that rebuilds its table. */
export const AUDIT_PART: GuardSet = {
  guards: PEOPLE_GUARDS.filter(({ table }) => table === 'audit_event'),
  tables: ['audit_event'],
};

/** All triggers that start-up looks for. */
export const GUARDS: readonly Guard[] = SETS.flatMap((set) => set.guards);
export const TRUNCATE_GUARDED: readonly string[] = SETS.flatMap((set) => set.tables);

/** The function of PostgreSQL's triggers against TRUNCATE. */
export const NO_TRUNCATE = `create or replace function no_truncate() returns trigger language plpgsql as $$ begin raise exception '% is append-only', tg_table_name; end $$`;

/** Creates a migration's triggers; the first migration also creates the function against TRUNCATE. */
export async function createTriggers(runner: QueryRunner, { guards, tables }: GuardSet): Promise<void> {
  const isSqlite = runner.connection.options.type === 'better-sqlite3';
  for (const guard of guards) await runner.query(isSqlite ? sqliteTrigger(guard) : postgresFunction(guard));
  if (isSqlite) return;
  for (const guard of guards) await runner.query(postgresTrigger(guard));
  await runner.query(NO_TRUNCATE);
  for (const table of tables) {
    await runner.query(truncateTrigger(table));
  }
}

/** Recreates one trigger as it is defined now. */
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

export async function dropTriggers(runner: QueryRunner, { guards, tables }: GuardSet): Promise<void> {
  if (runner.connection.options.type === 'better-sqlite3') {
    for (const { name } of guards) await runner.query(`drop trigger ${name}`);
    return;
  }
  for (const { name, table } of guards) {
    await runner.query(`drop trigger ${name} on ${table}`);
    await runner.query(`drop function ${name}()`);
  }
  for (const table of tables) await runner.query(`drop trigger ${table}_no_truncate on ${table}`);
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
