/** Cooperatives and the heads of their chains. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { pageOf, type Page } from '../common/paging';
import { ReadPool } from '../database/reader';
import { CooperativeLine } from '../domain/book/lines';
import {
  byCodePoint,
  listCooperatives,
  present,
  requireCooperative,
  type CooperativeRow,
} from '../parties/cooperatives';
import { CooperativesService } from '../recording/cooperatives.service';
import { CooperativeInput } from './inputs.dto';
import { Documented } from './documented';
import { pageAsked, PageQuery } from './queries.dto';
import { CodePipe, ShapePipe } from './shape.pipe';

@ApiTags('cooperatives')
@Controller('api/v1/cooperatives')
export class CooperativesController {
  constructor(
    private readonly reads: ReadPool,
    private readonly cooperatives: CooperativesService,
  ) {}

  @Get()
  @Documented({ summary: 'All cooperatives, by code', query: PageQuery, ok: { 200: 'A page' } })
  async list(@Query(new ShapePipe(PageQuery)) query: PageQuery): Promise<Page<object>> {
    const { limit, after } = pageAsked(query, ['text']);
    const rows = await listCooperatives(this.reads);
    const rest = after === undefined ? rows : rows.filter((r) => byCodePoint(r.code, String(after[0])) > 0);
    return pageOf(rest.slice(0, limit + 1), limit, (r) => [r.code], viewOf);
  }

  @Post()
  @HttpCode(201)
  @Documented({ summary: 'Adds a cooperative', body: CooperativeInput, ok: { 201: 'Added' }, problems: [409] })
  async create(@Body(new ShapePipe(CooperativeInput)) input: CooperativeInput): Promise<object> {
    const line: CooperativeLine = { type: 'cooperative', ...input };
    await this.cooperatives.create(line);
    return viewOf(await requireCooperative(this.reads, input.code));
  }

  @Get(':cooperative')
  @Documented({
    summary: 'One cooperative, with the head of its chain',
    ok: { 200: 'The cooperative' },
    problems: [404],
  })
  async get(@Param('cooperative', new CodePipe('cooperative')) code: string): Promise<object> {
    return viewOf(await requireCooperative(this.reads, code));
  }

  @Get(':cooperative/chain')
  @Documented({
    summary: 'The head of the chain: keep it, to prove later that nothing before it was changed',
    ok: { 200: 'The head' },
    problems: [404],
  })
  async chain(@Param('cooperative', new CodePipe('cooperative')) code: string): Promise<object> {
    return headOf(await requireCooperative(this.reads, code));
  }
}

function headOf(row: CooperativeRow): object {
  return { seq: row.head_seq, hash: row.head_hash, ...present('at', row.head_at) };
}

function viewOf(row: CooperativeRow): object {
  const { code, name, gacha, branch, division, accounting } = row;
  return {
    code,
    name,
    ...present('gacha', gacha),
    ...present('branch', branch),
    ...present('division', division),
    accounting,
    chain: headOf(row),
  };
}
