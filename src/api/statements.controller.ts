/** Statements: closed ones as they were frozen, those of open seasons as drafts. */
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { listSeasons, requireSeason } from '../calendar/seasons';
import { etagOfContent } from '../common/etag';
import { pageOf, type Page } from '../common/paging';
import { listContracts } from '../contracts/contracts.queries';
import { requireContract } from '../contracts/contracts';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import { statementNumber } from '../domain/statement/statement-lines';
import { workflowOf } from '../statements/workflow.queries';
import { witnessed } from '../statements/witnesses';
import { findStatement, type StatementView } from '../statements/statements.queries';
import { openTo } from '../parties/scope';
import { ALL_ROLES, Roles } from '../edge/access';
import { Ctx, RequestContext } from '../edge/context';
import { Documented } from '../edge/documented';
import { idAfter, pageAsked, StatementsQuery } from './dto/queries.dto';
import { CodeParam, ShapePipe } from '../edge/shape.pipe';
import { ShortStatement, StatementDetail } from './dto/views.dto';
import { Paged } from '../domain/shape/view';

@ApiTags('statements')
@Controller('api/v1/cooperatives/:cooperative/statements')
export class StatementsController {
  constructor(private readonly reads: ReadPool) {}

  @Get()
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: "A season's statements, in the order of the contracts",
    query: StatementsQuery,
    ok: { 200: [Paged(ShortStatement), 'A page'] },
    problems: [404],
  })
  async list(
    @Ctx() { viewer }: RequestContext,
    @CodeParam('cooperative') code: string,
    @Query(new ShapePipe(StatementsQuery)) query: StatementsQuery,
  ): Promise<Page<ShortStatement>> {
    const asked = pageAsked(query, ['integer']);
    const { limit } = asked;
    return this.reads.snapshot(async (reader) => {
      const { cooperative, scope } = await openTo(viewer, reader, code);
      const season = requireSeason(await listSeasons(reader, cooperative.id), query.season);
      const contracts = await listContracts(reader, scope, {
        state: 'active',
        after: idAfter(asked),
        limit,
      });
      const statements = new Map<number, StatementView>();
      for (const contract of contracts.slice(0, limit)) {
        const statement = await findStatement(reader, cooperative, season, contract);
        if (statement) statements.set(contract.id, statement);
      }
      // A page is one of contracts: those without a statement in the season leave it shorter, never the cursor.
      const page = pageOf(contracts, limit, (c) => [c.id], (c) => statements.get(c.id)); // prettier-ignore
      return { ...page, items: page.items.filter((s) => s !== undefined).map(viewOf) };
    });
  }

  @Get(':season/:contract')
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'One statement, what became of it, and the head of the chain',
    ok: { 200: [StatementDetail, 'The statement'] },
    etag: true,
    problems: [404],
  })
  async get(
    @Ctx() { viewer }: RequestContext,
    @CodeParam('cooperative') code: string,
    @CodeParam('season') seasonCode: string,
    @CodeParam('contract') number: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatementDetail> {
    const found = await this.reads.snapshot(async (reader) => {
      const { cooperative, scope } = await openTo(viewer, reader, code);
      const season = requireSeason(await listSeasons(reader, cooperative.id), seasonCode);
      const contract = await requireContract(reader, scope, number);
      const statement = await findStatement(reader, cooperative, season, contract);
      if (!statement) throw new DomainError('statement_unknown', { statement: statementNumber(seasonCode, number) });
      const key = { cooperativeId: cooperative.id, seasonId: season.id, contractId: contract.id };
      const life = await witnessed(reader, key, await workflowOf(reader, key, statement.sha256));
      return { ...viewOf(statement), ...life, chain: { seq: cooperative.head_seq, hash: cooperative.head_hash } };
    });
    reply.header('etag', etagOfContent(found.sha256));
    return found;
  }
}

function viewOf(s: StatementView): ShortStatement {
  const { number, season, contract, household, status, sha256, isChanged, lines } = s;
  const short = lines.map(({ section, subject, line, quantity, unit }) => ({ section, subject, line, quantity, unit }));
  return {
    number,
    season,
    contract,
    household,
    status,
    ...(isChanged ? { isChanged: true } : {}),
    sha256,
    lines: short,
  };
}
