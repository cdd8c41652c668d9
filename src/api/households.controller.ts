/** Households, and what each owes over all its contracts. */
import { optional } from '../common/objects';
import { Body, Controller, Get, Header, Headers, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock, requirePast } from '../common/clock';
import { etagOf, versionOf } from '../common/etag';
import { pageOf, type Page } from '../common/paging';
import { ReadPool } from '../database/reader';
import { openTo } from '../parties/scope';
import { householdView, HouseholdView, listHouseholds, requireHousehold } from '../parties/households';
import { RegistrationService } from '../contracts/registration.service';
import { PersonalDataService } from '../contracts/personal-data.service';
import { householdBalances, HouseholdBalances } from '../contracts/household-balances.queries';
import { ALL_ROLES, Roles } from '../edge/access';
import { CooperativeContext, Ctx, RequestContext } from '../edge/context';
import { Documented } from '../edge/documented';
import { HouseholdInput, PersonalDataInput } from './dto/inputs.dto';
import { idAfter, MomentQuery, pageAsked, PageQuery } from './dto/queries.dto';
import { CodeParam, ShapePipe } from '../edge/shape.pipe';
import { PersonalDataView } from './dto/views.dto';
import { Paged } from '../domain/shape/view';

@ApiTags('households')
@Controller('api/v1/cooperatives/:cooperative/households')
export class HouseholdsController {
  constructor(
    private readonly reads: ReadPool,
    private readonly personalData: PersonalDataService,
    private readonly desk: RegistrationService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'Households, in the order they were added',
    query: PageQuery,
    ok: { 200: [Paged(HouseholdView), 'A page'] },
    problems: [404],
  })
  async list(
    @Ctx() { scope }: CooperativeContext,
    @Query(new ShapePipe(PageQuery)) query: PageQuery,
  ): Promise<Page<HouseholdView>> {
    const asked = pageAsked(query, ['integer']);
    const { limit } = asked;
    const rows = await listHouseholds(this.reads, scope, idAfter(asked), limit);
    return pageOf(rows, limit, (r) => [r.id], householdView);
  }

  @Post()
  @HttpCode(201)
  @Roles('record', 'administrator', 'clerk')
  @Documented({
    summary: 'Adds a household',
    body: HouseholdInput,
    ok: { 201: [HouseholdView, 'Added'], 200: [HouseholdView, 'It was there already, the same'] },
    etag: true,
    problems: [404, 409],
  })
  async create(
    @CodeParam('cooperative') code: string,
    @Ctx() ctx: CooperativeContext,
    @Body(new ShapePipe(HouseholdInput)) input: HouseholdInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HouseholdView> {
    const written = await this.desk.addHousehold(code, input, ctx.origin);
    if (written === 'same') reply.status(200);
    return this.get(ctx, input.code, reply);
  }

  @Get(':household')
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'One household; phone and ID number are masked',
    ok: { 200: [HouseholdView, 'The household'] },
    etag: true,
    problems: [404],
  })
  async get(
    @Ctx() { scope }: CooperativeContext,
    @CodeParam('household') household: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HouseholdView> {
    const row = await requireHousehold(this.reads, scope, household);
    reply.header('etag', etagOf(row.version));
    return householdView(row);
  }

  @Patch(':household')
  @Roles('record', 'administrator', 'clerk')
  @Documented({
    summary: 'Corrects or erases personal data, which is all that can be changed',
    body: PersonalDataInput,
    ok: { 200: [HouseholdView, 'Changed'] },
    etag: true,
    ifMatch: true,
    problems: [404],
  })
  async change(
    @CodeParam('cooperative') code: string,
    @CodeParam('household') household: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Ctx() ctx: CooperativeContext,
    @Body(new ShapePipe(PersonalDataInput)) input: PersonalDataInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HouseholdView> {
    await this.personalData.change(code, household, versionOf(ifMatch), input, ctx.origin);
    return this.get(ctx, household, reply);
  }

  @Post(':household/reveal')
  @HttpCode(200)
  @Roles('record', 'administrator', 'clerk')
  @Documented({
    summary: 'Phone and ID number in full; that they were looked at, and by whom, is kept in the audit trail',
    ok: { 200: [PersonalDataView, 'The personal data'] },
    problems: [404],
  })
  async reveal(
    @CodeParam('cooperative') code: string,
    @CodeParam('household') household: string,
    @Ctx() { origin }: RequestContext,
  ): Promise<PersonalDataView> {
    const row = await this.personalData.reveal(code, household, origin);
    return { code: row.code, ...optional('phone', row.phone), ...optional('idNumber', row.id_number) };
  }

  @Get(':household/balances')
  @Roles('read', ...ALL_ROLES)
  @Header('cache-control', 'no-store')
  @Documented({
    summary: 'What a household owes, contract by contract; contracts are never netted with each other',
    query: MomentQuery,
    ok: {
      200: [
        HouseholdBalances,
        'The balances of its contracts, with the sum of what it owes and the sum of what it is owed',
      ],
    },
    problems: [404, 422],
  })
  async balances(
    @Ctx() { viewer }: RequestContext,
    @CodeParam('cooperative') code: string,
    @CodeParam('household') household: string,
    @Query(new ShapePipe(MomentQuery)) query: MomentQuery,
  ): Promise<HouseholdBalances> {
    requirePast(this.clock, query.asKnown);
    return this.reads.snapshot(async (reader) => {
      const { cooperative, scope } = await openTo(viewer, reader, code);
      const row = await requireHousehold(reader, scope, household);
      return householdBalances(reader, cooperative, row, {
        on: query.on ?? this.clock.today(),
        ...optional('asKnown', query.asKnown ?? null),
      });
    });
  }
}
