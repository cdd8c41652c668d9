/** Recomputes a chain of the audit trail, and reports the first row that does not match. */
import type { Reader } from '../database/tx';
import { GENESIS } from '../domain/ledger/chain';
import { trailHead } from './audit.queries';
import { trailHash, type TrailHead, type TrailRow } from './trail.chain';

/** A deviation from what was written. */
export interface TrailFault {
  readonly seq: number;
  readonly code: 'chain_broken' | 'record_missing';
  readonly what: string;
}

const COLUMNS = 'id, at, actor, cooperative_id, address, request_id, action, subject, "before", "after"';

/**
 * The head of a chain, or the first fault in it.
 *
 * @param anchors heads known from earlier, which the chain must contain
 */
export async function checkTrail(
  reader: Reader,
  chain: number,
  anchors: readonly TrailHead[],
): Promise<{ readonly head: TrailHead } | { readonly fault: TrailFault }> {
  const wanted = new Map(anchors.map((a) => [a.seq, a.hash]));
  let head: TrailHead = { seq: 0, hash: GENESIS };
  const wrong = (seq: number, code: TrailFault['code'], what: string): { fault: TrailFault } => ({
    fault: { seq, code, what: `audit trail, row ${seq} ${what}` },
  });
  const sql = `select ${COLUMNS}, seq, hash from audit_event where chain = ? order by seq`;
  for await (const { seq, hash, ...row } of reader.iterate<TrailRow & TrailHead>(sql, [chain])) {
    if (seq !== head.seq + 1) return wrong(head.seq + 1, 'record_missing', 'is missing');
    if (trailHash(chain, head, row) !== hash)
      return wrong(seq, 'chain_broken', 'was changed, or does not follow the one before');
    if ((wanted.get(seq) ?? hash) !== hash) return wrong(seq, 'chain_broken', 'is not the one that the anchor names');
    wanted.delete(seq);
    head = { seq, hash };
  }
  const { seq, hash } = (await trailHead(reader, chain)) ?? { seq: 0, hash: GENESIS };
  if (seq !== head.seq || hash !== head.hash)
    return seq > head.seq
      ? wrong(head.seq + 1, 'record_missing', `is missing: the head says ${seq}`)
      : wrong(head.seq, 'chain_broken', `is not what the head says: ${seq} ${hash}`);
  const [cut] = [...wanted.keys()].sort((a, b) => a - b);
  return cut === undefined ? { head } : wrong(cut, 'record_missing', 'is missing: the anchor names it');
}
