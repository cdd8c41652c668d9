/** Compares proposals and their decisions with the audit trail. */
import { firstFault } from '../parties/check';
import { auditEntriesOf } from '../audit/audit.queries';
import type { Reader } from '../database/tx';
import { sha256 } from '../domain/ledger/chain';
import type { CooperativeRef } from '../parties/cooperatives';
import { endedSeal, madeSeal, PROPOSAL_MADE, type ProposalRow } from './proposals.queries';

const ENDS = ['approved', 'refused', 'withdrawn'] as const;

interface AuditedEnd {
  readonly at: string;
  readonly action: string;
  readonly subject: string;
  /** When it was made or ended; absent in older rows of the trail. */
  readonly seal?: string;
  readonly what: string;
}

/** Proposals. */
export const proposalsCheck = firstFault('proposals', ['proposal'], wrongProposal);

/** The first proposal that differs from the trail, if any. */
async function wrongProposal(reader: Reader, { id }: CooperativeRef): Promise<string | undefined> {
  const audited = await endsOf(reader, id);
  for await (const row of reader.iterate<ProposalRow>('select * from proposal where cooperative_id = ? order by id', [id])) {
    const [made, ended, ...more] = audited.get(row.id) ?? [];
    audited.delete(row.id);
    if (!made || !isMade(row, made)) return `proposal ${row.id} is not the one that was made`;
    if (more.length > 0 || !isEnded(row, ended)) return `proposal ${row.id} did not end as its row says`;
  }
  const [left] = audited.keys();
  return left === undefined ? undefined : `proposal ${left} was made, and its row is missing`;
} // prettier-ignore

function isMade(row: ProposalRow, { action, at, subject, seal, what }: AuditedEnd): boolean {
  return (
    action === PROPOSAL_MADE &&
    at === row.made_at &&
    subject === row.subject &&
    what === row.action &&
    sha256(row.payload) === row.payload_hash &&
    (seal === undefined || seal === madeSeal(row))
  );
}

function isEnded(row: ProposalRow, ended: AuditedEnd | undefined): boolean {
  const { state, decided_at: at, decided_by: by, reason, result } = row;
  if (ended)
    return (
      ended.action === `proposal_${state}` &&
      ended.at === at &&
      row.fault === null &&
      (ended.seal === undefined || ended.seal === endedSeal(row))
    );
  // Expired proposals are marked as such later, or never.
  const isOpen = by === null && reason === null && result === null;
  return isOpen && (state === 'pending' ? at === null : state === 'expired' && at === row.expires_at);
}

async function endsOf(reader: Reader, cooperativeId: number): Promise<Map<number, AuditedEnd[]>> {
  const actions = [PROPOSAL_MADE, ...ENDS.map((state) => `proposal_${state}`)];
  const audited = new Map<number, AuditedEnd[]>();
  for await (const { at, action, subject, said } of auditEntriesOf(reader, cooperativeId, actions)) {
    const { proposal, action: what, sha256: seal } = said as { proposal: number; action: string; sha256?: string };
    audited.set(proposal, [...(audited.get(proposal) ?? []), { at, action, subject, what, ...(seal === undefined ? {} : { seal }) }]);
  }
  return audited;
} // prettier-ignore
