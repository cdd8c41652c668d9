/** Settlement runs. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ProposalView } from '../approvals/proposals.queries';
import { pageOf, type Page } from '../common/paging';
import { ROLES_OF_KIND } from '../jobs/job';
import { RunsService, RunView } from '../jobs/runs.service';
import { CloseAction } from '../seasons/close.action';
import { Roles, STAFF } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { answerProposed } from './answers';
import { Documented } from '../edge/documented';
import { SettlementInput } from './dto/inputs.dto';
import { BEFORE_ALL, idAfter, pageAsked, PageQuery } from './dto/queries.dto';
import { CodeParam, IdPipe, ShapePipe } from '../edge/shape.pipe';
import { Paged } from '../domain/shape/view';

@ApiTags('settlements')
@Controller('api/v1/cooperatives/:cooperative/settlements')
export class SettlementsController {
  constructor(
    private readonly runs: RunsService,
    private readonly closing: CloseAction,
  ) {}

  @Post()
  @HttpCode(202)
  @Roles('record', ...ROLES_OF_KIND.settle)
  @Documented({
    summary:
      'Settles a season: drafts its statements; the same run is given while one is under way. With `close` it proposes to close the season instead',
    body: SettlementInput,
    ok: { 202: [[RunView, ProposalView], 'The run, or the proposal that a second person has to approve'] },
    problems: [404, 409, 422],
  })
  async start(
    @Ctx() ctx: CooperativeContext,
    @Body(new ShapePipe(SettlementInput)) input: SettlementInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunView | ProposalView> {
    const { code } = ctx.cooperative;
    if (input.close) return answerProposed(reply, code, await this.closing.propose(code, input.season, ctx.actor));
    const run = await this.runs.start(ctx.requester, input.season);
    reply.header('location', `/api/v1/cooperatives/${encodeURIComponent(code)}/settlements/${run.id}`);
    return run;
  }

  @Get()
  @Roles('read', ...STAFF)
  @Documented({
    summary: 'Runs, the newest first',
    query: PageQuery,
    ok: { 200: [Paged(RunView), 'A page'] },
    problems: [404],
  })
  async list(
    @CodeParam('cooperative') code: string,
    @Query(new ShapePipe(PageQuery)) query: PageQuery,
  ): Promise<Page<RunView>> {
    const asked = pageAsked(query, ['integer']);
    const { limit } = asked;
    const runs = await this.runs.list(code, idAfter(asked, BEFORE_ALL), limit);
    return pageOf(runs, limit, (r) => [r.id], (r) => r); // prettier-ignore
  }

  @Get(':run')
  @Roles('read', ...STAFF)
  @Documented({ summary: 'How far a run has come', ok: { 200: [RunView, 'The run'] }, problems: [404] })
  async get(
    @CodeParam('cooperative') code: string,
    @Param('run', new IdPipe('run_unknown')) run: number,
  ): Promise<RunView> {
    return this.runs.get(code, run);
  }
}
