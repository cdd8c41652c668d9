/** The tables of people: users and how they sign in, herders' cards, proposals waiting for a second person, and who did what. */
import type { MigrationInterface, QueryRunner, Table } from 'typeorm';
import { references, table, toUser, unique } from './tables';
import { createTriggers, dropTriggers, PEOPLE_SET } from './triggers';

const NULLABLE = { isNullable: true };
const INSTANT = 'varchar(24)';
const HASH = 'varchar(64)';

const TABLES: readonly Table[] = [
  table('app_user', ['id'], [
    ['id', 'integer'], ['login', 'varchar(60)'], ['name', 'text'], ['password_hash', 'text', NULLABLE], ['locale', 'varchar(8)', NULLABLE],
    ['totp_secret', 'varchar(64)', NULLABLE], ['totp_confirmed_at', INSTANT, NULLABLE], ['totp_last_step', 'bigint', NULLABLE],
    ['is_operator', 'boolean'], ['disabled_at', INSTANT, NULLABLE], ['created_at', INSTANT], ['version', 'integer'],
  ], unique('app_user_login', 'login')),
  table('role_grant', ['cooperative_id', 'user_id', 'role'], [
    ['cooperative_id', 'integer'], ['user_id', 'integer'], ['role', 'varchar(16)'], ['granted_at', INSTANT], ['granted_by', HASH],
  ], {
    indices: [{ name: 'role_grant_user', columnNames: ['user_id'] }],
    foreignKeys: [toUser('role_of_user'), ...references(['role_in_cooperative', 'cooperative']).foreignKeys],
  }),
  table('herder_card', ['cooperative_id', 'id'], [
    ['cooperative_id', 'integer'], ['id', 'integer'], ['household_id', 'integer'], ['holder', 'text'], ['token_hash', HASH], ['pin_hash', 'text', NULLABLE],
    ['failures', 'integer'], ['blocked_until', INSTANT, NULLABLE], ['locale', 'varchar(8)', NULLABLE], ['created_at', INSTANT], ['created_by', HASH],
    ['revoked_at', INSTANT, NULLABLE],
  ], { ...unique('herder_card_token', 'token_hash'), ...references(['card_of_household', 'household', 'household_id']) }),
  table('session', ['hash'], [
    ['hash', HASH], ['user_id', 'integer', NULLABLE], ['cooperative_id', 'integer', NULLABLE], ['card_id', 'integer', NULLABLE], ['csrf', HASH],
    ['is_strong', 'boolean'], ['is_kiosk', 'boolean'], ['address', HASH], ['agent', 'varchar(200)'], ['created_at', INSTANT], ['seen_at', INSTANT],
    ['expires_at', INSTANT], ['ended_at', INSTANT, NULLABLE],
  ], { indices: [
    { name: 'session_user', columnNames: ['user_id'] },
    { name: 'session_card', columnNames: ['cooperative_id', 'card_id'] },
    { name: 'session_expiry', columnNames: ['expires_at'] },
  ], foreignKeys: [toUser('session_of_user')] }),
  table('api_token', ['id'], [
    ['id', 'integer'], ['hash', HASH], ['user_id', 'integer'], ['name', 'varchar(80)'], ['scopes', 'text'], ['created_at', INSTANT], ['expires_at', INSTANT],
    ['last_used_at', INSTANT, NULLABLE], ['revoked_at', INSTANT, NULLABLE],
  ], { ...unique('api_token_hash', 'hash'), foreignKeys: [toUser('token_of_user')] }),
  table('recovery_code', ['user_id', 'hash'], [
    ['user_id', 'integer'], ['hash', HASH], ['created_at', INSTANT], ['used_at', INSTANT, NULLABLE],
  ], { foreignKeys: [toUser('recovery_code_of_user')] }),
  table('known_device', ['user_id', 'hash'], [
    ['user_id', 'integer'], ['hash', HASH], ['created_at', INSTANT], ['expires_at', INSTANT],
  ], { foreignKeys: [toUser('device_of_user')] }),
  table('sign_in_guard', ['name'], [
    ['name', 'varchar(140)'], ['failures', 'integer'], ['blocked_until', INSTANT, NULLABLE], ['changed_at', INSTANT],
  ]),
  table('audit_event', ['id'], [
    ['id', 'varchar(40)'], ['at', INSTANT], ['actor', 'varchar(80)'], ['cooperative_id', 'integer', NULLABLE], ['address', HASH], ['request_id', HASH],
    ['action', 'varchar(40)'], ['subject', 'text'], ['before', 'text', NULLABLE], ['after', 'text', NULLABLE],
  ], { indices: [{ name: 'audit_event_cooperative', columnNames: ['cooperative_id', 'id'] }] }),
  table('cooperative_setting', ['cooperative_id', 'version'], [
    ['cooperative_id', 'integer'], ['version', 'integer'], ['made_at', INSTANT], ['made_by', HASH], ['content', 'text'],
  ], references(['setting_of_cooperative', 'cooperative'])),
  table('proposal', ['cooperative_id', 'id'], [
    ['cooperative_id', 'integer'], ['id', 'integer'], ['action', 'varchar(24)'], ['subject', 'varchar(120)'], ['contract_id', 'integer', NULLABLE],
    ['payload', 'text'], ['payload_hash', HASH], ['state', 'varchar(12)'], ['made_by', 'integer'], ['made_at', INSTANT], ['expires_at', INSTANT],
    ['decided_by', 'integer', NULLABLE], ['decided_at', INSTANT, NULLABLE], ['reason', 'text', NULLABLE], ['fault', 'text', NULLABLE],
    ['result', 'text', NULLABLE], ['version', 'integer'],
  ], {
    indices: [
      { name: 'proposal_state', columnNames: ['cooperative_id', 'state', 'id'] },
      { name: 'proposal_contract', columnNames: ['cooperative_id', 'contract_id'] },
      { name: 'proposal_one_waits', columnNames: ['cooperative_id', 'action', 'subject'], isUnique: true, where: "state = 'pending'" },
    ],
    checks: [{ name: 'proposal_needs_two', expression: 'decided_by is null or decided_by <> made_by' }],
    foreignKeys: [
      ...references(['proposal_in_cooperative', 'cooperative']).foreignKeys,
      toUser('proposal_made_by', 'made_by'),
      toUser('proposal_decided_by', 'decided_by'),
    ],
  }),
]; // prettier-ignore

export class People1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const t of TABLES) await runner.createTable(t);
    await createTriggers(runner, PEOPLE_SET);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTriggers(runner, PEOPLE_SET);
    for (const t of [...TABLES].reverse()) await runner.dropTable(t.name);
  }
}
