/** Rows of the audit trail carry the hash of the one before. Existing rows get theirs, chain by chain, in the order of their ids. */
import { numberPlaceholders } from '../src/common/placeholders';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { canonicalJson } from '../src/domain/ledger/canonical';
import { GENESIS, sha256 } from '../src/domain/ledger/chain';
import { table, type Columns } from './tables';
import { AUDIT_PART, createTriggers, dropTriggers, TRAIL_SET } from './triggers';

const NULLABLE = { isNullable: true };
const HASH = 'varchar(64)';
const COLUMNS: Columns = [
  ['id', 'varchar(40)'], ['at', 'varchar(24)'], ['actor', 'varchar(80)'], ['cooperative_id', 'integer', NULLABLE], ['address', HASH], ['request_id', HASH],
  ['action', 'varchar(40)'], ['subject', 'text'], ['before', 'text', NULLABLE], ['after', 'text', NULLABLE],
]; // prettier-ignore
const CHAINED: Columns = [...COLUMNS, ['chain', 'integer'], ['seq', 'bigint'], ['hash', HASH]];
const BY_COOPERATIVE = { name: 'audit_event_cooperative', columnNames: ['cooperative_id', 'id'] };
const BY_CHAIN = { name: 'audit_event_chain', columnNames: ['chain', 'seq'], isUnique: true };
const BEFORE = table('audit_event', ['id'], COLUMNS, { indices: [BY_COOPERATIVE] });
const AFTER = table('audit_event', ['id'], CHAINED, { indices: [BY_COOPERATIVE, BY_CHAIN] });
const HEADS = table('trail_head', ['chain'], [['chain', 'integer'], ['seq', 'bigint'], ['hash', HASH]]); // prettier-ignore

/** Rows per insert statement. */
const PAGE = 500;

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;
interface Head {
  readonly seq: number;
  readonly hash: string;
}

export class TrailChain1764000000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const rows = (await runner.query('select * from audit_event order by id')) as Row[];
    await remake(runner, AFTER);
    await runner.createTable(HEADS);
    const heads = new Map<number, Head>();
    const chained = rows.map((row) => {
      // Under which lock each row was written is not known: the rows of a cooperative form its chain, all others one chain.
      const chain = Number(row['cooperative_id'] ?? 0);
      const head = heads.get(chain) ?? { seq: 0, hash: GENESIS };
      const seq = head.seq + 1;
      const hash = sha256(canonicalJson({ prev: head.hash, chain, seq, ...said(row) }));
      heads.set(chain, { seq, hash });
      return [...COLUMNS.map(([name]) => row[name] ?? null), chain, seq, hash];
    });
    await insert(runner, 'audit_event', chained);
    await insert(runner, 'trail_head', [...heads].map(([chain, { seq, hash }]) => [chain, seq, hash])); // prettier-ignore
    await createTriggers(runner, TRAIL_SET);
  }

  async down(runner: QueryRunner): Promise<void> {
    const rows = (await runner.query('select * from audit_event order by id')) as Row[];
    await dropTriggers(runner, TRAIL_SET);
    await runner.dropTable(HEADS.name);
    await remake(runner, BEFORE);
    await insert(runner, 'audit_event', rows.map((row) => COLUMNS.map(([name]) => row[name] ?? null))); // prettier-ignore
  }
}

/** The content of a row that is hashed, without empty keys. */
function said(row: Row): object {
  return Object.fromEntries(COLUMNS.flatMap(([name]) => (row[name] === null ? [] : [[name, row[name]]])));
}

async function remake(runner: QueryRunner, made: typeof AFTER): Promise<void> {
  await dropTriggers(runner, AUDIT_PART);
  await runner.dropTable('audit_event');
  await runner.createTable(made);
  await createTriggers(runner, AUDIT_PART);
}

async function insert(runner: QueryRunner, into: string, rows: readonly (readonly Value[])[]): Promise<void> {
  const isSqlite = runner.connection.options.type === 'better-sqlite3';
  for (let i = 0; i < rows.length; i += PAGE) {
    const page = rows.slice(i, i + PAGE);
    const values = page.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ');
    const sql = `insert into ${into} values ${values}`;
    await runner.query(isSqlite ? sql : numberPlaceholders(sql), page.flat());
  }
}
