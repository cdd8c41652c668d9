/** Records single events and activates contracts as they come in: at once, or as proposals that wait for a second person. */
import { Injectable } from '@nestjs/common';
import { Proposals } from '../approvals/proposals';
import type { ProposalView } from '../approvals/proposals.queries';
import { hasLimits, loadSettings, needsApproval } from '../approvals/settings';
import { listSeasons } from '../calendar/seasons';
import { audit } from '../audit/audit';
import { Clock } from '../common/clock';
import { requireDraft } from '../contracts/contracts';
import type { EventLine } from '../domain/book/lines';
import type { EventHead } from '../domain/events/kind';
import { extentOf } from '../domain/recording/extent';
import type { Actor } from '../identity/viewer';
import type { CooperativeUnit } from '../journal/unit';
import { Recorder, type Recorded } from './recorder';
import { ACTIVATE_CONTRACT, RECORD_EVENT, type Activation } from './recording.actions';
import { UnitService } from './unit.service';

/** What became of an event: it is in the book, or a second person has to approve it first and nothing has happened yet. */
export type Outcome = { readonly recorded: Recorded } | { readonly proposed: ProposalView };

@Injectable()
export class RecordingService {
  constructor(
    private readonly units: UnitService,
    private readonly proposals: Proposals,
    private readonly clock: Clock,
  ) {}

  /**
   * Records an event of a contract, or proposes it when it needs a second person; the same id with the same content again has no second
   * effect. What the rules refuse now is not even proposed.
   *
   * @param event in normal form
   * @throws DomainError cooperative_unknown, contract_unknown, event_conflict, proposal_conflict, future_date and everything the rules refuse
   */
  record(cooperative: string, contract: string, event: EventHead, maker: Actor): Promise<Outcome> {
    return this.units.run(cooperative, async (unit) => {
      const line = { type: 'event', cooperative: unit.cooperative.code, contract, ...event } as EventLine;
      const recorder = new Recorder(unit, this.clock.today());
      const replay = await recorder.replayOf(line);
      if (replay) return { recorded: replay };
      const wish = { action: RECORD_EVENT, payload: line };
      const waiting = await this.proposals.waiting(unit.tx, unit.cooperative, wish);
      if (waiting) return { proposed: waiting };
      const seasons = await listSeasons(unit.tx, unit.cooperative.id);
      const { settings } = await loadSettings(unit.tx, unit.cooperative.id);
      if (needsApproval(settings, line.kind) || hasLimits(settings)) {
        const { effects, contractId } = await recorder.weigh(line, seasons);
        if (needsApproval(settings, line.kind, extentOf(effects)))
          return { proposed: await this.proposals.propose(unit.tx, unit.cooperative, maker, { ...wish, contractId }) };
      }
      const recorded = await recorder.record(line, seasons);
      await recorder.flush();
      await audit(unit.tx, maker.origin, unit.now, {
        cooperativeId: unit.cooperative.id,
        action: 'event_recorded',
        subject: event.id,
      });
      return { recorded };
    });
  }

  /**
   * Proposes to put a draft in force.
   *
   * @throws DomainError cooperative_unknown, contract_unknown, contract_already_active, version_stale, proposal_conflict
   */
  activate(cooperative: string, contract: string, version: number, maker: Actor): Promise<ProposalView> {
    return this.units.run(cooperative, async (unit: CooperativeUnit) => {
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
