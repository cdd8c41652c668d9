/** Gathers one statement as staff see it: what it says, what became of it, and who has signed it. */
import { Injectable } from '@nestjs/common';
import { listSeasons, requireSeason } from '../../../calendar/seasons';
import { Clock } from '../../../common/clock';
import { requireContract } from '../../../contracts/contracts';
import { loadHistory } from '../../../contracts/histories';
import { ReadPool } from '../../../database/reader';
import { DomainError } from '../../../domain/errors';
import { statementNumber } from '../../../domain/statement/statement-lines';
import { PdfService } from '../../../exports/pdf/pdf.service';
import { requireHousehold } from '../../../parties/households';
import { wholeOf, type Access } from '../../../parties/scope';
import { lateFactsOf } from '../../../statements/late-facts.queries';
import { workflowOf } from '../../../statements/workflow.queries';
import { witnessed } from '../../../statements/witnesses';
import { findStatement } from '../../../statements/statements.queries';
import { courseOf } from '../contracts/contract.model';
import { headsOf, type SeasonHeads } from '../../../seasons/season-heads';
import type { StatementPageView } from './statement.types';

/** Seasons that are compared. */
const SEASONS_SHOWN = 4;

@Injectable()
export class StatementModel {
  constructor(
    private readonly reads: ReadPool,
    private readonly papers: PdfService,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError season_unknown, contract_unknown, statement_unknown */
  of({ cooperative, scope, roles }: Access, seasonCode: string, number: string): Promise<StatementPageView> {
    return this.reads.snapshot(async (reader) => {
      const all = await listSeasons(reader, cooperative.id);
      const season = requireSeason(all, seasonCode);
      const contract = await requireContract(reader, scope, number);
      const statement = await findStatement(reader, cooperative, season, contract);
      if (!statement) throw new DomainError('statement_unknown', { statement: statementNumber(seasonCode, number) });
      const { name } = await requireHousehold(reader, wholeOf(cooperative), contract.household);
      const key = { cooperativeId: cooperative.id, seasonId: season.id, contractId: contract.id };
      const life = await witnessed(reader, key, await workflowOf(reader, key, statement.sha256));
      const late = await lateFactsOf(reader, key);
      const seasons: SeasonHeads[] = [];
      for (const before of all.filter((s) => s.from < season.from).slice(1 - SEASONS_SHOWN)) {
        const found = await findStatement(reader, cooperative, before, contract);
        if (found) seasons.push(headsOf(before, found));
      }
      seasons.push(headsOf(season, statement));
      const today = this.clock.today();
      const history = await loadHistory(reader, cooperative.id, contract, { whole: true });
      const course = courseOf(history, season.to < today ? season.to : today);
      return { season, statement, householdName: name, roles, life, late, seasons, course };
    });
  }

  /** The same on paper. @throws DomainError as `of`, printing_busy */
  paper({ cooperative }: Access, season: string, contract: string, publicUrl?: string): Promise<Uint8Array> {
    const request = { season, contract, at: this.clock.now(), ...(publicUrl === undefined ? {} : { publicUrl }) };
    return this.papers.statements(this.reads, cooperative, request);
  }
}
