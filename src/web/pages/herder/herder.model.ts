/** Gathers what a herder sees: each contract of the own household apart, and its statements. */
import { Injectable } from '@nestjs/common';
import { listSeasons, requireSeason, type Season } from '../../../calendar/seasons';
import { Clock, instantAfter } from '../../../common/clock';
import { requireContract } from '../../../contracts/contracts';
import { listContracts } from '../../../contracts/contracts.queries';
import { ReadPool } from '../../../database/reader';
import { DomainError } from '../../../domain/errors';
import { statementNumber } from '../../../domain/statement/statement-lines';
import type { CardHolder, Viewer } from '../../../identity/viewer';
import { cardsSince, type NewCardView } from '../../../parties/cards.service';
import { cooperativesOf, openTo, type Access } from '../../../parties/scope';
import { lateFactsOf, type LateFact } from '../../../statements/late-facts.queries';
import { workflowOf } from '../../../statements/workflow.queries';
import { witnessed, type WitnessedWorkflow } from '../../../statements/witnesses';
import { findStatement, type StatementView } from '../../../statements/statements.queries';
import { ContractModel } from '../contracts/contract.model';
import { headsOf, type SeasonHeads } from '../../../seasons/season-heads';
import type { ContractPageView } from '../contracts/contract.types';

/** More contracts than a household has. */
const MOST_CONTRACTS = 50;
/** Seasons whose statements are offered, the newest first. */
const SEASONS_SHOWN = 4;
/** How long a household is told of a new card. */
const NEW_CARD = 60 * 24 * 60 * 60_000;

export interface StatementLink {
  readonly season: Season;
  readonly status: StatementView['status'];
}

export interface HerderContract {
  readonly view: ContractPageView;
  /** The newest first. */
  readonly statements: readonly StatementLink[];
  /** The oldest first. */
  readonly seasons: readonly SeasonHeads[];
}

export interface HerderPageView {
  readonly today: string;
  readonly cooperative: string;
  readonly household: string;
  readonly contracts: readonly HerderContract[];
  /** Cards of the household that were made lately, but for the reader's own. */
  readonly newCards: readonly NewCardView[];
}

export interface HerderStatementView {
  /** The code of its cooperative. */
  readonly cooperative: string;
  readonly season: Season;
  readonly statement: StatementView;
  readonly life: WitnessedWorkflow;
  readonly late: readonly LateFact[];
}

@Injectable()
export class HerderModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly clock: Clock,
    private readonly contract: ContractModel,
  ) {}

  /** The cooperative and household that a herder's card opens. @throws DomainError not_permitted for all others */
  async open(viewer: Viewer): Promise<Access> {
    const [only] = viewer.card ? await cooperativesOf(viewer, this.reads) : [];
    if (!only) throw new DomainError('not_permitted');
    return openTo(viewer, this.reads, only.code);
  }

  async of({ cooperative, scope }: Access, card: CardHolder): Promise<HerderPageView> {
    const rows = await listContracts(this.reads, scope, { state: 'active', after: 0, limit: MOST_CONTRACTS });
    const seasons = await listSeasons(this.reads, cooperative.id);
    const contracts: HerderContract[] = [];
    for (const row of rows) {
      const view = await this.contract.of(scope, row.number, {});
      const statements: StatementLink[] = [];
      const sums: SeasonHeads[] = [];
      for (const season of seasons.toReversed()) {
        if (statements.length >= SEASONS_SHOWN || season.from > this.clock.today()) continue;
        const found = await findStatement(this.reads, cooperative, season, row);
        if (!found) continue;
        statements.push({ season, status: found.status });
        sums.unshift(headsOf(season, found));
      }
      contracts.push({ view, statements, seasons: sums });
    }
    const household = await this.reads.get<{ name: string }>(
      'select name from household where cooperative_id = ? and id = ?',
      [cooperative.id, scope.householdId ?? -1],
    );
    const newCards = await cardsSince(this.reads, card, instantAfter(this.clock.now(), -NEW_CARD));
    return {
      today: this.clock.today(),
      cooperative: cooperative.name,
      household: household?.name ?? '',
      contracts,
      newCards,
    };
  }

  /** @throws DomainError season_unknown, contract_unknown, statement_unknown */
  statement({ cooperative, scope }: Access, seasonCode: string, number: string): Promise<HerderStatementView> {
    return this.reads.snapshot(async (reader) => {
      const season = requireSeason(await listSeasons(reader, cooperative.id), seasonCode);
      const contract = await requireContract(reader, scope, number);
      const statement = await findStatement(reader, cooperative, season, contract);
      if (!statement) throw new DomainError('statement_unknown', { statement: statementNumber(seasonCode, number) });
      const key = { cooperativeId: cooperative.id, seasonId: season.id, contractId: contract.id };
      const life = await witnessed(reader, key, await workflowOf(reader, key, statement.sha256));
      const late = await lateFactsOf(reader, key);
      return { cooperative: cooperative.code, season, statement, life, late };
    });
  }
}
