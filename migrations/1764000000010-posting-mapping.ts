/** Each cooperative's posting mapping, as versions that are only ever added. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { references, table } from './tables';
import { createTriggers, dropTriggers, MAPPING_SET } from './triggers';

const MAPPING = table('posting_mapping', ['cooperative_id', 'version'], [
  ['cooperative_id', 'integer'], ['version', 'integer'], ['after_seq', 'bigint'], ['made_at', 'varchar(24)'], ['made_by', 'varchar(64)'], ['content', 'text'],
], references(['mapping_of_cooperative', 'cooperative'])); // prettier-ignore

export class PostingMapping1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(MAPPING);
    await createTriggers(runner, MAPPING_SET);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTriggers(runner, MAPPING_SET);
    await runner.dropTable(MAPPING.name);
  }
}
