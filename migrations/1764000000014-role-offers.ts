/** The tables of role offers, which wait until their user accepts, and of the last change that somebody else made to each account. */
import type { MigrationInterface, QueryRunner, Table } from 'typeorm';
import { references, table, toUser } from './tables';

const INSTANT = 'varchar(24)';

const TABLES: readonly Table[] = [
  // By login rather than user, so that an offer to a login that does not exist looks like any other.
  table('role_offer', ['cooperative_id', 'login', 'role'], [
    ['cooperative_id', 'integer'], ['login', 'varchar(60)'], ['role', 'varchar(16)'], ['offered_at', INSTANT], ['offered_by', 'integer'],
    ['expires_at', INSTANT], ['declined_at', INSTANT, { isNullable: true }],
  ], {
    indices: [{ name: 'role_offer_login', columnNames: ['login'] }],
    foreignKeys: [toUser('offer_made_by', 'offered_by'), ...references(['offer_of_cooperative', 'cooperative']).foreignKeys],
  }),
  table('account_change', ['user_id', 'made_by', 'what'], [
    ['user_id', 'integer'], ['made_by', 'integer'], ['what', 'varchar(16)'], ['at', INSTANT],
  ], { foreignKeys: [toUser('change_of_user'), toUser('change_made_by', 'made_by')] }),
]; // prettier-ignore

export class RoleOffers1764000000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const t of TABLES) await runner.createTable(t);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const t of [...TABLES].reverse()) await runner.dropTable(t.name);
  }
}
