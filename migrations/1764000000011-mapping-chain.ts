/** Versions of the posting mapping carry the hash of the one before. Existing ones get theirs, and the audit trail is completed. */
import { numberPlaceholders } from '../src/common/placeholders';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { canonicalJson } from '../src/domain/ledger/canonical';
import { sha256 } from '../src/domain/ledger/chain';
import { references, table, type Columns } from './tables';
import { createTriggers, dropTriggers, MAPPING_SET } from './triggers';

const COLUMNS: Columns = [
  ['cooperative_id', 'integer'], ['version', 'integer'], ['after_seq', 'bigint'], ['made_at', 'varchar(24)'], ['made_by', 'varchar(64)'], ['content', 'text'],
]; // prettier-ignore
const HASH: Columns[number] = ['hash', 'varchar(64)'];
const mapping = (columns: Columns) =>
  table('posting_mapping', ['cooperative_id', 'version'], columns, references(['mapping_of_cooperative', 'cooperative'])); // prettier-ignore

/** The hashes of the proposals of the first release, from which these chains start; those proposals must never change. */
export const PROPOSAL_HASHES: Readonly<Record<string, string>> = {
  'CN-COOP-2021': 'a10cda773dd7d323f64eabb9ee3173ee85568cb39f1d86f95dd83c21da0ba0b8',
  'CN-COLLECTIVE-2023': 'b0d2c7cad49455e13758767de5e9ff7c835c1712f7b8b1a83bc6d630a3b4b6da',
};

interface Row {
  readonly cooperative_id: number;
  readonly code: string;
  readonly accounting: string;
  readonly version: number;
  readonly after_seq: number | string;
  readonly made_at: string;
  readonly made_by: string;
  readonly content: string;
}

export class MappingChain1764000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const rows = await rowsOf(runner);
    await remake(runner, [...COLUMNS, HASH]);
    const heads = new Map<number, string>();
    for (const r of rows) {
      const prev = heads.get(r.cooperative_id) ?? PROPOSAL_HASHES[r.accounting];
      const record = {
        prev, cooperative: r.code, version: r.version, afterSeq: Number(r.after_seq), madeAt: r.made_at, madeBy: r.made_by,
        content: JSON.parse(r.content) as object,
      }; // prettier-ignore
      const hash = sha256(canonicalJson(record));
      heads.set(r.cooperative_id, hash);
      await insert(runner, 'posting_mapping', [...valuesOf(r), hash]);
      await insert(runner, 'audit_event', trailOf(r, hash));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const rows = await rowsOf(runner);
    await remake(runner, COLUMNS);
    for (const r of rows) await insert(runner, 'posting_mapping', valuesOf(r));
  }
}

function rowsOf(runner: QueryRunner): Promise<Row[]> {
  return runner.query(`select m.*, c.code, c.accounting from posting_mapping m join cooperative c on c.id = m.cooperative_id
    order by m.cooperative_id, m.version`) as Promise<Row[]>;
}

function valuesOf(r: Row): unknown[] {
  return [r.cooperative_id, r.version, r.after_seq, r.made_at, r.made_by, r.content];
}

/** Adds to the audit trail who made each version. */
function trailOf({ cooperative_id, code, version, made_at, made_by }: Row, hash: string): unknown[] {
  const id = `${made_at}.${hash.slice(0, 12)}`;
  const after = canonicalJson({ version, hash });
  return [id, made_at, made_by, cooperative_id, 'cli', 'cli', 'posting_mapping_changed', code, null, after];
}

async function remake(runner: QueryRunner, columns: Columns): Promise<void> {
  await dropTriggers(runner, MAPPING_SET);
  await runner.dropTable('posting_mapping');
  await runner.createTable(mapping(columns));
  await createTriggers(runner, MAPPING_SET);
}

async function insert(runner: QueryRunner, into: string, values: readonly unknown[]): Promise<void> {
  const sql = `insert into ${into} values (${values.map(() => '?').join(', ')})`;
  const isSqlite = runner.connection.options.type === 'better-sqlite3';
  await runner.query(isSqlite ? sql : numberPlaceholders(sql), [...values]);
}
