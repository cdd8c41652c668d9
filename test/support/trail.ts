/** The trail in the hands of somebody who has the password and knows how its chains are made. */
import { trailHash, type TrailHead, type TrailRow } from '../../src/audit/trail.chain';
import { GENESIS } from '../../src/domain/ledger/chain';
import type { Raw, Value } from './sql';

export type StoredTrailRow = TrailRow & TrailHead & { readonly chain: number };

export const trailOf = (raw: Raw, chain: number): Promise<StoredTrailRow[]> =>
  raw.query<StoredTrailRow>('select * from audit_event where chain = ? order by seq', [chain]);

/** The rows with places and hashes that fit again. */
export function rechained(rows: readonly StoredTrailRow[]): StoredTrailRow[] {
  let head: TrailHead = { seq: 0, hash: GENESIS };
  return rows.map(({ chain, seq: _seq, hash: _hash, ...row }) => {
    head = { seq: head.seq + 1, hash: trailHash(chain, head, row) };
    return { ...row, chain, ...head };
  });
}

/** Writes a chain anew, with its head; triggers must be off. */
export async function putTrail(raw: Raw, chain: number, rows: readonly StoredTrailRow[]): Promise<void> {
  await raw.query('delete from audit_event where chain = ?', [chain]);
  await raw.query('delete from trail_head where chain = ?', [chain]);
  for (const row of rows) {
    const names = Object.keys(row).map((n) => `"${n}"`);
    const sql = `insert into audit_event (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`;
    await raw.query(sql, Object.values(row) as Value[]);
  }
  const last = rows.at(-1);
  if (last) await raw.query('insert into trail_head (chain, seq, hash) values (?, ?, ?)', [chain, last.seq, last.hash]);
}
