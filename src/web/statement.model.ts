/** Gathers one statement as staff see it: what it says, what became of it, and who has signed it. */
import { Injectable } from '@nestjs/common';
import { listSeasons, requireSeason } from '../calendar/seasons';
import { Clock } from '../common/clock';
import { requireContract } from '../contracts/contracts';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import { statementNumber } from '../domain/settlement/statement-lines';
import { PdfService } from '../exports/pdf/pdf.service';
import { requireHousehold } from '../parties/households';
import { wholeOf, type Access } from '../parties/scope';
import { lateFactsOf } from '../settlement/late-facts.queries';
import { lifeOf } from '../settlement/life.queries';
import { findStatement } from '../settlement/statements.queries';
import type { StatementPageView } from './views/statement-view';

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
      const season = requireSeason(await listSeasons(reader, cooperative.id), seasonCode);
      const contract = await requireContract(reader, scope, number);
      const statement = await findStatement(reader, cooperative, season, contract);
      if (!statement) throw new DomainError('statement_unknown', { statement: statementNumber(seasonCode, number) });
      const { name } = await requireHousehold(reader, wholeOf(cooperative), contract.household);
      const key = { cooperativeId: cooperative.id, seasonId: season.id, contractId: contract.id };
      const [life, late] = [await lifeOf(reader, key, statement.sha256), await lateFactsOf(reader, key)];
      return { season, statement, householdName: name, roles, life, late };
    });
  }

  /** The same on paper. @throws DomainError as `of`, printing_busy */
  paper({ cooperative }: Access, season: string, contract: string, publicUrl?: string): Promise<Uint8Array> {
    const request = { season, contract, at: this.clock.now(), ...(publicUrl === undefined ? {} : { publicUrl }) };
    return this.reads.snapshot((reader) => this.papers.statements(reader, cooperative, request));
  }
}
