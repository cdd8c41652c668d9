/** Cooperatives: each has a book in the installation. */
import { optional } from '../common/objects';
import type { CooperativeLine } from '../domain/book/lines';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { GENESIS } from '../domain/ledger/chain';
import type { Reader, Tx } from '../database/tx';
import { Code } from '../domain/shape/field';
import { Words } from '../domain/shape/view';

/** A row of `cooperative`. */
export interface CooperativeRow {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly gacha: string | null;
  readonly branch: string | null;
  readonly division: string | null;
  readonly accounting: CooperativeLine['accounting'];
  readonly head_seq: number;
  readonly head_hash: string;
  readonly head_at: string | null;
  readonly version: number;
}

/** A cooperative or household as it is named beside something else. */
export class NamedView {
  @Code() readonly code: string;
  @Words() readonly name: string;
}

/** A cooperative's key and code. */
export interface CooperativeRef {
  readonly id: number;
  readonly code: string;
}

/** Whether writing a line added something or repeated what was there already. */
export type Written = 'new' | 'same';

/** All cooperatives by code, or only the one with the given code. */
export async function listCooperatives(reader: Reader, code?: string): Promise<CooperativeRow[]> {
  const rows = await reader.all<CooperativeRow>(
    `select * from cooperative ${code === undefined ? '' : 'where code = ?'} order by id`,
    code === undefined ? [] : [code],
  );
  return rows.sort((a, b) => byCodePoint(a.code, b.code));
}

/** @throws DomainError cooperative_unknown */
export async function requireCooperative(reader: Reader, code: string): Promise<CooperativeRow> {
  const row = await reader.get<CooperativeRow>('select * from cooperative where code = ?', [code]);
  if (!row) throw new DomainError('cooperative_unknown', { cooperative: code }, 'cooperative');
  return row;
}

/** Adds the row. The caller records the line as the first of the chain. */
export async function insertCooperative(tx: Tx, line: CooperativeLine): Promise<CooperativeRow> {
  const last = await tx.get<{ id: number | null }>('select max(id) as id from cooperative');
  const row: CooperativeRow = {
    id: (last?.id ?? 0) + 1,
    code: line.code,
    name: line.name,
    gacha: line.gacha ?? null,
    branch: line.branch ?? null,
    division: line.division ?? null,
    accounting: line.accounting,
    head_seq: 0,
    head_hash: GENESIS,
    head_at: null,
    version: 1,
  };
  const columns = Object.keys(row) as (keyof CooperativeRow)[];
  await tx.insertMany('cooperative', columns, [columns.map((c) => row[c])]);
  return row;
}

/** The book line of a row. */
export function cooperativeLine(row: CooperativeRow): CooperativeLine {
  return {
    type: 'cooperative',
    code: row.code,
    name: row.name,
    ...optional('gacha', row.gacha),
    ...optional('branch', row.branch),
    ...optional('division', row.division),
    accounting: row.accounting,
  };
}

/** Whether two lines in normal form are the same. */
export function isSameLine(a: object, b: object): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** Order by Unicode code point, as exports ask; the default order is by UTF-16 units. */
export function byCodePoint(a: string, b: string): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}
