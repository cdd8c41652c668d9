/** The tables of the book, with the triggers that keep what was recorded. */
import type { MigrationInterface, QueryRunner, Table } from 'typeorm';
import { references, table, unique } from './tables';
import { BOOK_SET, createTriggers, dropTriggers } from './triggers';

const NULLABLE = { isNullable: true };
const INSTANT = 'varchar(24)';
const CODE = 'varchar(40)';
const HASH = 'varchar(64)';

const TABLES: readonly Table[] = [
  table('cooperative', ['id'], [
    ['id', 'integer'], ['code', CODE], ['name', 'text'], ['gacha', 'text', NULLABLE], ['branch', 'text', NULLABLE], ['division', 'varchar(12)', NULLABLE],
    ['accounting', 'varchar(24)'], ['head_seq', 'bigint'], ['head_hash', HASH], ['head_at', INSTANT, NULLABLE], ['version', 'integer'],
  ], unique('cooperative_code', 'code')),
  table('household', ['cooperative_id', 'id'], [
    ['cooperative_id', 'integer'], ['id', 'integer'], ['code', CODE], ['name', 'text'], ['member', 'boolean', NULLABLE], ['phone', 'text', NULLABLE],
    ['id_number', 'text', NULLABLE], ['note', 'text', NULLABLE], ['version', 'integer'],
  ], {
    ...unique('household_code', 'cooperative_id', 'code'), ...references(['household_in_cooperative', 'cooperative']),
  }),
  table('season', ['cooperative_id', 'id'], [
    ['cooperative_id', 'integer'], ['id', 'integer'], ['code', CODE], ['name', 'text', NULLABLE], ['starts_on', 'date'], ['ends_on', 'date'],
    ['closed_seq', 'bigint', NULLABLE], ['closed_at', INSTANT, NULLABLE],
  ], {
    ...unique('season_code', 'cooperative_id', 'code'), ...references(['season_in_cooperative', 'cooperative']),
  }),
  table('contract', ['cooperative_id', 'id'], [
    ['cooperative_id', 'integer'], ['id', 'integer'], ['number', CODE], ['household_id', 'integer'], ['starts_on', 'date'], ['ends_on', 'date', NULLABLE],
    ['signed_on', 'date', NULLABLE], ['keeper', CODE, NULLABLE], ['branch', 'text', NULLABLE], ['guarantor', 'text', NULLABLE], ['witness', 'text', NULLABLE],
    ['note', 'text', NULLABLE], ['state', 'varchar(12)'], ['terms', 'text'], ['booked_from', 'date', NULLABLE], ['last_seq', 'bigint'],
    ['carry_season_id', 'integer', NULLABLE], ['version', 'integer'],
  ], {
    ...unique('contract_number', 'cooperative_id', 'number'), ...references(['contract_of_household', 'household', 'household_id']),
  }),
  table('terms_version', ['cooperative_id', 'contract_id', 'seq'], [
    ['cooperative_id', 'integer'], ['contract_id', 'integer'], ['seq', 'bigint'], ['in_force_from', 'date'], ['event_id', HASH], ['reversed_from', 'date', NULLABLE],
    ['terms', 'text'],
  ], references(['terms_of_contract', 'contract', 'contract_id'])),
  table('book_record', ['cooperative_id', 'seq'], [
    ['cooperative_id', 'integer'], ['seq', 'bigint'], ['type', 'varchar(12)'], ['recorded_at', INSTANT], ['approved_by', HASH, NULLABLE],
    ['approved_at', INSTANT, NULLABLE], ['line', 'text'], ['booked_on', 'date', NULLABLE], ['hash', HASH], ['contract_id', 'integer', NULLABLE],
    ['season_id', 'integer', NULLABLE], ['event_id', HASH, NULLABLE], ['kind', 'varchar(16)', NULLABLE], ['happened_on', 'date', NULLABLE],
  ], { indices: [
    { name: 'book_record_event', columnNames: ['cooperative_id', 'event_id'], isUnique: true },
    { name: 'book_record_contract', columnNames: ['cooperative_id', 'season_id', 'contract_id', 'booked_on'] },
  ] }),
  table('account', ['cooperative_id', 'id'], [
    ['cooperative_id', 'integer'], ['id', 'integer'], ['name', 'varchar(200)'], ['commodity', 'varchar(80)'], ['contract_id', 'integer', NULLABLE],
  ], { indices: [
    { name: 'account_name', columnNames: ['cooperative_id', 'name', 'commodity'], isUnique: true },
    { name: 'account_contract', columnNames: ['cooperative_id', 'contract_id'] },
  ], ...references(['account_in_cooperative', 'cooperative'], ['account_of_contract', 'contract', 'contract_id']) }),
  table('posting', ['cooperative_id', 'seq', 'entry', 'line'], [
    ['cooperative_id', 'integer'], ['seq', 'bigint'], ['entry', 'integer'], ['line', 'integer'], ['account_id', 'integer'], ['quantity', 'bigint'],
  ]),
  table('account_total', ['cooperative_id', 'season_id', 'account_id'], [
    ['cooperative_id', 'integer'], ['season_id', 'integer'], ['account_id', 'integer'], ['debit', 'bigint'], ['credit', 'bigint'], ['postings', 'integer'],
  ], references(['total_of_season', 'season', 'season_id'], ['total_of_account', 'account', 'account_id'])),
  table('statement', ['cooperative_id', 'season_id', 'contract_id'], [
    ['cooperative_id', 'integer'], ['season_id', 'integer'], ['contract_id', 'integer'], ['state', 'varchar(20)'], ['lines', 'text'], ['sha256', HASH],
    ['carry', 'text'], ['basis_seq', 'bigint'], ['closed_seq', 'bigint', NULLABLE],
  ], references(['statement_of_season', 'season', 'season_id'], ['statement_of_contract', 'contract', 'contract_id'])),
  table('settlement_run', ['cooperative_id', 'id'], [
    ['cooperative_id', 'integer'], ['id', 'integer'], ['season_id', 'integer'], ['state', 'varchar(12)'], ['total', 'integer'], ['done', 'integer'],
    ['failed', 'integer'], ['started_at', INSTANT], ['finished_at', INSTANT, NULLABLE], ['failures', 'text'],
  ], references(['run_of_season', 'season', 'season_id'])),
]; // prettier-ignore

export class Init1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const t of TABLES) await runner.createTable(t);
    await createTriggers(runner, BOOK_SET);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTriggers(runner, BOOK_SET);
    if (runner.connection.options.type === 'postgres') await runner.query('drop function no_truncate()');
    for (const t of [...TABLES].reverse()) await runner.dropTable(t.name);
  }
}
