/** Each cooperative's posting mapping, as versions that are only ever added. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { createGuards, dropGuards } from './triggers';

export class PostingMapping1764000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(
      new Table({
        name: 'posting_mapping',
        columns: [
          { name: 'cooperative_id', type: 'integer', isPrimary: true },
          { name: 'version', type: 'integer', isPrimary: true },
          { name: 'after_seq', type: 'bigint' },
          { name: 'made_at', type: 'varchar', length: '24' },
          { name: 'made_by', type: 'varchar', length: '64' },
          { name: 'content', type: 'text' },
        ],
        foreignKeys: [
          {
            name: 'mapping_of_cooperative',
            columnNames: ['cooperative_id'],
            referencedTableName: 'cooperative',
            referencedColumnNames: ['id'],
          },
        ],
      }),
    );
    await createGuards(runner, (table) => table === 'posting_mapping');
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropGuards(runner, (table) => table === 'posting_mapping');
    await runner.dropTable('posting_mapping');
  }
}
