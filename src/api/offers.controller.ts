/** What others want of one's own account: roles that are offered, and what was done to it. */
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import { changesOf, AccountChange } from '../identity/account-changes';
import { Offers } from '../identity/offers.service';
import { USER_ROLES, type UserRole } from '../identity/viewer';
import { InPerson } from '../edge/access';
import { Ctx, RequestContext } from '../edge/context';
import { Documented } from '../edge/documented';
import { OFFERED_BOOK, OFFERED_ROLE } from './dto/offers.dto';
import { OwnOffer } from './dto/views.dto';
import type { List } from '../common/paging';
import { Listed } from '../domain/shape/view';

@ApiTags('me')
@Controller('api/v1/me')
@InPerson()
export class OffersController {
  constructor(
    private readonly reads: ReadPool,
    private readonly offers: Offers,
    private readonly clock: Clock,
  ) {}

  @Get('offers')
  @Documented({
    summary: 'Roles that you may accept',
    ok: { 200: [Listed(OwnOffer), 'By cooperative'] },
    problems: [401],
  })
  async list(@Ctx() { viewer }: RequestContext): Promise<List<OwnOffer>> {
    const items = (await this.offers.to(viewer)).map(({ cooperativeId: _id, login: _login, ...offer }) => offer);
    return { items };
  }

  @Post('offers/:book/:role/accept')
  @ApiParam({ name: 'role', enum: USER_ROLES })
  @HttpCode(204)
  @Documented({ summary: 'Accepts a role', ok: { 204: 'It is yours' }, problems: [401, 403, 404] })
  async accept(
    @Ctx() { viewer, origin }: RequestContext,
    @Param('book', OFFERED_BOOK) cooperative: string,
    @Param('role', OFFERED_ROLE) role: UserRole,
  ): Promise<void> {
    await this.offers.accept(viewer, origin, { cooperative, role });
  }

  @Post('offers/:book/:role/decline')
  @ApiParam({ name: 'role', enum: USER_ROLES })
  @HttpCode(204)
  @Documented({
    summary: 'Declines a role; the cooperative does not learn of it',
    ok: { 204: 'It is offered no more' },
    problems: [401, 403, 404],
  })
  async decline(
    @Ctx() { viewer, origin }: RequestContext,
    @Param('book', OFFERED_BOOK) cooperative: string,
    @Param('role', OFFERED_ROLE) role: UserRole,
  ): Promise<void> {
    await this.offers.decline(viewer, origin, { cooperative, role });
  }

  @Get('changes')
  @Documented({
    summary:
      'What others did to your account within 30 days: gave the branch role, made links, reset the second factor',
    ok: { 200: [Listed(AccountChange), 'The newest first'] },
    problems: [401],
  })
  async changes(@Ctx() { viewer }: RequestContext): Promise<List<AccountChange>> {
    return { items: await changesOf(this.reads, viewer.userId ?? -1, this.clock.now()) };
  }
}
