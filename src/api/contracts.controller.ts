/** Contracts: drafts that can be edited, and contracts in force with their versions of terms. */
import { optional } from '../common/objects';
import { Body, Controller, Get, Headers, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ProposalView } from '../approvals/proposals.queries';
import { Clock, requirePast } from '../common/clock';
import { etagOf, versionOf } from '../common/etag';
import { pageOf, type Page } from '../common/paging';
import { requireContract } from '../contracts/contracts';
import {
  contractDetail,
  contractView,
  listContracts,
  ContractView,
  ContractDetail,
} from '../contracts/contracts.queries';
import { ReadPool } from '../database/reader';
import { openTo } from '../parties/scope';
import { RegistrationService } from '../contracts/registration.service';
import { RecordingService } from '../contracts/recording.service';
import { balanceOn } from '../contracts/balances.queries';
import { ALL_ROLES, Roles } from '../edge/access';
import { CooperativeContext, Ctx, RequestContext } from '../edge/context';
import { answerProposed } from './answers';
import { Documented } from '../edge/documented';
import { ContractContent, ContractInput } from './dto/inputs.dto';
import { ContractsQuery, idAfter, MomentQuery, pageAsked } from './dto/queries.dto';
import { CodeParam, ShapePipe } from '../edge/shape.pipe';
import { ContractBalance } from './dto/views.dto';
import { Paged } from '../domain/shape/view';

@ApiTags('contracts')
@Controller('api/v1/cooperatives/:cooperative/contracts')
export class ContractsController {
  constructor(
    private readonly reads: ReadPool,
    private readonly desk: RegistrationService,
    private readonly recording: RecordingService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'Contracts, in the order they were added',
    query: ContractsQuery,
    ok: { 200: [Paged(ContractView), 'A page'] },
    problems: [404],
  })
  async list(
    @Ctx() { scope }: CooperativeContext,
    @Query(new ShapePipe(ContractsQuery)) query: ContractsQuery,
  ): Promise<Page<ContractView>> {
    const asked = pageAsked(query, ['integer']);
    const { limit } = asked;
    const rows = await listContracts(this.reads, scope, { ...query, after: idAfter(asked), limit });
    return pageOf(rows, limit, (r) => [r.id], (r) => contractView(r)); // prettier-ignore
  }

  @Post()
  @HttpCode(201)
  @Roles('record', 'clerk')
  @Documented({
    summary: 'Writes a contract down as a draft',
    body: ContractInput,
    ok: { 201: [ContractDetail, 'The draft'] },
    etag: true,
    problems: [404, 422],
  })
  async create(
    @CodeParam('cooperative') code: string,
    @Ctx() ctx: CooperativeContext,
    @Body(new ShapePipe(ContractInput)) input: ContractInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ContractDetail> {
    await this.desk.draftContract(code, input, ctx.origin);
    reply.header(
      'location',
      `/api/v1/cooperatives/${encodeURIComponent(code)}/contracts/${encodeURIComponent(input.number)}`,
    );
    return this.get(ctx, input.number, reply);
  }

  @Get(':contract')
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary:
      'One contract: the original `terms`, all `versions`, and `termsInForce` (since `inForceFrom`), which an amendment begins from',
    ok: { 200: [ContractDetail, 'The contract'] },
    etag: true,
    problems: [404],
  })
  async get(
    @Ctx() { scope }: CooperativeContext,
    @CodeParam('contract') number: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ContractDetail> {
    const row = await requireContract(this.reads, scope, number);
    reply.header('etag', etagOf(row.version));
    return contractDetail(row, this.reads, scope.cooperativeId, this.clock.today());
  }

  @Put(':contract')
  @Roles('record', 'clerk')
  @Documented({
    summary: 'Replaces a draft',
    body: ContractContent,
    ok: { 200: [ContractDetail, 'The draft'] },
    etag: true,
    ifMatch: true,
    problems: [404, 422],
  })
  async replace(
    @CodeParam('cooperative') code: string,
    @CodeParam('contract') number: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Ctx() ctx: CooperativeContext,
    @Body(new ShapePipe(ContractContent)) content: ContractContent,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ContractDetail> {
    const version = versionOf(ifMatch);
    await this.desk.changeDraft(code, version, { ...content, number }, ctx.origin);
    return this.get(ctx, number, reply);
  }

  @Post(':contract/activate')
  @HttpCode(202)
  @Roles('record', 'clerk', 'branch')
  @Documented({
    summary: 'Proposes to put a draft in force; once a second person has approved it never changes',
    ok: { 202: [ProposalView, 'The proposal that waits'] },
    ifMatch: true,
    problems: [404, 409, 422],
  })
  async activate(
    @CodeParam('cooperative') code: string,
    @CodeParam('contract') number: string,
    @Ctx() { actor: maker }: RequestContext,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProposalView> {
    return answerProposed(reply, code, await this.recording.activate(code, number, versionOf(ifMatch), maker));
  }

  @Get(':contract/balances')
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'What is owed under a contract on a day, as known at an instant',
    query: MomentQuery,
    ok: { 200: [ContractBalance, 'The lines'] },
    problems: [404, 422],
  })
  async balances(
    @Ctx() { viewer }: RequestContext,
    @CodeParam('cooperative') code: string,
    @CodeParam('contract') number: string,
    @Query(new ShapePipe(MomentQuery)) query: MomentQuery,
  ): Promise<ContractBalance> {
    requirePast(this.clock, query.asKnown);
    return this.reads.snapshot(async (reader) => {
      const { cooperative, scope } = await openTo(viewer, reader, code);
      const contract = await requireContract(reader, scope, number);
      const moment = { on: query.on ?? this.clock.today(), ...optional('asKnown', query.asKnown ?? null) };
      const chain = { seq: cooperative.head_seq, hash: cooperative.head_hash };
      return { ...(await balanceOn(reader, cooperative, contract, moment)), chain };
    });
  }
}
