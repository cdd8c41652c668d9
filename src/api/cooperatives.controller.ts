/** Cooperatives and the heads of their chains. */
import { optional } from '../common/objects';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { pageOf, type Page } from '../common/paging';
import { ReadPool } from '../database/reader';
import { CooperativeLine } from '../domain/book/lines';
import { byCodePoint, type CooperativeRow } from '../parties/cooperatives';
import { CooperativesService } from '../contracts/cooperatives.service';
import { CooperativeInput } from './dto/inputs.dto';
import { cooperativesOf } from '../parties/scope';
import { ALL_ROLES, Operator, Roles, SignedIn } from '../edge/access';
import { CooperativeContext, Ctx, RequestContext } from '../edge/context';
import { Documented } from '../edge/documented';
import { pageAsked, PageQuery } from './dto/queries.dto';
import { ShapePipe } from '../edge/shape.pipe';
import { CooperativeView, HeadView } from './dto/views.dto';
import { Paged } from '../domain/shape/view';

@ApiTags('cooperatives')
@Controller('api/v1/cooperatives')
export class CooperativesController {
  constructor(
    private readonly reads: ReadPool,
    private readonly cooperatives: CooperativesService,
  ) {}

  @Get()
  @SignedIn()
  @Documented({
    summary: 'The cooperatives that you have a role in, by code',
    query: PageQuery,
    ok: { 200: [Paged(CooperativeView), 'A page'] },
  })
  async list(
    @Ctx() { viewer }: RequestContext,
    @Query(new ShapePipe(PageQuery)) query: PageQuery,
  ): Promise<Page<CooperativeView>> {
    const { limit, after } = pageAsked(query, ['text']);
    const rows = await cooperativesOf(viewer, this.reads);
    const rest = after === undefined ? rows : rows.filter((r) => byCodePoint(r.code, String(after[0])) > 0);
    return pageOf(rest.slice(0, limit + 1), limit, (r) => [r.code], viewOf);
  }

  @Post()
  @HttpCode(201)
  @Operator()
  @Documented({
    summary: 'Adds a cooperative',
    body: CooperativeInput,
    ok: { 201: [CooperativeView, 'Added'] },
    problems: [409],
  })
  async create(
    @Ctx() { viewer, origin }: RequestContext,
    @Body(new ShapePipe(CooperativeInput)) input: CooperativeInput,
  ): Promise<CooperativeView> {
    const line: CooperativeLine = { type: 'cooperative', ...input };
    return viewOf(await this.cooperatives.create(line, origin, viewer.userId));
  }

  @Get(':cooperative')
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'One cooperative, with the head of its chain',
    ok: { 200: [CooperativeView, 'The cooperative'] },
    problems: [404],
  })
  get(@Ctx() { cooperative }: CooperativeContext): CooperativeView {
    return viewOf(cooperative);
  }

  @Get(':cooperative/chain')
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'The head of the chain: keep it, to prove later that nothing before it was changed',
    ok: { 200: [HeadView, 'The head'] },
    problems: [404],
  })
  chain(@Ctx() { cooperative }: CooperativeContext): HeadView {
    return headOf(cooperative);
  }
}

function headOf(row: CooperativeRow): HeadView {
  return { seq: row.head_seq, hash: row.head_hash, ...optional('at', row.head_at) };
}

function viewOf(row: CooperativeRow): CooperativeView {
  const { code, name, gacha, branch, division, accounting } = row;
  return {
    code,
    name,
    ...optional('gacha', gacha),
    ...optional('branch', branch),
    ...optional('division', division),
    accounting,
    chain: headOf(row),
  };
}
