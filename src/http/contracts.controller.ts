/** Contracts: drafts that can be edited, and contracts in force with their versions of terms. */
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { listSeasons } from '../calendar/seasons';
import { Clock } from '../common/clock';
import { etagOf, versionOf } from '../common/etag';
import { pageOf, type Page } from '../common/paging';
import { activateContract, addContract, changeDraft, requireContract } from '../contracts/contracts';
import { contractView, listContracts } from '../contracts/contracts.queries';
import { ReadPool } from '../database/reader';
import type { ContractLine } from '../domain/book/lines';
import { present, requireCooperative } from '../parties/cooperatives';
import { UnitService } from '../recording/unit.service';
import { balanceOn } from '../settlement/balances.queries';
import { Documented } from './documented';
import { ContractContent, ContractInput } from './inputs.dto';
import { ContractsQuery, idAfter, MomentQuery, pageAsked } from './queries.dto';
import { CodePipe, ShapePipe } from './shape.pipe';

const COOPERATIVE = new CodePipe('cooperative');
const NUMBER = new CodePipe('contract');

@ApiTags('contracts')
@Controller('api/v1/cooperatives/:cooperative/contracts')
export class ContractsController {
  constructor(
    private readonly reads: ReadPool,
    private readonly units: UnitService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Documented({
    summary: 'Contracts, in the order they were added',
    query: ContractsQuery,
    ok: { 200: 'A page' },
    problems: [404],
  })
  async list(
    @Param('cooperative', COOPERATIVE) code: string,
    @Query(new ShapePipe(ContractsQuery)) query: ContractsQuery,
  ): Promise<Page<object>> {
    const asked = pageAsked(query, ['integer']);
    const { limit } = asked;
    const { id } = await requireCooperative(this.reads, code);
    const rows = await listContracts(this.reads, id, { ...query, after: idAfter(asked), limit });
    return pageOf(rows, limit, (r) => [r.id], (r) => contractView(r)); // prettier-ignore
  }

  @Post()
  @HttpCode(201)
  @Documented({
    summary: 'Writes a contract down as a draft',
    body: ContractInput,
    ok: { 201: 'The draft' },
    etag: true,
    problems: [404, 422],
  })
  async create(
    @Param('cooperative', COOPERATIVE) code: string,
    @Body(new ShapePipe(ContractInput)) input: ContractInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    await this.units.run(code, async (unit) => addContract(unit, lineOf(unit.cooperative.code, input), [], 'draft'));
    reply.header(
      'location',
      `/api/v1/cooperatives/${encodeURIComponent(code)}/contracts/${encodeURIComponent(input.number)}`,
    );
    return this.get(code, input.number, reply);
  }

  @Get(':contract')
  @Documented({
    summary: 'One contract with all versions of its terms',
    ok: { 200: 'The contract' },
    etag: true,
    problems: [404],
  })
  async get(
    @Param('cooperative', COOPERATIVE) code: string,
    @Param('contract', NUMBER) number: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { id } = await requireCooperative(this.reads, code);
    const row = await requireContract(this.reads, id, number);
    reply.header('etag', etagOf(row.version));
    return contractView(row, this.reads, id);
  }

  @Put(':contract')
  @Documented({
    summary: 'Replaces a draft',
    body: ContractContent,
    ok: { 200: 'The draft' },
    etag: true,
    ifMatch: true,
    problems: [404, 422],
  })
  async replace(
    @Param('cooperative', COOPERATIVE) code: string,
    @Param('contract', NUMBER) number: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ShapePipe(ContractContent)) content: ContractContent,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const version = versionOf(ifMatch);
    await this.units.run(code, (unit) =>
      changeDraft(unit, number, version, lineOf(unit.cooperative.code, { ...content, number })),
    );
    return this.get(code, number, reply);
  }

  @Post(':contract/activate')
  @HttpCode(200)
  @Documented({
    summary: 'Puts a draft in force; from then on it never changes',
    ok: { 200: 'The contract' },
    etag: true,
    ifMatch: true,
    problems: [404, 422],
  })
  async activate(
    @Param('cooperative', COOPERATIVE) code: string,
    @Param('contract', NUMBER) number: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const version = versionOf(ifMatch);
    await this.units.run(code, async (unit) =>
      activateContract(unit, number, version, await listSeasons(unit.tx, unit.cooperative.id)),
    );
    return this.get(code, number, reply);
  }

  @Get(':contract/balances')
  @Documented({
    summary: 'What is owed under a contract on a day, as known at an instant',
    query: MomentQuery,
    ok: { 200: 'The lines' },
    problems: [404, 422],
  })
  async balances(
    @Param('cooperative', COOPERATIVE) code: string,
    @Param('contract', NUMBER) number: string,
    @Query(new ShapePipe(MomentQuery)) query: MomentQuery,
  ): Promise<object> {
    return this.reads.snapshot(async (reader) => {
      const cooperative = await requireCooperative(reader, code);
      const contract = await requireContract(reader, cooperative.id, number);
      const moment = { on: query.on ?? this.clock.today(), ...present('asKnown', query.asKnown ?? null) };
      const chain = { seq: cooperative.head_seq, hash: cooperative.head_hash };
      return { ...(await balanceOn(reader, cooperative, contract, moment)), chain };
    });
  }
}

function lineOf(cooperative: string, input: ContractInput): ContractLine {
  return { type: 'contract', cooperative, ...input };
}
