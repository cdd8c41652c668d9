/** Gathers what the pages of proposals show: those that wait, those that were decided, and one with what approving it would do. */
import { Injectable } from '@nestjs/common';
import { shownAs } from '../../../approvals/actions';
import { listProposals, proposalView, requireProposal, type ProposalState, type ProposalView } from '../../../approvals/proposals.queries'; // prettier-ignore
import { Proposals } from '../../../approvals/proposals.service';
import type { CooperativeRef } from '../../../parties/cooperatives';
import { tieOf, type Tie } from '../../../approvals/ties';
import { Clock } from '../../../common/clock';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { ReadPool } from '../../../database/reader';
import { DomainError } from '../../../domain/errors';
import { BEFORE_ALL } from '../../../api/dto/queries.dto';
import { ProposalEffects, type ProposalEffect } from '../../../seasons/proposal-effects.service';
import { debtsOfProposals, type Debts } from '../../../contracts/debts.queries';
import { faultsOf } from '../../kit/forms/faults';
import type { Frame } from '../../kit/frame';

const PAGE = 50;
const DECIDED = 10;

export interface ProposalsView {
  readonly state: ProposalState | undefined;
  readonly rows: readonly ProposalView[];
  readonly next?: string;
  /** Beside those that wait, what was decided last. */
  readonly decided: readonly ProposalView[];
  /** Those of the contracts that they are about. */
  readonly debts: Debts;
  readonly now: string;
}

/** A proposal, and while it waits what approving it would do now, or why it cannot be done now. */
export interface ProposalDetail {
  readonly proposal: ProposalView;
  readonly debts: Debts;
  readonly effect?: ProposalEffect;
  /** What the effect is known by; empty where none can be shown. */
  readonly shown: string;
  readonly obstacles: readonly string[];
  /** Why the rules refused what was approved before. */
  readonly fault?: string;
  readonly tie?: Tie;
}

@Injectable()
export class ProposalsModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly effects: ProposalEffects,
    private readonly clock: Clock,
    private readonly proposals: Proposals,
  ) {}

  /** @throws DomainError page_invalid */
  async list(
    cooperative: CooperativeRef,
    state: ProposalState | undefined,
    after: string | undefined,
  ): Promise<ProposalsView> {
    const now = this.clock.now();
    const { id: cooperativeId } = cooperative;
    const before = after === undefined ? BEFORE_ALL : Number(decodeCursor(after, ['integer'])[0]);
    const filter = { before: Math.min(Math.max(before, 0), BEFORE_ALL), limit: PAGE };
    const rows = await listProposals(this.reads, cooperativeId, { ...filter, state: state ?? 'pending' }, now);
    const last = rows[PAGE - 1];
    const lately = state === undefined ? await listProposals(this.reads, cooperativeId, { before: BEFORE_ALL, limit: PAGE }, now) : []; // prettier-ignore
    await this.proposals.keepExpired(cooperative, [...rows, ...lately]);
    const views = lately.map((row) => proposalView(row, now));
    const shown = rows.slice(0, PAGE).map((row) => proposalView(row, now));
    const decided = views.filter((v) => v.state !== 'pending').slice(0, DECIDED);
    return {
      state,
      rows: shown,
      ...(rows.length > PAGE && last ? { next: encodeCursor([last.id]) } : {}),
      decided,
      debts: await debtsOfProposals(this.reads, cooperativeId, [...shown, ...decided]),
      now,
    };
  }

  /** @throws DomainError cooperative_unknown, proposal_unknown */
  async one(
    frame: Frame,
    cooperative: { readonly id: number; readonly code: string },
    id: number,
  ): Promise<ProposalDetail> {
    const now = this.clock.now();
    const row = await requireProposal(this.reads, cooperative.id, id);
    await this.proposals.keepExpired(cooperative, [row]);
    const tie = await tieOf(this.reads, row, frame.viewer.userId, now);
    const proposal = proposalView(row, now);
    const { fault } = proposal;
    const told = fault && [...faultsOf(new DomainError(fault.code, fault.details, fault.field), frame).values()][0];
    const debts = await debtsOfProposals(this.reads, cooperative.id, [proposal]);
    const shared = { proposal, debts, ...(told === undefined ? {} : { fault: told }), ...(tie ? { tie } : {}) };
    if (proposal.state !== 'pending') return { ...shared, shown: '', obstacles: [] };
    try {
      const effect = await this.effects.of(cooperative.code, id);
      return { ...shared, effect, shown: shownAs(effect), obstacles: [] };
    } catch (error) {
      return { ...shared, shown: '', obstacles: [...faultsOf(error, frame).values()] };
    }
  }
}
