/** The table of jobs: long work that outlives the request and the process, such as exports, checks of the whole book, presenting a season. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { references, table, toUser } from './tables';

const NULLABLE = { isNullable: true };
const INSTANT = 'varchar(24)';

const JOB = table('job', ['cooperative_id', 'id'], [
  ['cooperative_id', 'integer'], ['id', 'integer'], ['kind', 'varchar(12)'], ['parameters', 'text'], ['known_at', INSTANT], ['asked_by', 'integer'],
  ['asked_at', INSTANT], ['state', 'varchar(12)'], ['owner', 'varchar(36)', NULLABLE], ['beat', 'integer'], ['attempts', 'integer'],
  ['started_at', INSTANT, NULLABLE], ['finished_at', INSTANT, NULLABLE], ['done', 'bigint'], ['total', 'bigint', NULLABLE],
  ['file_name', 'text', NULLABLE], ['bytes', 'bigint', NULLABLE], ['sha256', 'varchar(64)', NULLABLE], ['error', 'varchar(40)', NULLABLE],
  ['result', 'text', NULLABLE],
], {
  indices: [{ name: 'job_state', columnNames: ['state'] }, { name: 'job_of_user', columnNames: ['cooperative_id', 'asked_by', 'id'] }],
  foreignKeys: [...references(['job_in_cooperative', 'cooperative']).foreignKeys, toUser('job_asked_by', 'asked_by')],
}); // prettier-ignore

export class Jobs1764000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(JOB);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(JOB.name);
  }
}
