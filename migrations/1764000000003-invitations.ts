/** The table of invitations: links that work once, by which users choose their own passwords. */
import type { MigrationInterface, QueryRunner, Table } from 'typeorm';
import { table, toUser } from './tables';

const NULLABLE = { isNullable: true };
const INSTANT = 'varchar(24)';

const INVITATION: Table = table('invitation', ['hash'], [
  ['hash', 'varchar(64)'], ['user_id', 'integer'], ['made_by', 'integer', NULLABLE], ['created_at', INSTANT], ['expires_at', INSTANT],
], {
  indices: [{ name: 'invitation_user', columnNames: ['user_id'] }],
  foreignKeys: [toUser('invitation_of_user'), toUser('invitation_made_by', 'made_by')],
}); // prettier-ignore

export class Invitations1764000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(INVITATION);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(INVITATION.name);
  }
}
