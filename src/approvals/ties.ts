/** Ties between a proposal's second person and its maker: shown with the proposal, and for a day an obstacle to approving it. */
import type { Reader } from '../database/tx';
import { independentFrom, lastChange, AccountChange } from '../identity/account-changes';
import type { ProposalRow } from './proposals.queries';
import { Instant } from '../domain/shape/view';

/** What the maker did to the second person's account before the decision. */
export class Tie extends AccountChange {
  /** The instant from which the reader may approve; absent if they may now, or if the proposal is decided. */
  @Instant({ optional: true }) readonly approvalFrom?: string;
}

/** The tie of whoever approved it or, while it waits, of the reader. */
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
