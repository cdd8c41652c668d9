/** The register of herders' cards as known at an instant: who holds each and who issued it, without secrets. */
import type { Reader } from '../database/tx';

/** A line of the register; the order of its keys is that of the file. */
export interface KnownCard {
  /** Signatures, steps and the audit trail name the card `card:<number>`. */
  readonly card: number;
  /** The household's code. */
  readonly household: string;
  /** The person's name. */
  readonly holder: string;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly revokedAt?: string;
}

interface Row {
  readonly id: number;
  readonly household: string;
  readonly holder: string;
  readonly created_at: string;
  readonly created_by: string;
  readonly revoked_at: string | null;
}

/**
 * All cards by number, revoked ones included.
 *
 * @param asKnown everything when absent
 */
export async function knownCards(reader: Reader, cooperativeId: number, asKnown?: string): Promise<KnownCard[]> {
  const rows = await reader.all<Row>(
    `select k.id, h.code as household, k.holder, k.created_at, k.created_by, k.revoked_at from herder_card k
     join household h on h.cooperative_id = k.cooperative_id and h.id = k.household_id
     where k.cooperative_id = ? ${asKnown === undefined ? '' : 'and k.created_at <= ?'} order by k.id`,
    [cooperativeId, ...(asKnown === undefined ? [] : [asKnown])],
  );
  return rows.map((r) => ({
    card: r.id,
    household: r.household,
    holder: r.holder,
    madeAt: r.created_at,
    madeBy: r.created_by,
    ...(r.revoked_at === null || (asKnown !== undefined && r.revoked_at > asKnown) ? {} : { revokedAt: r.revoked_at }),
  }));
}
