/** Records single events and activates contracts: at once, or as proposals that wait for a second person. */
import { Injectable } from '@nestjs/common';
import { Proposals } from '../approvals/proposals.service';
import type { ProposalView } from '../approvals/proposals.queries';
import { hasLimits, loadSettings, needsApproval, type ApprovalSettings } from '../approvals/settings';
import { listSeasons } from '../calendar/seasons';
import { auditIn } from '../audit/audit';
import { namedRecords } from '../audit/trail.chain';
import { Clock } from '../common/clock';
import { requireContract, requireDraft } from './contracts';
import type { EventLine } from '../domain/book/lines';
import type { EventHead } from '../domain/events/kind';
import type { Actor } from '../identity/viewer';
import type { BookTransaction } from '../journal/transaction';
import { wholeOf } from '../parties/scope';
import { isAboveLimits } from './limits';
import { recordAllIn, Recorder, type Recorded } from './recorder';
import { ACTIVATE_CONTRACT, CORRECT_EVENT, RECORD_EVENT, type Activation, type Correction } from './recording.actions';
import { takenBackAlone } from './take-back';
import { BookWriter } from '../journal/book-writer';

/** What else happens in the same transaction when an event is recorded or proposed, such as storing its files. */
export type InSameTransaction = (unit: BookTransaction) => Promise<void>;

const nothing: InSameTransaction = () => Promise.resolve();

/** The result: the event is in the book, or a second person must approve it first. */
export type RecordOutcome = { readonly recorded: Recorded } | { readonly proposed: ProposalView };

@Injectable()
export class RecordingService {
  constructor(
    private readonly books: BookWriter,
    private readonly proposals: Proposals,
    private readonly clock: Clock,
  ) {}

  /**
   * Records an event, or proposes it when it needs a second person. A repetition has no effect. What the rules refuse now is not even
   * proposed.
   *
   * @param event in normal form
   * @throws DomainError cooperative_unknown, contract_unknown, event_conflict, proposal_conflict, future_date and everything the rules refuse
   */
  record(
    cooperative: string,
    contract: string,
    event: EventHead,
    maker: Actor,
    inSameTransaction: InSameTransaction = nothing,
  ): Promise<RecordOutcome> {
    return this.books.run(cooperative, async (unit) => {
      const line = { type: 'event', cooperative: unit.cooperative.code, contract, ...event } as EventLine;
      const outcome = await this.recordIn(unit, line, maker);
      await inSameTransaction(unit);
      return outcome;
    });
  }

  private async recordIn(unit: BookTransaction, line: EventLine, maker: Actor): Promise<RecordOutcome> {
    const recorder = new Recorder(unit, this.clock.today());
    const replay = await recorder.replayOf(line);
    if (replay) return { recorded: replay };
    const wish = { action: RECORD_EVENT, payload: line };
    const waiting = await this.proposals.waiting(unit.tx, unit.cooperative, wish);
    if (waiting) return { proposed: waiting };
    const seasons = await listSeasons(unit.tx, unit.cooperative.id);
    const { settings } = await loadSettings(unit.tx, unit.cooperative.id);
    const isAlone = await this.isAlone(unit, line, settings, maker);
    if (!isAlone && (needsApproval(settings, line.kind) || hasLimits(settings))) {
      const tried = await recorder.dryRun(line, seasons);
      const { contractId } = tried;
      if (await isAboveLimits(unit, settings, line, tried, maker))
        return { proposed: await this.proposals.propose(unit.tx, unit.cooperative, maker, { ...wish, contractId }) };
    }
    const recorded = await recorder.record(line, seasons);
    await recorder.flush();
    await auditIn(unit, maker.origin, {
      action: 'event_recorded',
      subject: line.id,
      after: { seq: recorded.seq },
    });
    return { recorded };
  }

  /**
   * Reverses a wrong event and records the correct one, both or neither; both are proposed when either needs a second person. A maker who may
   * reverse it alone may also correct it alone, unless the correct event needs a second person itself.
   *
   * @throws DomainError what `record` throws, for the reversal or the event
   */
  correct(
    cooperative: string,
    contract: string,
    { reversal, event }: { readonly reversal: EventHead; readonly event: EventHead },
    maker: Actor,
    inSameTransaction: InSameTransaction = nothing,
  ): Promise<RecordOutcome> {
    return this.books.run(cooperative, async (unit) => {
      const { code } = unit.cooperative;
      const lineOf = (head: EventHead): EventLine => ({ type: 'event', cooperative: code, contract, ...head });
      const outcome = await this.correctIn(unit, { reversal: lineOf(reversal), event: lineOf(event) }, maker);
      await inSameTransaction(unit);
      return outcome;
    });
  }

  private async correctIn(unit: BookTransaction, payload: Correction, maker: Actor): Promise<RecordOutcome> {
    const { reversal, event } = payload;
    const recorder = new Recorder(unit, this.clock.today());
    const replay = await recorder.replayOf(event);
    if (replay) return { recorded: replay };
    const wish = { action: CORRECT_EVENT, payload };
    const waiting = await this.proposals.waiting(unit.tx, unit.cooperative, wish);
    if (waiting) return { proposed: waiting };
    const { settings } = await loadSettings(unit.tx, unit.cooperative.id);
    const seasons = await listSeasons(unit.tx, unit.cooperative.id);
    const tried = await recorder.dryRun(event, seasons, reversal);
    const { contractId } = tried;
    const isAlone = await this.isAlone(unit, reversal, settings, maker);
    if (!isAlone || (await isAboveLimits(unit, settings, event, tried, maker)))
      return { proposed: await this.proposals.propose(unit.tx, unit.cooperative, maker, { ...wish, contractId }) };
    const before = unit.batch.head.seq;
    const recorded = await recordAllIn(unit, [reversal, event], this.clock.today());
    await auditIn(unit, maker.origin, {
      action: 'event_corrected',
      subject: event.id,
      after: namedRecords(before, recorded.seq),
    });
    return { recorded };
  }

  /** Whether a line is a reversal that its maker may record without a second person. */
  private async isAlone(
    { tx, cooperative, now }: BookTransaction,
    line: EventLine,
    settings: ApprovalSettings,
    maker: Actor,
  ): Promise<boolean> {
    const { kind, of } = line as EventLine & { readonly of?: string };
    if (kind !== 'reversal' || of === undefined) return false;
    const { id: contractId } = await requireContract(tx, wholeOf(cooperative), line.contract);
    const key = { cooperativeId: cooperative.id, contractId };
    return (await takenBackAlone(tx, key, [of], settings, { actor: maker.origin.actor, now })).has(of);
  }

  /**
   * Proposes to activate a draft.
   *
   * @throws DomainError cooperative_unknown, contract_unknown, contract_already_active, version_stale, proposal_conflict
   */
  activate(cooperative: string, contract: string, version: number, maker: Actor): Promise<ProposalView> {
    return this.books.run(cooperative, async (unit: BookTransaction) => {
      const draft = await requireDraft(unit, contract, version);
      const payload: Activation = { contract, version };
      return this.proposals.propose(unit.tx, unit.cooperative, maker, {
        action: ACTIVATE_CONTRACT,
        payload,
        contractId: draft.id,
      });
    });
  }
}
