/** Users: of one cooperative, for its administrators, and of the whole installation, for its operators. */
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../common/clock';
import { pageOf, type List, type Page } from '../common/paging';
import { ReadPool } from '../database/reader';
import { offersOf, OfferView } from '../identity/offers.service';
import { UserRoles } from '../identity/roles.service';
import { Locks, Lock } from '../identity/locks.service';
import { Users } from '../identity/users.service';
import { listUsers, userView, UserView } from '../identity/users.queries';
import { USER_ROLES, type UserRole } from '../identity/viewer';
import { nameTo } from '../parties/scope';
import { InPerson, Operator, Roles } from '../edge/access';
import { CooperativeContext, Ctx, RequestContext } from '../edge/context';
import { Documented } from '../edge/documented';
import { linkOf } from '../edge/links';
import { AddressInput, MemberInput, UserInput } from './dto/people.dto';
import { idAfter, pageAsked, PageQuery } from './dto/queries.dto';
import { CodeParam, CodePipe, ShapePipe, WordPipe } from '../edge/shape.pipe';
import { Invitation } from './dto/views.dto';
import { Listed, Paged } from '../domain/shape/view';

const COOPERATIVE = new CodePipe('cooperative');
const ROLE = new WordPipe('role', USER_ROLES);

@ApiTags('users')
@Controller('api/v1')
export class UsersController {
  constructor(
    private readonly reads: ReadPool,
    private readonly users: Users,
    private readonly locks: Locks,
    private readonly roles: UserRoles,
    private readonly clock: Clock,
  ) {}

  @Get('cooperatives/:cooperative/users')
  @Roles('read', 'administrator', 'auditor')
  @Documented({
    summary: 'Who has a role in the cooperative',
    query: PageQuery,
    ok: { 200: [Paged(UserView), 'A page'] },
    problems: [404],
  })
  async members(
    @Ctx() { cooperative }: CooperativeContext,
    @Query(new ShapePipe(PageQuery)) query: PageQuery,
  ): Promise<Page<UserView>> {
    return this.page(query, cooperative.id);
  }

  @Post('cooperatives/:cooperative/users')
  @HttpCode(201)
  @Roles('administer', 'administrator')
  @Documented({
    summary: 'Adds a user with roles in the cooperative',
    body: MemberInput,
    ok: { 201: [Invitation, 'The invitation, a link that works once and for three days'] },
    problems: [404, 409, 429],
  })
  async addMember(
    @Ctx() { cooperative, viewer, origin }: CooperativeContext,
    @Req() request: FastifyRequest,
    @Body(new ShapePipe(MemberInput)) { roles, ...user }: MemberInput,
  ): Promise<Invitation> {
    const grants = roles.map((role) => ({ cooperativeId: cooperative.id, role }));
    return invitation(request, await this.users.add(viewer, origin, { ...user, roles: grants }));
  }

  @Get('users')
  @Operator()
  @Documented({ summary: 'All users', query: PageQuery, ok: { 200: [Paged(UserView), 'A page'] } })
  async list(@Query(new ShapePipe(PageQuery)) query: PageQuery): Promise<Page<UserView>> {
    return this.page(query);
  }

  @Post('users')
  @HttpCode(201)
  @Operator()
  @Documented({
    summary: 'Adds a user without roles',
    body: UserInput,
    ok: { 201: [Invitation, 'The invitation, a link that works once and for three days'] },
    problems: [409],
  })
  async add(
    @Ctx() { viewer, origin }: RequestContext,
    @Req() request: FastifyRequest,
    @Body(new ShapePipe(UserInput)) { operator, ...user }: UserInput,
  ): Promise<Invitation> {
    return invitation(request, await this.users.add(viewer, origin, { ...user, isOperator: operator ?? false }));
  }

  @Put('users/:login/roles/:book/:role')
  @ApiParam({ name: 'role', enum: USER_ROLES })
  @HttpCode(204)
  @InPerson()
  @Documented({
    summary:
      'Gives a role in a cooperative: at once to who has one there already and by operators, else as an offer to whoever has the login',
    ok: { 204: 'Given, or there already', 202: 'Offered: the user, if there is one, may accept it within 30 days' },
    problems: [403, 404, 422],
  })
  async grant(
    @Ctx() { viewer, origin }: RequestContext,
    @CodeParam('login') login: string,
    @Param('book', COOPERATIVE) code: string,
    @Param('role', ROLE) role: UserRole,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const cooperativeId = (await nameTo(viewer, this.reads, code)).id;
    if ((await this.roles.give(viewer, origin, { login, cooperativeId, role })) === 'offered') void reply.status(202);
  }

  @Get('cooperatives/:cooperative/offers')
  @Roles('read', 'administrator', 'auditor')
  @Documented({
    summary: 'Roles that the cooperative offers, by login; nothing says whether somebody has it',
    ok: { 200: [Listed(OfferView), 'All of them, a hundred at most'] },
    problems: [404],
  })
  async offers(@Ctx() { cooperative }: CooperativeContext): Promise<List<OfferView>> {
    return { items: await offersOf(this.reads, cooperative.id, this.clock.now()) };
  }

  @Delete('cooperatives/:cooperative/users/:login')
  @HttpCode(204)
  @Roles('administer', 'administrator')
  @Documented({
    summary: 'Takes all roles in the cooperative away, and every offer; never the last administrator',
    ok: { 204: 'Taken away, or not there' },
    problems: [404, 422],
  })
  async remove(
    @Ctx() { cooperative, viewer, origin }: CooperativeContext,
    @CodeParam('login') login: string,
  ): Promise<void> {
    await this.roles.remove(viewer, origin, login, cooperative.id);
  }

  @Delete('users/:login/roles/:book/:role')
  @ApiParam({ name: 'role', enum: USER_ROLES })
  @HttpCode(204)
  @InPerson()
  @Documented({
    summary: 'Takes a role away, at once, or an offer of it; never the last administrator',
    ok: { 204: 'Taken away, or not there' },
    problems: [403, 404, 422],
  })
  async revoke(
    @Ctx() { viewer, origin }: RequestContext,
    @CodeParam('login') login: string,
    @Param('book', COOPERATIVE) code: string,
    @Param('role', ROLE) role: UserRole,
  ): Promise<void> {
    const cooperativeId = (await nameTo(viewer, this.reads, code)).id;
    await this.roles.take(viewer, origin, { login, cooperativeId, role });
  }

  @Post('users/:login/disable')
  @HttpCode(204)
  @InPerson()
  @Documented({
    summary: 'Disables a user: sessions and tokens end at once',
    ok: { 204: 'Disabled' },
    problems: [403, 404, 422],
  })
  async disable(@Ctx() { viewer, origin }: RequestContext, @CodeParam('login') login: string): Promise<void> {
    await this.users.disable(viewer, origin, login);
  }

  @Post('users/:login/enable')
  @HttpCode(204)
  @InPerson()
  @Documented({ summary: 'Lets a disabled user sign in again', ok: { 204: 'Enabled' }, problems: [403, 404, 422] })
  async enable(@Ctx() { viewer, origin }: RequestContext, @CodeParam('login') login: string): Promise<void> {
    await this.users.enable(viewer, origin, login);
  }

  @Post('users/:login/unlock')
  @HttpCode(204)
  @InPerson()
  @Documented({
    summary: 'Forgets the failed sign-ins of a user, who may try again at once',
    ok: { 204: 'Forgotten' },
    problems: [403, 404],
  })
  async unlock(@Ctx() { viewer, origin }: RequestContext, @CodeParam('login') login: string): Promise<void> {
    await this.locks.liftLogin(viewer, origin, login);
  }

  @Get('locks')
  @Operator()
  @Documented({
    summary: 'Which users and addresses have to wait after failed sign-ins',
    ok: { 200: [Listed(Lock), 'The longest wait first'] },
  })
  async listLocks(@Ctx() { viewer }: RequestContext): Promise<List<Lock>> {
    return { items: await this.locks.list(viewer) };
  }

  @Post('locks/lift')
  @HttpCode(204)
  @Operator()
  @Documented({
    summary: 'Lets an address try again at once; of IPv6 its whole /64',
    body: AddressInput,
    ok: { 204: 'Forgotten' },
  })
  async liftAddress(
    @Ctx() { viewer, origin }: RequestContext,
    @Body(new ShapePipe(AddressInput)) { address }: AddressInput,
  ): Promise<void> {
    await this.locks.liftAddress(viewer, origin, address);
  }

  @Post('users/:login/invitation')
  @HttpCode(201)
  @InPerson()
  @Documented({
    summary: 'A new invitation, for a forgotten password',
    ok: { 201: [Invitation, 'A link that works once and for three days; earlier ones are void'] },
    problems: [403, 404, 422],
  })
  async invite(
    @Ctx() { viewer, origin }: RequestContext,
    @Req() request: FastifyRequest,
    @CodeParam('login') login: string,
  ): Promise<Invitation> {
    return invitation(request, await this.users.inviteAgain(viewer, origin, login));
  }

  @Post('users/:login/second-factor/reset')
  @HttpCode(204)
  @InPerson()
  @Documented({
    summary: 'For somebody who lost their authenticator and their recovery codes',
    ok: { 204: 'They sign in with their password alone, and set up another one' },
    problems: [403, 404, 422],
  })
  async reset(@Ctx() { viewer, origin }: RequestContext, @CodeParam('login') login: string): Promise<void> {
    await this.users.resetSecondFactor(viewer, origin, login);
  }

  private async page(query: PageQuery, cooperativeId?: number): Promise<Page<UserView>> {
    const asked = pageAsked(query, ['integer']);
    const rows = await listUsers(this.reads, { after: idAfter(asked), limit: asked.limit, cooperativeId });
    return pageOf(rows, asked.limit, (r) => [r.id], userView);
  }
}

function invitation(request: FastifyRequest, secret: string): Invitation {
  return { invitation: linkOf(request, 'invitation', secret) };
}
