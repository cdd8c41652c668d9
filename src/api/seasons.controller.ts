/** Seasons and their statements. */
import { optional } from '../common/objects';
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { listSeasons, requireSeason, type Season } from '../calendar/seasons';
import { pageOf, type Page } from '../common/paging';
import { ReadPool } from '../database/reader';
import { RegistrationService } from '../contracts/registration.service';
import { ALL_ROLES, Roles } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { Documented } from '../edge/documented';
import { SeasonInput } from './dto/inputs.dto';
import { idAfter, pageAsked, PageQuery } from './dto/queries.dto';
import { CodeParam, ShapePipe } from '../edge/shape.pipe';
import { SeasonView } from './dto/views.dto';
import { Paged } from '../domain/shape/view';

@ApiTags('seasons')
@Controller('api/v1/cooperatives/:cooperative/seasons')
export class SeasonsController {
  constructor(
    private readonly reads: ReadPool,
    private readonly desk: RegistrationService,
  ) {}

  @Get()
  @Roles('read', ...ALL_ROLES)
  @Documented({
    summary: 'Seasons, in order',
    query: PageQuery,
    ok: { 200: [Paged(SeasonView), 'A page'] },
    problems: [404],
  })
  async list(
    @Ctx() { cooperative }: CooperativeContext,
    @Query(new ShapePipe(PageQuery)) query: PageQuery,
  ): Promise<Page<SeasonView>> {
    const asked = pageAsked(query, ['integer']);
    const { limit } = asked;
    const seasons = (await listSeasons(this.reads, cooperative.id)).filter((s) => s.id > idAfter(asked));
    return pageOf(seasons.slice(0, limit + 1), limit, (s) => [s.id], viewOf);
  }

  @Post()
  @HttpCode(201)
  @Roles('record', 'administrator', 'clerk')
  @Documented({
    summary: 'Adds the next season',
    body: SeasonInput,
    ok: { 201: [SeasonView, 'Added'], 200: [SeasonView, 'It was there already, the same'] },
    problems: [404, 409, 422],
  })
  async create(
    @CodeParam('cooperative') code: string,
    @Ctx() ctx: CooperativeContext,
    @Body(new ShapePipe(SeasonInput)) input: SeasonInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SeasonView> {
    const written = await this.desk.addSeason(code, input, ctx.origin);
    if (written === 'same') reply.status(200);
    return this.get(ctx, input.code);
  }

  @Get(':season')
  @Roles('read', ...ALL_ROLES)
  @Documented({ summary: 'One season', ok: { 200: [SeasonView, 'The season'] }, problems: [404] })
  async get(@Ctx() { cooperative }: CooperativeContext, @CodeParam('season') season: string): Promise<SeasonView> {
    return viewOf(requireSeason(await listSeasons(this.reads, cooperative.id), season));
  }
}

function viewOf(s: Season): SeasonView {
  const { code, from, to, closed } = s;
  return {
    code,
    ...optional('name', s.name),
    from,
    to,
    closed,
    ...optional('closedAt', s.closedAt),
    ...optional('closedSeq', s.closedSeq),
  };
}
