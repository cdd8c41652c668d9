/** Proposals: what waits for a second person, what approving it would do, and the decisions. */
import { optional } from '../common/objects';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { shownAs } from '../approvals/actions';
import { Proposals } from '../approvals/proposals.service';
import { listProposals, proposalView, requireProposal, ProposalView } from '../approvals/proposals.queries';
import { tieOf } from '../approvals/ties';
import { Clock } from '../common/clock';
import { localeOfHeader, type Locale } from '../i18n/locale';
import { pageOf, type Page } from '../common/paging';
import { refusalsOf } from '../i18n/refusals';
import { requireContract } from '../contracts/contracts';
import { ReadPool } from '../database/reader';
import { DomainError, DomainErrors } from '../domain/errors';
import { readShape } from '../domain/shape/read';
import { ProposalEffects } from '../seasons/proposal-effects.service';
import { Roles, STAFF } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { Documented } from '../edge/documented';
import { ApprovalInput, RefusalInput } from './dto/inputs.dto';
import { BEFORE_ALL, idAfter, pageAsked, ProposalsQuery } from './dto/queries.dto';
import { IdPipe, ShapePipe } from '../edge/shape.pipe';
import { ProposalDetail } from './dto/views.dto';
import { Paged } from '../domain/shape/view';

const ID = new IdPipe('proposal_unknown');

@ApiTags('proposals')
@Controller('api/v1/cooperatives/:cooperative/proposals')
export class ProposalsController {
  constructor(
    private readonly reads: ReadPool,
    private readonly proposals: Proposals,
    private readonly effects: ProposalEffects,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Roles('read', ...STAFF)
  @Documented({
    summary: 'Proposals, the newest first',
    query: ProposalsQuery,
    ok: { 200: [Paged(ProposalView), 'A page'] },
    problems: [404],
  })
  async list(
    @Ctx() { cooperative, scope }: CooperativeContext,
    @Query(new ShapePipe(ProposalsQuery)) query: ProposalsQuery,
    @Req() request: FastifyRequest,
  ): Promise<Page<ProposalView>> {
    const asked = pageAsked(query, ['integer']);
    const { limit } = asked;
    const now = this.clock.now();
    const filter = {
      ...optional('state', query.state ?? null),
      ...(query.contract === undefined
        ? {}
        : { contractId: (await requireContract(this.reads, scope, query.contract)).id }),
      before: idAfter(asked, BEFORE_ALL),
      limit,
    };
    const rows = await listProposals(this.reads, scope.cooperativeId, filter, now);
    await this.proposals.keepExpired(cooperative, rows);
    const locale = localeOfHeader(request.headers['accept-language']);
    return pageOf(rows, limit, (r) => [r.id], (r) => told(proposalView(r, now), locale)); // prettier-ignore
  }

  @Get(':proposal')
  @Roles('read', ...STAFF)
  @Documented({
    summary: 'One proposal; while it waits, with the lines of the statement that approving it would change',
    ok: { 200: [ProposalDetail, 'The proposal'] },
    problems: [404],
  })
  async get(
    @Ctx() { cooperative, viewer }: CooperativeContext,
    @Param('proposal', ID) id: number,
    @Req() request: FastifyRequest,
  ): Promise<ProposalDetail> {
    const locale = localeOfHeader(request.headers['accept-language']);
    const row = await requireProposal(this.reads, cooperative.id, id);
    await this.proposals.keepExpired(cooperative, [row]);
    const now = this.clock.now();
    const tie = await tieOf(this.reads, row, viewer.userId, now);
    const view: ProposalDetail = { ...told(proposalView(row, now), locale), ...(tie ? { tie } : {}) };
    if (view.state !== 'pending') return view;
    try {
      const effect = await this.effects.of(cooperative.code, id);
      return { ...view, effect, shown: shownAs(effect) };
    } catch (error) {
      if (!(error instanceof DomainError || error instanceof DomainErrors)) throw error;
      return { ...view, obstacles: refusalsOf(error, locale)?.refusals ?? [] };
    }
  }

  @Post(':proposal/approve')
  @HttpCode(200)
  @Roles('approve', 'branch')
  @Documented({
    summary:
      'Approves what somebody else has proposed, and does it; what the rules refuse now goes on waiting, with the reason. With `shown`, as the proposal gave it, only if it would still do just that (else 412 effect_changed); without it, whatever it does now',
    body: ApprovalInput,
    ok: { 200: [ProposalView, 'The proposal, approved, with what was done'] },
    problems: [404, 409, 412, 422],
  })
  approve(
    @Ctx() { cooperative, actor: approver }: CooperativeContext,
    @Param('proposal', ID) id: number,
    @Body() body: unknown,
  ): Promise<ProposalView> {
    const { shown } = readShape(ApprovalInput, body ?? {});
    return this.proposals.approve(cooperative.code, id, approver, shown);
  }

  @Post(':proposal/refuse')
  @HttpCode(200)
  @Roles('approve', 'branch')
  @Documented({
    summary: 'Refuses what somebody else has proposed',
    body: RefusalInput,
    ok: { 200: [ProposalView, 'The proposal, refused'] },
    problems: [404, 409, 422],
  })
  refuse(
    @Ctx() { cooperative, actor: decider }: CooperativeContext,
    @Param('proposal', ID) id: number,
    @Body(new ShapePipe(RefusalInput)) { reason }: RefusalInput,
  ): Promise<ProposalView> {
    return this.proposals.refuse(cooperative.code, id, decider, reason);
  }

  @Post(':proposal/withdraw')
  @HttpCode(200)
  @Roles('record', 'administrator', 'clerk', 'branch')
  @Documented({
    summary: 'Takes back what one has proposed oneself',
    ok: { 200: [ProposalView, 'The proposal, withdrawn'] },
    problems: [404, 409],
  })
  withdraw(
    @Ctx() { cooperative, actor: maker }: CooperativeContext,
    @Param('proposal', ID) id: number,
  ): Promise<ProposalView> {
    return this.proposals.withdraw(cooperative.code, id, maker);
  }
}

/** A fault in the reader's words. */
function told(view: ProposalView, locale: Locale): ProposalView {
  if (!view.fault) return view;
  const { code, details, field } = view.fault;
  const message = refusalsOf(new DomainError(code, details, field), locale)?.refusals[0]?.message ?? '';
  return { ...view, fault: { ...view.fault, message } };
}
