/** The trail as the auditor of one cooperative sees it, up to an instant: its own chain, and the rows about it in the people's chain. */
import type { Reader } from '../database/tx';
import { GENESIS } from '../domain/ledger/chain';
import { PEOPLE_CHAIN, trailText, type TrailHead, type TrailRow } from './trail.chain';

/** The end of a chain, as known at the instant. */
export interface KnownTrailHead extends TrailHead {
  readonly chain: number;
}

/** A row with its place in the chain. */
export interface KnownTrailRow extends TrailRow, KnownTrailHead {
  /** How many rows about others lie between the previous row and this one, and the hash of the last of them. */
  readonly withheld?: { readonly count: number; readonly hash: string };
  /** The text whose SHA-256 is `hash`. */
  readonly text: string;
}

/** The part of the trail that was known, chain by chain. */
export interface KnownTrail {
  readonly heads: readonly KnownTrailHead[];
  /** The latest time of a row; empty when there is none. */
  readonly instant: string;
}

/**
 * A chain was known up to its first row with a later time. In the people's chain only rows about the cooperative count, so that what others
 * do meanwhile makes no difference.
 *
 * @param asKnown everything when absent
 */
export async function knownTrail(reader: Reader, cooperativeId: number, asKnown?: string): Promise<KnownTrail> {
  const heads: KnownTrailHead[] = [];
  const times: string[] = [];
  for (const chain of [cooperativeId, PEOPLE_CHAIN]) {
    const { sql, params } = shownOf(chain, cooperativeId);
    const later = asKnown === undefined ? undefined : await reader.get<{ seq: number | null }>(`select min(e.seq) as seq ${sql} and e.at > ?`, [...params, asKnown]); // prettier-ignore
    const before = later?.seq ?? Number.MAX_SAFE_INTEGER;
    const known = await reader.get<{ seq: number | null; at: string | null }>(`select max(e.seq) as seq, max(e.at) as at ${sql} and e.seq < ?`, [...params, before]); // prettier-ignore
    if (known === undefined || known.seq === null) continue;
    const head = await reader.get<TrailHead>('select seq, hash from audit_event where chain = ? and seq = ?', [chain, known.seq]); // prettier-ignore
    if (head) heads.push({ chain, ...head });
    times.push(known.at ?? '');
  }
  return { heads, instant: times.sort().at(-1) ?? '' };
}

/** The rows shown, chain by chain, in order. */
export async function* knownTrailRows(
  reader: Reader,
  cooperativeId: number,
  { heads }: KnownTrail,
): AsyncGenerator<KnownTrailRow> {
  for (const { chain, seq } of heads) {
    const { sql, params } = shownOf(chain, cooperativeId);
    const rows = `select e.id, e.at, e.actor, e.cooperative_id, e.address, e.request_id, e.action, e.subject, e."before", e."after",
        e.seq, e.hash, p.hash as prev ${sql} and e.seq <= ? order by e.seq`;
    let shown = 0;
    for await (const row of reader.iterate<TrailRow & TrailHead & { prev: string | null }>(rows, [...params, seq])) {
      const { prev, seq: at, hash, ...told } = row;
      const last = { seq: at - 1, hash: prev ?? GENESIS };
      const count = at - 1 - shown;
      shown = at;
      yield {
        ...told,
        chain,
        seq: at,
        hash,
        text: trailText(chain, last, told),
        ...(count > 0 && chain === PEOPLE_CHAIN ? { withheld: { count, hash: last.hash } } : {}),
      };
    }
  }
}

function shownOf(chain: number, cooperativeId: number): { sql: string; params: number[] } {
  const from =
    'from audit_event e left join audit_event p on p.chain = e.chain and p.seq = e.seq - 1 where e.chain = ?';
  return chain === PEOPLE_CHAIN
    ? { sql: `${from} and e.cooperative_id = ?`, params: [chain, cooperativeId] }
    : { sql: from, params: [chain] };
}
