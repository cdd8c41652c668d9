/** The tables of statement workflows (steps and signatures), of the files attached to them and to events, and of printed slips. */
import type { MigrationInterface, QueryRunner, Table } from 'typeorm';
import { references, table } from './tables';
import { createTriggers, dropTriggers, LIFE_SET } from './triggers';

const NULLABLE = { isNullable: true };
const INSTANT = 'varchar(24)';
const HASH = 'varchar(64)';
const OF_STATEMENT = [['cooperative_id', 'integer'], ['season_id', 'integer'], ['contract_id', 'integer'], ['seq', 'bigint']] as const; // prettier-ignore

const TABLES: readonly Table[] = [
  table('statement_step', ['cooperative_id', 'season_id', 'contract_id', 'seq'], [
    ...OF_STATEMENT, ['state', 'varchar(12)'], ['done_at', INSTANT], ['done_by', 'text'], ['line', 'text', NULLABLE], ['reason', 'text', NULLABLE],
    ['deadline', 'date', NULLABLE], ['answer', 'text', NULLABLE], ['attachment', HASH, NULLABLE], ['sha256', HASH],
  ], references(['step_of_season', 'season', 'season_id'], ['step_of_contract', 'contract', 'contract_id'])),
  table('signature', ['cooperative_id', 'season_id', 'contract_id', 'seq'], [
    ...OF_STATEMENT, ['role', 'varchar(12)'], ['how', 'varchar(8)'], ['done_at', INSTANT], ['done_by', 'text'], ['sha256', HASH],
    ['attachment', HASH, NULLABLE],
  ], references(['signature_of_season', 'season', 'season_id'], ['signature_of_contract', 'contract', 'contract_id'])),
  table('attachment', ['cooperative_id', 'contract_id', 'sha256'], [
    ['cooperative_id', 'integer'], ['contract_id', 'integer'], ['sha256', HASH], ['event_id', HASH, NULLABLE], ['type', 'varchar(24)'], ['bytes', 'integer'],
    ['name', 'text'], ['added_at', INSTANT], ['added_by', 'text'],
  ], references(['attachment_of_contract', 'contract', 'contract_id'])),
  table('slip_print', ['cooperative_id', 'seq', 'print'], [
    ['cooperative_id', 'integer'], ['seq', 'bigint'], ['print', 'integer'], ['printed_at', INSTANT], ['printed_by', 'text'],
  ], references(['slip_in_cooperative', 'cooperative'])),
]; // prettier-ignore

export class StatementLife1764000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const t of TABLES) await runner.createTable(t);
    await createTriggers(runner, LIFE_SET);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTriggers(runner, LIFE_SET);
    for (const t of [...TABLES].reverse()) await runner.dropTable(t.name);
  }
}
