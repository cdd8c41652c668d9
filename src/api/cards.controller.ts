/** Herders' cards of a household: given out, reprinted and revoked by the clerk. */
import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ReadPool } from '../database/reader';
import { Cards, type NewCard, CardView } from '../parties/cards.service';
import { requireHousehold } from '../parties/households';
import { Roles } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { Documented } from '../edge/documented';
import { linkOf } from '../edge/links';
import { CardInput } from './dto/people.dto';
import { CodeParam, IdPipe, ShapePipe } from '../edge/shape.pipe';
import { MadeCard } from './dto/views.dto';
import type { List } from '../common/paging';
import { Listed } from '../domain/shape/view';

const CARD = new IdPipe('card_unknown');

@ApiTags('cards')
@Controller('api/v1/cooperatives/:cooperative/households/:household/cards')
export class CardsController {
  constructor(
    private readonly reads: ReadPool,
    private readonly cards: Cards,
  ) {}

  @Get()
  @Roles('read', 'clerk', 'administrator', 'auditor')
  @Documented({
    summary: 'The cards of a household',
    ok: { 200: [Listed(CardView), 'In the order they were made'] },
    problems: [404],
  })
  async list(@Ctx() { scope }: CooperativeContext, @CodeParam('household') code: string): Promise<List<CardView>> {
    const household = await requireHousehold(this.reads, scope, code);
    return { items: await this.cards.list(scope.cooperativeId, household.id) };
  }

  @Post()
  @HttpCode(201)
  @Roles('record', 'clerk', 'administrator')
  @Documented({
    summary: 'Makes a card for a person of the household',
    body: CardInput,
    ok: { 201: [MadeCard, 'The card with its link, shown this once'] },
    problems: [404],
  })
  async issue(
    @Ctx() { cooperative, scope, origin }: CooperativeContext,
    @Req() request: FastifyRequest,
    @CodeParam('household') code: string,
    @Body(new ShapePipe(CardInput)) { holder }: CardInput,
  ): Promise<MadeCard> {
    const household = await requireHousehold(this.reads, scope, code);
    return this.cards.issue(cooperative, household, holder, origin, (card) => printed(request, card));
  }

  @Post(':card/revoke')
  @HttpCode(204)
  @Roles('record', 'clerk', 'administrator')
  @Documented({ summary: 'Revokes a card and ends its sessions', ok: { 204: 'Revoked' }, problems: [404] })
  async revoke(
    @Ctx() { cooperative, scope, origin }: CooperativeContext,
    @CodeParam('household') code: string,
    @Param('card', CARD) id: number,
  ): Promise<void> {
    await this.cards.revoke(cooperative, await requireHousehold(this.reads, scope, code), id, origin);
  }

  @Post(':card/reprint')
  @HttpCode(201)
  @Roles('record', 'clerk', 'administrator')
  @Documented({
    summary: 'Revokes a card and makes a new one for its holder',
    ok: { 201: [MadeCard, 'The new card with its link, shown this once'] },
    problems: [404],
  })
  async reprint(
    @Ctx() { cooperative, scope, origin }: CooperativeContext,
    @Req() request: FastifyRequest,
    @CodeParam('household') code: string,
    @Param('card', CARD) id: number,
  ): Promise<MadeCard> {
    const household = await requireHousehold(this.reads, scope, code);
    return this.cards.reprint(cooperative, household, id, origin, (card) => printed(request, card));
  }
}

function printed(request: FastifyRequest, { id, secret }: NewCard): MadeCard {
  return { id, token: secret, link: linkOf(request, 'card', secret) };
}
