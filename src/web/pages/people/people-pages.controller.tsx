/** The pages on which administrators and operators look after people: inviting, roles, disabling. */
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { Clock } from '../../../common/clock';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { ReadPool } from '../../../database/reader';
import { readShape } from '../../../domain/shape/read';
import { From, Opened, Operator, Roles, Who } from '../../../edge/access';
import { linkOf } from '../../../edge/links';
import { MemberInput, UserInput } from '../../../api/dto/people.dto';
import { CodePipe, WordPipe } from '../../../edge/shape.pipe';
import { offersOf } from '../../../identity/offers.service';
import { mayGrant } from '../../../identity/people';
import { UserRoles } from '../../../identity/roles.service';
import { Users } from '../../../identity/users.service';
import { listUsers } from '../../../identity/users.queries';
import { USER_ROLES, type Viewer } from '../../../identity/viewer';
import type { CooperativeRef } from '../../../parties/cooperatives';
import { nameTo, type Access } from '../../../parties/scope';
import { faultsOf } from '../../kit/forms/faults';
import { refusalOf } from '../../kit/forms/refused';
import { objectTyped, type Typed } from '../../kit/forms/typed';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { PeoplePage, type PeopleView } from './people.view';

const PAGE = 50;
const LOGIN = new CodePipe('login', 60);
const ACTS = ['disable', 'enable', 'invite', 'reset'] as const;
type Act = (typeof ACTS)[number];
const ACT = new WordPipe('act', ACTS);
const MAX_ID = 2_147_483_647;

/** How the page is shown again after something was sent. */
interface Again extends Pick<PeopleView, 'link' | 'refused' | 'offered'> {
  readonly typed?: Typed;
  readonly errors?: ReadonlyMap<string, string>;
}

/** A role that is given or taken away. */
interface RoleChange {
  readonly login: string;
  /** As it was sent. */
  readonly role: string;
  readonly isTaken: boolean;
}

const ROLE_TOLD = { given: 'flash.roleGiven', offered: 'flash.roleOffered', taken: 'flash.roleTaken' } as const;

function listOf(frame: Frame): string {
  return frame.place ? addressOf(frame, 'users') : '/users';
}

/** What both pages do. */
abstract class PeoplePages {
  constructor(
    protected readonly reads: ReadPool,
    protected readonly users: Users,
    protected readonly roles: UserRoles,
    protected readonly clock: Clock,
  ) {}

  protected async show(
    frame: Frame,
    reply: FastifyReply,
    cooperativeId: number | undefined,
    { typed = {}, errors = new Map<string, string>(), ...again }: Again = {},
  ): Promise<FastifyReply> {
    const { after } = frame.query;
    const from = after === undefined ? 0 : Number(decodeCursor(after, ['integer'])[0]);
    const { viewer } = frame;
    const managed = [...viewer.roles.keys()].filter((id) => mayGrant(viewer, id));
    const rows = await listUsers(this.reads, { cooperativeId, after: Math.min(from, MAX_ID), limit: PAGE, managed });
    const last = rows[PAGE - 1];
    const view: PeopleView = {
      rows: rows.slice(0, PAGE),
      ...(rows.length > PAGE && last ? { next: encodeCursor([last.id]) } : {}),
      offers: cooperativeId === undefined ? [] : await offersOf(this.reads, cooperativeId, this.clock.now()),
      ...again,
    };
    const mayManage = frame.place ? frame.place.roles.has('administrator') : frame.viewer.isOperator;
    const form = { about: 'person', typed, errors };
    const status = errors.size > 0 || again.refused !== undefined ? 422 : 200;
    return show(reply, <PeoplePage view={view} form={form} mayManage={mayManage} />, status);
  }

  /** @param shown whose people the page shows again when it is refused; all when absent */
  protected async changeRole(
    frame: Frame,
    reply: FastifyReply,
    origin: Origin,
    { login, role: typed, isTaken }: RoleChange,
    shown: number | undefined,
    cooperative: () => Promise<Pick<CooperativeRef, 'id'>>,
  ): Promise<FastifyReply> {
    const role = new WordPipe('role', USER_ROLES).transform(typed);
    const done: { as: keyof typeof ROLE_TOLD } = { as: 'taken' };
    const refused = await refusalOf(frame, async () => {
      const change = { login: LOGIN.transform(login), cooperativeId: (await cooperative()).id, role };
      if (isTaken) await this.roles.take(frame.viewer, origin, change);
      else done.as = await this.roles.give(frame.viewer, origin, change);
    });
    if (refused) return this.show(frame, reply, shown, { refused: [...refused.values()].join(' '), offered: login });
    const params = { login, role: frame.t(`role.${role}`) };
    return goTo(reply, listOf(frame), {
      tone: done.as === 'offered' ? 'wait' : 'good',
      key: ROLE_TOLD[done.as],
      params,
    });
  }

  /** A link is in the answer and nowhere else: there is no page to go to. */
  protected async act(
    frame: Frame,
    request: FastifyRequest,
    reply: FastifyReply,
    cooperativeId: number | undefined,
    origin: Origin,
    login: string,
    act: Act,
  ): Promise<FastifyReply> {
    const { viewer } = frame;
    const made: { link?: string } = {};
    const work: Record<Act, () => Promise<void>> = {
      disable: () => this.users.disable(viewer, origin, login),
      enable: () => this.users.enable(viewer, origin, login),
      reset: () => this.users.resetSecondFactor(viewer, origin, login),
      invite: async () => {
        made.link = linkOf(request, 'invitation', await this.users.inviteAgain(viewer, origin, login));
      },
    };
    const refused = await refusalOf(frame, work[act]);
    if (refused) return this.show(frame, reply, cooperativeId, { refused: [...refused.values()].join(' ') });
    if (made.link !== undefined) return this.show(frame, reply, cooperativeId, made);
    return goTo(reply, listOf(frame), {
      tone: 'good',
      key: `flash.people.${act as Exclude<Act, 'invite'>}`,
      params: { login },
    });
  }
}

@ApiExcludeController()
@Controller('c/:cooperative/users')
@Roles('administer', 'administrator')
export class MemberPages extends PeoplePages {
  constructor(reads: ReadPool, users: Users, roles: UserRoles, clock: Clock) {
    super(reads, users, roles, clock);
  }

  @Get()
  @Roles('read', 'administrator', 'auditor')
  list(@Framed() frame: Frame, @Opened() { cooperative }: Access, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.show(frame, reply, cooperative.id);
  }

  @Post()
  async invite(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Who() viewer: Viewer,
    @From() origin: Origin,
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    try {
      const { roles, ...user } = readShape(MemberInput, objectTyped(MemberInput, typed));
      const grants = roles.map((role) => ({ cooperativeId: cooperative.id, role }));
      const secret = await this.users.add(viewer, origin, { ...user, roles: grants });
      return await this.show(frame, reply, cooperative.id, { link: linkOf(request, 'invitation', secret) });
    } catch (error) {
      return this.show(frame, reply, cooperative.id, { typed, errors: faultsOf(error, frame) });
    }
  }

  /** To somebody who has a login already, in whichever cooperative; nothing tells whether they do. */
  @Post('offers')
  async offer(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { login = '', role = '' } = textsOf(body);
    const change = { login: login.trim(), role, isTaken: false };
    return this.changeRole(frame, reply, origin, change, cooperative.id, () => Promise.resolve(cooperative));
  }

  @Post(':login/remove')
  async remove(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @From() origin: Origin,
    @Param('login', LOGIN) login: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const refused = await refusalOf(frame, () => this.roles.remove(frame.viewer, origin, login, cooperative.id));
    if (refused) return this.show(frame, reply, cooperative.id, { refused: [...refused.values()].join(' ') });
    return goTo(reply, listOf(frame), { tone: 'good', key: 'flash.people.remove', params: { login } });
  }

  @Post(':login/roles')
  async role(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @From() origin: Origin,
    @Param('login', LOGIN) login: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { give, take } = textsOf(body);
    const change = { login, role: give ?? take ?? '', isTaken: give === undefined };
    return this.changeRole(frame, reply, origin, change, cooperative.id, () => Promise.resolve(cooperative));
  }

  @Post(':login/:act')
  change(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @From() origin: Origin,
    @Req() request: FastifyRequest,
    @Param('login', LOGIN) login: string,
    @Param('act', ACT) act: Act,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return this.act(frame, request, reply, cooperative.id, origin, login, act);
  }
}

@ApiExcludeController()
@Controller('users')
@Operator()
export class UserPages extends PeoplePages {
  constructor(reads: ReadPool, users: Users, roles: UserRoles, clock: Clock) {
    super(reads, users, roles, clock);
  }

  @Get()
  list(@Framed() frame: Frame, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.show(frame, reply, undefined);
  }

  @Post()
  async invite(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    try {
      const { operator, ...user } = readShape(UserInput, objectTyped(UserInput, typed));
      const secret = await this.users.add(frame.viewer, origin, { ...user, isOperator: operator ?? false });
      return await this.show(frame, reply, undefined, { link: linkOf(request, 'invitation', secret) });
    } catch (error) {
      return this.show(frame, reply, undefined, { typed, errors: faultsOf(error, frame) });
    }
  }

  @Post(':login/roles')
  async role(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Param('login', LOGIN) login: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    const { role = '', book = '' } = typed;
    const change = { login, role, isTaken: typed['do'] === 'take' };
    return this.changeRole(frame, reply, origin, change, undefined, () =>
      nameTo(frame.viewer, this.reads, book.trim()),
    );
  }

  @Post(':login/:act')
  change(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Req() request: FastifyRequest,
    @Param('login', LOGIN) login: string,
    @Param('act', ACT) act: Act,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return this.act(frame, request, reply, undefined, origin, login, act);
  }
}
