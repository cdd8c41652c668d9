/** Tokens record whether their maker gave a second factor; sign-ins that wait for a code are stored; refused attempts are counted outside the trail. */
import { TableColumn, type MigrationInterface, type QueryRunner, type Table } from 'typeorm';
import { table, toUser } from './tables';

const INSTANT = 'varchar(24)';

const STEP: Table = table('sign_in_step', ['hash'], [
  ['hash', 'varchar(64)'], ['user_id', 'integer'], ['created_at', INSTANT], ['expires_at', INSTANT],
], {
  indices: [{ name: 'sign_in_step_user', columnNames: ['user_id'] }],
  foreignKeys: [toUser('step_of_user')],
}); // prettier-ignore

const STRONG = new TableColumn({ name: 'is_strong', type: 'boolean', isNullable: true });
const REFUSED = new TableColumn({ name: 'refused', type: 'integer', default: 0 });

export class Doors1764000000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.createTable(STEP);
    await runner.addColumn('sign_in_guard', REFUSED);
    await runner.addColumn('api_token', STRONG);
    // Users with a confirmed second factor gave it in the session that made the token.
    await runner.query(
      `update api_token set is_strong = true where exists
       (select 1 from app_user u where u.id = api_token.user_id and u.totp_confirmed_at <= api_token.created_at)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('api_token', 'is_strong');
    await runner.dropColumn('sign_in_guard', 'refused');
    await runner.dropTable(STEP.name);
  }
}
