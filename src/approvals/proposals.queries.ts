/** Reads proposals. One that was not decided in time counts as expired, whether or not its row says so yet. */
import { optional } from '../common/objects';
import type { Reader, SqlValue } from '../database/tx';
import { DomainError, type ErrorCode, type ErrorDetails } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { sha256 } from '../domain/ledger/chain';
import { PersonView } from '../identity/account-changes';
import { Instant, Keyed, View, Whole, Words } from '../domain/shape/view';
import { Choice } from '../domain/shape/field';

export const PROPOSAL_STATES = ['pending', 'approved', 'refused', 'withdrawn', 'expired'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** A row of `proposal` with its people. */
export interface ProposalRow {
  readonly id: number;
  readonly action: string;
  readonly subject: string;
  readonly contract_id: number | null;
  readonly payload: string;
  readonly payload_hash: string;
  readonly state: ProposalState;
  readonly made_by: number;
  readonly maker: string;
  readonly maker_name: string;
  readonly maker_disabled_at: string | null;
  /** How many roles the maker currently has in the cooperative. */
  readonly maker_roles: number | string;
  readonly made_at: string;
  readonly expires_at: string;
  readonly decided_by: number | null;
  readonly decider: string | null;
  readonly decider_name: string | null;
  readonly decided_at: string | null;
  readonly reason: string | null;
  readonly fault: string | null;
  readonly result: string | null;
}

/** Name in the audit trail, never renamed; the others are `proposal_` + the final state. */
export const PROPOSAL_MADE = 'proposal_made';

/** What the trail keeps of a new proposal, apart from its subject. */
export function madeSeal(row: ProposalRow): string {
  const { payload_hash: payload, contract_id: contract, expires_at: expires, made_by: by } = row;
  return sha256(canonicalJson({ payload, contract, expires, by }));
}

/** What the trail keeps of the end of a proposal. */
export function endedSeal({ decided_by: by, reason, result }: ProposalRow): string {
  return sha256(canonicalJson({ by, reason, result }));
}

/** Why the rules refused an approved proposal. */
export class ProposalFault {
  @Words() readonly code: ErrorCode;
  @Words({ optional: true }) readonly field?: string;
  @Keyed({ type: ['string', 'number'] }) readonly details: ErrorDetails;
  /** The reason in the reader's language. */
  @Words({ optional: true }) readonly message?: string;
}

/** Who has requested something. */
export class MakerView extends PersonView {
  /** They can no longer sign in or have no role here any more; their request waits all the same. */
  @Choice(['disabled', 'no_role'], { optional: true }) readonly gone?: 'disabled' | 'no_role';
}

/** A proposal as others see it. */
export class ProposalView {
  @Whole() readonly id: number;
  @Words() readonly action: string;
  @Words() readonly subject: string;
  @Keyed() readonly payload: Readonly<Record<string, unknown>>;
  @Choice(PROPOSAL_STATES) readonly state: ProposalState;
  /** The role that must decide, while the proposal waits. */
  @Choice(['branch'], { optional: true }) readonly waitingFor?: 'branch';
  @View(() => MakerView) readonly madeBy: MakerView;
  @Instant() readonly madeAt: string;
  @Instant() readonly expiresAt: string;
  @View(() => PersonView, { optional: true }) readonly decidedBy?: PersonView;
  @Instant({ optional: true }) readonly decidedAt?: string;
  /** Why the second person refused it. */
  @Words({ optional: true }) readonly reason?: string;
  /** Why it still waits although somebody approved it. */
  @View(() => ProposalFault, { optional: true }) readonly fault?: ProposalFault;
  /** The result of the approval. */
  @Keyed(true, { optional: true }) readonly result?: Readonly<Record<string, unknown>>;
}

const ROWS = `select p.*, m.login as maker, m.name as maker_name, m.disabled_at as maker_disabled_at,
  (select count(*) from role_grant g where g.cooperative_id = p.cooperative_id and g.user_id = p.made_by) as maker_roles, d.login as decider, d.name as decider_name
  from proposal p join app_user m on m.id = p.made_by left join app_user d on d.id = p.decided_by`;

/** @throws DomainError proposal_unknown */
export async function requireProposal(reader: Reader, cooperativeId: number, id: number): Promise<ProposalRow> {
  const row = await reader.get<ProposalRow>(`${ROWS} where p.cooperative_id = ? and p.id = ?`, [cooperativeId, id]);
  if (!row) throw new DomainError('proposal_unknown', { proposal: id });
  return row;
}

/** The proposal about a subject that is waiting at an instant. */
export async function findWaiting(
  reader: Reader,
  cooperativeId: number,
  action: string,
  subject: string,
  now: string,
): Promise<ProposalRow | undefined> {
  return reader.get<ProposalRow>(
    `${ROWS} where p.cooperative_id = ? and p.action = ? and p.subject = ? and p.state = 'pending' and p.expires_at > ?`,
    [cooperativeId, action, subject, now],
  );
}

/** A filter for proposals. */
export interface ProposalFilter {
  readonly state?: ProposalState;
  /** Only those about this contract. */
  readonly contractId?: number;
  /** Only those made before this one. */
  readonly before: number;
  readonly limit: number;
}

/** Newest first; one more than `limit`. */
export async function listProposals(
  reader: Reader,
  cooperativeId: number,
  filter: ProposalFilter,
  now: string,
): Promise<ProposalRow[]> {
  const where = ['p.cooperative_id = ?', 'p.id < ?'];
  const params: SqlValue[] = [cooperativeId, filter.before];
  if (filter.contractId !== undefined) {
    where.push('p.contract_id = ?');
    params.push(filter.contractId);
  }
  if (filter.state === 'pending') {
    where.push(`p.state = 'pending' and p.expires_at > ?`);
    params.push(now);
  } else if (filter.state === 'expired') {
    where.push(`(p.state = 'expired' or (p.state = 'pending' and p.expires_at <= ?))`);
    params.push(now);
  } else if (filter.state !== undefined) {
    where.push('p.state = ?');
    params.push(filter.state);
  }
  return reader.all<ProposalRow>(
    `${ROWS} where ${where.join(' and ')} order by p.id desc limit ${filter.limit + 1}`,
    params,
  );
}

/** The state at an instant. */
export function stateAt(row: Pick<ProposalRow, 'state' | 'expires_at'>, now: string): ProposalState {
  return row.state === 'pending' && row.expires_at <= now ? 'expired' : row.state;
}

function goneOf({ maker_disabled_at: disabledAt, maker_roles: roles }: ProposalRow): 'disabled' | 'no_role' | null {
  if (disabledAt !== null) return 'disabled';
  return Number(roles) === 0 ? 'no_role' : null;
}

export function proposalView(row: ProposalRow, now: string): ProposalView {
  const state = stateAt(row, now);
  return {
    id: row.id,
    action: row.action,
    subject: row.subject,
    payload: JSON.parse(row.payload) as Record<string, unknown>,
    state,
    ...(state === 'pending' ? { waitingFor: 'branch' } : {}),
    madeBy: { login: row.maker, name: row.maker_name, ...optional('gone', goneOf(row)) },
    madeAt: row.made_at,
    expiresAt: row.expires_at,
    ...(row.decider === null ? {} : { decidedBy: { login: row.decider, name: row.decider_name ?? '' } }),
    ...optional('decidedAt', row.decided_at),
    ...optional('reason', row.reason),
    ...(row.fault === null || state !== 'pending' ? {} : { fault: JSON.parse(row.fault) as ProposalFault }),
    ...(row.result === null ? {} : { result: JSON.parse(row.result) as Record<string, unknown> }),
  };
}
