/** What ties the second person of a proposal to its maker: shown with it, and for a day in the way of an approval. */
import type { Reader } from '../database/tx';
import { independentFrom, lastChange, AccountChange } from '../identity/account-changes';
import type { ProposalRow } from './proposals.queries';
import { Instant } from '../domain/shape/view';

/** What the maker did to the account of the second person before the decision. */
export class Tie extends AccountChange {
  /** The reader may approve from this instant on; absent when they may now, or when it is decided. */
  @Instant({ optional: true }) readonly approvalFrom?: string;
}

/** Of whoever has approved it, or, while it waits, of the reader who may. */
export async function tieOf(
  reader: Reader,
  row: ProposalRow,
  readerId: number | undefined,
  now: string,
): Promise<Tie | undefined> {
  const second = row.state === 'pending' ? readerId : row.state === 'approved' ? row.decided_by : null;
  const change = second == null ? undefined : await lastChange(reader, second, row.made_by);
  if (!change || change.at > (row.decided_at ?? now)) return undefined;
  const from = row.state === 'pending' ? independentFrom(change, now) : undefined;
  if (row.state === 'pending' && from === undefined) return undefined;
  return { ...change, ...(from === undefined ? {} : { approvalFrom: from }) };
}
