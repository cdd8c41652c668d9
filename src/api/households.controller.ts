/** Households, and what each owes over all its contracts. */
import { optional } from '../common/objects';
import { Body, Controller, Get, Header, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock, requirePast } from '../common/clock';
import { etagOf, versionOf } from '../common/etag';
import { pageOf, type Page } from '../common/paging';
import { ReadPool } from '../database/reader';
import { asBoolean } from '../database/tx';
import type { Viewer } from '../identity/viewer';
import { openTo, wholeOf, type Access } from '../parties/scope';
import { changePersonalData, listHouseholds, requireHousehold, type HouseholdRow } from '../parties/households';
import { RegistrationService } from '../contracts/registration.service';
import { BookWriter } from '../journal/book-writer';
import { householdBalances } from '../contracts/household-balances.queries';
import { DomainError } from '../domain/errors';
import { auditIn, type Origin } from '../audit/audit';
import { ALL_ROLES, From, Opened, Roles, Who } from '../edge/access';
import { Documented } from '../edge/documented';
import { HouseholdInput, PersonalDataInput } from './dto/inputs.dto';
import { idAfter, MomentQuery, pageAsked, PageQuery } from './dto/queries.dto';
import { CodePipe, ShapePipe } from '../edge/shape.pipe';

const COOPERATIVE = new CodePipe('cooperative');
const HOUSEHOLD = new CodePipe('household');

@ApiTags('households')
@Controller('api/v1/cooperatives/:cooperative/households')
export class HouseholdsController {
  constructor(
    private readonly reads: ReadPool,
    private readonly books: BookWriter,
    private readonly desk: RegistrationService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'Households, in the order they were added',
    query: PageQuery,
    ok: { 200: 'A page' },
    problems: [404],
  })
  async list(@Opened() { scope }: Access, @Query(new ShapePipe(PageQuery)) query: PageQuery): Promise<Page<object>> {
    const asked = pageAsked(query, ['integer']);
    const { limit } = asked;
    const rows = await listHouseholds(this.reads, scope, idAfter(asked), limit);
    return pageOf(rows, limit, (r) => [r.id], viewOf);
  }

  @Post()
  @HttpCode(201)
  @Roles('record', 'administrator', 'clerk')
  @Documented({
    summary: 'Adds a household',
    body: HouseholdInput,
    ok: { 201: 'Added', 200: 'It was there already, the same' },
    etag: true,
    problems: [404, 409],
  })
  async create(
    @Param('cooperative', COOPERATIVE) code: string,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Body(new ShapePipe(HouseholdInput)) input: HouseholdInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const written = await this.desk.addHousehold(code, input, origin);
    if (written === 'same') reply.status(200);
    return this.get(opened, input.code, reply);
  }

  @Get(':household')
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'One household; phone and ID number are masked',
    ok: { 200: 'The household' },
    etag: true,
    problems: [404],
  })
  async get(
    @Opened() { scope }: Access,
    @Param('household', HOUSEHOLD) household: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const row = await requireHousehold(this.reads, scope, household);
    reply.header('etag', etagOf(row.version));
    return viewOf(row);
  }

  @Patch(':household')
  @Roles('record', 'administrator', 'clerk')
  @Documented({
    summary: 'Corrects or erases personal data, which is all that can be changed',
    body: PersonalDataInput,
    ok: { 200: 'Changed' },
    etag: true,
    ifMatch: true,
    problems: [404],
  })
  async change(
    @Param('cooperative', COOPERATIVE) code: string,
    @Param('household', HOUSEHOLD) household: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Body(new ShapePipe(PersonalDataInput)) input: PersonalDataInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const version = versionOf(ifMatch);
    const { erase = [], ...change } = input;
    const clash = erase.find((key) => change[key] !== undefined);
    if (clash) throw new DomainError('field_not_allowed', {}, clash);
    const erased = Object.fromEntries(erase.map((key) => [key, null]));
    await this.books.run(code, async (unit) => {
      const before = await requireHousehold(unit.tx, wholeOf(unit.cooperative), household);
      await changePersonalData(unit.tx, unit.cooperative, household, version, { ...change, ...erased });
      const after = await requireHousehold(unit.tx, wholeOf(unit.cooperative), household);
      const seen = { before: hiddenData(before), after: hiddenData(after) };
      await auditIn(unit, origin, { action: 'personal_data_changed', subject: household, ...seen });
    });
    return this.get(opened, household, reply);
  }

  @Post(':household/reveal')
  @HttpCode(200)
  @Roles('record', 'administrator', 'clerk')
  @Documented({
    summary: 'Phone and ID number in full; that they were looked at, and by whom, is kept in the audit trail',
    ok: { 200: 'The personal data' },
    problems: [404],
  })
  async reveal(
    @Param('cooperative', COOPERATIVE) code: string,
    @Param('household', HOUSEHOLD) household: string,
    @From() origin: Origin,
  ): Promise<object> {
    return this.books.run(code, async (unit) => {
      const row = await requireHousehold(unit.tx, wholeOf(unit.cooperative), household);
      await auditIn(unit, origin, { action: 'personal_data_revealed', subject: household });
      return { code: row.code, ...optional('phone', row.phone), ...optional('idNumber', row.id_number) };
    });
  }

  @Get(':household/balances')
  @Roles('read', ...ALL_ROLES)
  @Header('cache-control', 'no-store')
  @Documented({
    summary: 'What a household owes, contract by contract; contracts are never netted with each other',
    query: MomentQuery,
    ok: { 200: 'The balances of its contracts, with the sum of what it owes and the sum of what it is owed' },
    problems: [404, 422],
  })
  async balances(
    @Who() viewer: Viewer,
    @Param('cooperative', COOPERATIVE) code: string,
    @Param('household', HOUSEHOLD) household: string,
    @Query(new ShapePipe(MomentQuery)) query: MomentQuery,
  ): Promise<object> {
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

/** For the trail, which cannot be erased: that there is a number, and no digit of it. */
function hiddenData(row: HouseholdRow): object {
  return {
    ...optional('phone', row.phone === null ? null : '***'),
    ...optional('idNumber', row.id_number === null ? null : '***'),
  };
}

function maskedData(row: HouseholdRow): object {
  return {
    ...optional('phone', row.phone === null ? null : masked(row.phone)),
    ...optional('idNumber', row.id_number === null ? null : masked(row.id_number)),
  };
}

function viewOf(row: HouseholdRow): object {
  return {
    code: row.code,
    name: row.name,
    ...optional('member', row.member === null ? null : asBoolean(row.member)),
    ...maskedData(row),
    ...optional('note', row.note),
    version: row.version,
  };
}

/** The first three and last four characters, of long enough texts; the rest is not shown. */
function masked(text: string): string {
  const characters = [...text];
  if (characters.length < 10) return '*'.repeat(characters.length);
  return [...characters.slice(0, 3), ...characters.slice(3, -4).map(() => '*'), ...characters.slice(-4)].join('');
}
