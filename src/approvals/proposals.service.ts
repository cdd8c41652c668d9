/** Proposals: one person requests something, and a second one from the branch approves or refuses it; until then it has no effect. */
import { Injectable } from '@nestjs/common';
import { audit } from '../audit/audit';
import { namedRecords } from '../audit/trail.chain';
import { Clock, instantAfter } from '../common/clock';
import { ReadPool } from '../database/reader';
import type { Reader, Tx } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError, DomainErrors } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { sha256 } from '../domain/ledger/chain';
import { requireIndependent } from '../identity/account-changes';
import type { Actor } from '../identity/viewer';
import { requireCooperative, type CooperativeRef } from '../parties/cooperatives';
import { ActionRegistry, shownAs, type Action, type ApprovalContext } from './actions';
import { endedSeal, findWaiting, madeSeal, PROPOSAL_MADE, proposalView, requireProposal, stateAt, type ProposalFault, type ProposalRow, type ProposalView } from './proposals.queries'; // prettier-ignore
import { loadSettings } from './settings';

const DAY_MILLIS = 24 * 60 * 60 * 1000;

/** A request for a proposal. */
export interface ProposalRequest {
  readonly action: string;
  readonly payload: object;
  /** The key of the contract it concerns. */
  readonly contractId?: number;
}

/** The end of a waiting proposal. */
interface Ending {
  readonly state: 'approved' | 'refused' | 'withdrawn';
  readonly by: Actor;
  readonly reason?: string;
  readonly result?: object;
  /** The instant of what it did; this moment when absent. */
  readonly now?: string;
  /** The records that were appended. */
  readonly named?: object;
}

@Injectable()
export class Proposals {
  constructor(
    private readonly writer: Writer,
    private readonly reads: ReadPool,
    private readonly clock: Clock,
    private readonly actions: ActionRegistry,
  ) {}

  /**
   * The waiting proposal about the same subject, if it requests exactly the same.
   *
   * @throws DomainError proposal_conflict when it requests something else
   */
  async waiting(tx: Tx, cooperative: CooperativeRef, wish: ProposalRequest): Promise<ProposalView | undefined> {
    const { action, payload } = this.read(wish.action, wish.payload);
    const now = this.clock.now();
    const row = await findWaiting(tx, cooperative.id, wish.action, action.subject(payload), now);
    if (!row) return undefined;
    if (row.payload_hash !== hashOf(payload)) throw new DomainError('proposal_conflict', { proposal: row.id });
    return proposalView(row, now);
  }

  /**
   * Proposes, in the maker's transaction. While a proposal waits, the same request again returns it.
   *
   * @throws DomainError proposal_conflict, proposal_limit
   */
  async propose(tx: Tx, cooperative: CooperativeRef, maker: Actor, wish: ProposalRequest): Promise<ProposalView> {
    const known = await this.waiting(tx, cooperative, wish);
    if (known) return known;
    const { action, payload } = this.read(wish.action, wish.payload);
    const subject = action.subject(payload);
    const now = this.clock.now();
    await expire(tx, cooperative.id, now);
    await requireRoom(tx, cooperative.id, maker.userId);
    const { id: last } = (await tx.get<{ id: number | null }>(
      'select max(id) as id from proposal where cooperative_id = ?',
      [cooperative.id],
    )) ?? { id: null };
    const id = (last ?? 0) + 1;
    const { settings } = await loadSettings(tx, cooperative.id);
    await tx.insertMany(
      'proposal',
      ['cooperative_id', 'id', 'action', 'subject', 'contract_id', 'payload', 'payload_hash', 'state', 'made_by', 'made_at', 'expires_at', 'version'],
      [[cooperative.id, id, wish.action, subject, wish.contractId ?? null, canonicalJson(payload), hashOf(payload), 'pending', maker.userId, now,
        instantAfter(now, settings.expiryDays * DAY_MILLIS), 1]],
    ); // prettier-ignore
    const made = await requireProposal(tx, cooperative.id, id);
    await auditProposal(tx, cooperative, maker, now, PROPOSAL_MADE, made, madeSeal(made));
    return proposalView(made, now);
  }

  /**
   * Approves a proposal and runs it in the same transaction. If the rules refuse it now, it keeps waiting, with the reason.
   *
   * @param shown the hash of the effect that the approver saw (`shownAs`); if absent, whatever the effect is now is approved
   * @throws DomainError effect_changed (it would do something else than was shown), proposal_unknown, proposal_decided, own_proposal, approver_dependent, not_permitted, and what the rules refuse
   */
  async approve(code: string, id: number, approver: Actor, shown?: string): Promise<ProposalView> {
    await this.prepare(code, id);
    const outcome = await this.writer.write({ cooperative: code }, async (tx) => {
      const { cooperative, row } = await this.open(tx, code, id);
      await requireSecond(tx, cooperative, row, approver);
      const { action, payload } = this.read(row.action, JSON.parse(row.payload) as object);
      const now = this.clock.now();
      await requireIndependent(tx, approver.userId, row.made_by, now);
      const grant = { approvedBy: approver.login, approvedAt: now, now, origin: approver.origin };
      try {
        const before = await headOf(tx, cooperative);
        const result = await tx.savepoint(() => this.carryOut(tx, cooperative, action, payload, grant, shown));
        const named = namedRecords(before, await headOf(tx, cooperative));
        return await this.end(tx, cooperative, row, { state: 'approved', by: approver, result, now, named });
      } catch (error) {
        const refusal = refusalOf(error);
        // The proposal is fine, but must be reviewed again.
        if (refusal.code !== 'effect_changed') await keepFault(tx, cooperative, row, refusal);
        return error as Error;
      }
    });
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  /** @throws DomainError proposal_unknown, proposal_decided, own_proposal, not_permitted */
  async refuse(code: string, id: number, decider: Actor, reason: string): Promise<ProposalView> {
    await this.notLate(code, id);
    return this.writer.write({ cooperative: code }, async (tx) => {
      const { cooperative, row } = await this.open(tx, code, id);
      await requireSecond(tx, cooperative, row, decider);
      return this.end(tx, cooperative, row, { state: 'refused', by: decider, reason });
    });
  }

  /**
   * Withdraws a proposal; only its maker can.
   *
   * @throws DomainError proposal_unknown, proposal_decided, not_permitted
   */
  async withdraw(code: string, id: number, maker: Actor): Promise<ProposalView> {
    await this.notLate(code, id);
    return this.writer.write({ cooperative: code }, async (tx) => {
      const { cooperative, row } = await this.open(tx, code, id);
      if (row.made_by !== maker.userId) throw new DomainError('not_permitted');
      return this.end(tx, cooperative, row, { state: 'withdrawn', by: maker });
    });
  }

  private async carryOut(
    tx: Tx,
    cooperative: CooperativeRef,
    action: Action<unknown>,
    payload: object,
    grant: ApprovalContext,
    shown: string | undefined,
  ): Promise<object> {
    if (shown === undefined) return action.execute(tx, cooperative, payload, grant);
    const { result, effect } = await this.actions.effects.carryOut(tx, cooperative, action, payload, grant);
    if (shownAs(effect) !== shown) throw new DomainError('effect_changed');
    return result;
  }

  /**
   * Marks overdue proposals as expired, so that setting the clock back does not revive them. Usually there are none.
   *
   * @param rows the rows just read
   */
  async keepExpired(cooperative: CooperativeRef, rows: readonly ProposalRow[]): Promise<void> {
    const now = this.clock.now();
    if (!rows.some((row) => row.state === 'pending' && stateAt(row, now) === 'expired')) return;
    await this.writer.write({ cooperative: cooperative.code }, (tx) => expire(tx, cooperative.id, now));
  }

  private async prepare(code: string, id: number): Promise<void> {
    await this.notLate(code, id);
    const { cooperative, row } = await this.open(this.reads, code, id);
    const { action, payload } = this.read(row.action, JSON.parse(row.payload) as object);
    await action.prepare?.(cooperative, payload);
  }

  /** The decision came too late: marks the proposal as expired before it refuses. */
  private async notLate(code: string, id: number): Promise<void> {
    const cooperative = await requireCooperative(this.reads, code);
    await this.keepExpired(cooperative, [await requireProposal(this.reads, cooperative.id, id)]);
  }

  /** A waiting proposal with its cooperative. Writes of a cooperative are serial, so that it does not change in this transaction. */
  private async open(
    reader: Reader,
    code: string,
    id: number,
  ): Promise<{ cooperative: CooperativeRef; row: ProposalRow }> {
    const cooperative = await requireCooperative(reader, code);
    const row = await requireProposal(reader, cooperative.id, id);
    const state = stateAt(row, this.clock.now());
    if (state !== 'pending') throw new DomainError('proposal_decided', { state });
    return { cooperative, row };
  }

  private async end(tx: Tx, cooperative: CooperativeRef, row: ProposalRow, ending: Ending): Promise<ProposalView> {
    const { now = this.clock.now() } = ending;
    const decidedBy = ending.state === 'withdrawn' ? null : ending.by.userId;
    await tx.run(
      `update proposal set state = ?, decided_by = ?, decided_at = ?, reason = ?, fault = null, result = ?, version = version + 1
       where cooperative_id = ? and id = ?`,
      [ending.state, decidedBy, now, ending.reason ?? null, ending.result ? canonicalJson(ending.result) : null, cooperative.id, row.id],
    ); // prettier-ignore
    const ended = await requireProposal(tx, cooperative.id, row.id);
    await auditProposal(
      tx,
      cooperative,
      ending.by,
      now,
      `proposal_${ending.state}`,
      ended,
      endedSeal(ended),
      ending.named,
    );
    return proposalView(ended, now);
  }

  private read(name: string, payload: object): { action: Action<unknown>; payload: object } {
    const action = this.actions.get(name);
    return { action, payload: action.read(payload) as object };
  }
}

async function headOf(tx: Tx, { id }: CooperativeRef): Promise<number> {
  return (await tx.get<{ seq: number }>('select head_seq as seq from cooperative where id = ?', [id]))?.seq ?? 0;
}

/** Everything of a cooperative that nobody has decided in time. */
async function expire(tx: Tx, cooperativeId: number, now: string): Promise<void> {
  await tx.run(
    `update proposal set state = 'expired', decided_at = expires_at, version = version + 1
     where cooperative_id = ? and state = 'pending' and expires_at <= ?`,
    [cooperativeId, now],
  );
}

/** How many proposals of one person may wait in a cooperative: more than any office makes, and few enough to look through. */
export const WAITING_MAX = 200;

/** @throws DomainError proposal_limit */
async function requireRoom(tx: Tx, cooperativeId: number, makerId: number): Promise<void> {
  const row = await tx.get<{ waiting: number | string }>(
    `select count(*) as waiting from proposal where cooperative_id = ? and state = 'pending' and made_by = ?`,
    [cooperativeId, makerId],
  );
  if (Number(row?.waiting) >= WAITING_MAX) throw new DomainError('proposal_limit', { limit: WAITING_MAX });
}

function hashOf(payload: object): string {
  return sha256(canonicalJson(payload));
}

/**
 * Maker and approver are two people, and the approver has the branch role in this very moment.
 *
 * @throws DomainError own_proposal, not_permitted
 */
async function requireSecond(tx: Tx, cooperative: CooperativeRef, row: ProposalRow, second: Actor): Promise<void> {
  if (row.made_by === second.userId) throw new DomainError('own_proposal');
  const role = await tx.get(
    `select 1 as found from role_grant g join app_user u on u.id = g.user_id
     where g.cooperative_id = ? and g.user_id = ? and g.role = 'branch' and u.disabled_at is null`,
    [cooperative.id, second.userId],
  );
  if (!role) throw new DomainError('not_permitted');
}

function auditProposal(
  tx: Tx,
  cooperative: CooperativeRef,
  { origin }: Actor,
  now: string,
  action: string,
  { id, action: what, subject }: ProposalRow,
  seal: string,
  named: object = {},
): Promise<void> {
  const after = { proposal: id, action: what, sha256: seal, ...named };
  return audit(tx, origin, now, { cooperativeId: cooperative.id, action, subject, after });
}

/** The refusal in an error that a rule has thrown; other errors end the transaction. */
function refusalOf(error: unknown): DomainError {
  const first = error instanceof DomainErrors ? error.errors[0] : error;
  if (first instanceof DomainError && first.kind !== 'busy' && first.kind !== 'integrity') return first;
  throw error;
}

async function keepFault(tx: Tx, cooperative: CooperativeRef, row: ProposalRow, error: DomainError): Promise<void> {
  const fault: ProposalFault = {
    code: error.code,
    ...(error.field === undefined ? {} : { field: error.field }),
    details: error.details,
  };
  await tx.run('update proposal set fault = ?, version = version + 1 where cooperative_id = ? and id = ?', [
    canonicalJson(fault),
    cooperative.id,
    row.id,
  ]);
}
