/** Seasons and their statements. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { addSeason, listSeasons, requireSeason, type Season } from '../calendar/seasons';
import { pageOf, type Page } from '../common/paging';
import { ReadPool } from '../database/reader';
import { present, requireCooperative } from '../parties/cooperatives';
import { UnitService } from '../recording/unit.service';
import { Documented } from './documented';
import { SeasonInput } from './inputs.dto';
import { idAfter, pageAsked, PageQuery } from './queries.dto';
import { CodePipe, ShapePipe } from './shape.pipe';

const COOPERATIVE = new CodePipe('cooperative');

@ApiTags('seasons')
@Controller('api/v1/cooperatives/:cooperative/seasons')
export class SeasonsController {
  constructor(
    private readonly reads: ReadPool,
    private readonly units: UnitService,
  ) {}

  @Get()
  @Documented({ summary: 'Seasons, in order', query: PageQuery, ok: { 200: 'A page' }, problems: [404] })
  async list(
    @Param('cooperative', COOPERATIVE) code: string,
    @Query(new ShapePipe(PageQuery)) query: PageQuery,
  ): Promise<Page<object>> {
    const asked = pageAsked(query, ['integer']);
    const { limit } = asked;
    const { id } = await requireCooperative(this.reads, code);
    const seasons = (await listSeasons(this.reads, id)).filter((s) => s.id > idAfter(asked));
    return pageOf(seasons.slice(0, limit + 1), limit, (s) => [s.id], viewOf);
  }

  @Post()
  @HttpCode(201)
  @Documented({
    summary: 'Adds the next season',
    body: SeasonInput,
    ok: { 201: 'Added', 200: 'It was there already, the same' },
    problems: [404, 409, 422],
  })
  async create(
    @Param('cooperative', COOPERATIVE) code: string,
    @Body(new ShapePipe(SeasonInput)) input: SeasonInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const written = await this.units.run(code, (unit) =>
      addSeason(unit, { type: 'season', cooperative: unit.cooperative.code, ...input }),
    );
    if (written === 'same') reply.status(200);
    return this.get(code, input.code);
  }

  @Get(':season')
  @Documented({ summary: 'One season', ok: { 200: 'The season' }, problems: [404] })
  async get(
    @Param('cooperative', COOPERATIVE) code: string,
    @Param('season', new CodePipe('season')) season: string,
  ): Promise<object> {
    const { id } = await requireCooperative(this.reads, code);
    return viewOf(requireSeason(await listSeasons(this.reads, id), season));
  }
}

function viewOf(s: Season): object {
  const { code, from, to, closed } = s;
  return {
    code,
    ...present('name', s.name),
    from,
    to,
    closed,
    ...present('closedAt', s.closedAt),
    ...present('closedSeq', s.closedSeq),
  };
}
