/** Closing a season as an action that a second person approves. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ActionRegistry } from '../approvals/actions';
import { Proposals } from '../approvals/proposals.service';
import type { ProposalView } from '../approvals/proposals.queries';
import { listSeasons, requireClosable, type Season } from '../calendar/seasons';
import type { Reader } from '../database/tx';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { Code } from '../domain/shape/field';
import { readShape } from '../domain/shape/read';
import type { Actor } from '../identity/viewer';
import { inBook } from '../journal/book-writer';
import { requireCooperative, type CooperativeRef } from '../parties/cooperatives';
import { closeSeason } from './close';
import { closingEffect } from './closing-effect';
import { SettlementService } from './settlement.service';

export const CLOSE_SEASON = 'close_season';

export class Closing {
  @Code() season: string;
}

@Injectable()
export class CloseAction implements OnModuleInit {
  constructor(
    private readonly actions: ActionRegistry,
    private readonly proposals: Proposals,
    private readonly settlement: SettlementService,
    private readonly writer: Writer,
  ) {}

  onModuleInit(): void {
    this.actions.register<Closing>({
      name: CLOSE_SEASON,
      read: (payload) => readShape(Closing, payload),
      subject: ({ season }) => season,
      // Statements are drafted page by page beforehand, so that the closing transaction is short.
      prepare: async ({ code }, { season }) => void (await this.settlement.settle(code, season, { close: false })),
      // A trial run would hold up everybody else.
      effect: (reader, { code }, closing) => closingEffect(reader, code, closing),
      execute: async (tx, cooperative, { season: code }, { now, approvedBy, approvedAt }) => {
        const season = await requireOpen(tx, cooperative, code);
        return inBook(tx, cooperative, { now, approval: { approvedBy, approvedAt } }, async (unit) => {
          await closeSeason(unit, season);
          return { season: code, seq: unit.batch.head.seq };
        });
      },
    });
  }

  /**
   * Proposes to close a season.
   *
   * @throws DomainError cooperative_unknown, season_unknown, season_not_open, season_closed, proposal_conflict
   */
  propose(code: string, season: string, maker: Actor): Promise<ProposalView> {
    return this.writer.write({ cooperative: code }, async (tx) => {
      const cooperative = await requireCooperative(tx, code);
      await requireOpen(tx, cooperative, season);
      const payload: Closing = { season };
      return this.proposals.propose(tx, cooperative, maker, { action: CLOSE_SEASON, payload });
    });
  }
}

/** @throws DomainError season_unknown, season_not_open (an earlier one is open), season_closed */
async function requireOpen(reader: Reader, cooperative: CooperativeRef, code: string): Promise<Season> {
  const season = requireClosable(await listSeasons(reader, cooperative.id), code);
  if (season.closed) throw new DomainError('season_closed', { season: code }, 'season');
  return season;
}
