/** The pages on which administrators and operators look after people: inviting, roles, disabling. */
import { Get, Param, Post } from '@nestjs/common';
import { Clock } from '../../../common/clock';
import { decodeCursor, encodeCursor } from '../../../common/paging';
import { ReadPool } from '../../../database/reader';
import { readShape } from '../../../domain/shape/read';
import { Operator, Roles } from '../../../edge/access';
import { linkOf } from '../../../edge/links';
import { MemberInput, UserInput } from '../../../api/dto/people.dto';
import { CodeParam, CodePipe, WordPipe } from '../../../edge/shape.pipe';
import { offersOf } from '../../../identity/offers.service';
import { mayGrant } from '../../../identity/people';
import { UserRoles } from '../../../identity/roles.service';
import { Users } from '../../../identity/users.service';
import { listUsers } from '../../../identity/users.queries';
import { USER_ROLES } from '../../../identity/viewer';
import type { CooperativeRef } from '../../../parties/cooperatives';
import { nameTo } from '../../../parties/scope';
import type { Faults } from '../../kit/forms/faults';
import { objectTyped, type Typed } from '../../kit/forms/typed';
import { addressOf } from '../../kit/frame';
import { PeoplePage, type PeopleView } from './people.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext, PageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, waits } from '../../kit/answers';
import { submit } from '../../kit/forms/submit';
import { formOf } from '../../kit/forms/inputs';

const PAGE = 50;
const LOGIN = new CodePipe('login', 60);
const ACTS = ['disable', 'enable', 'invite', 'reset'] as const;
type Act = (typeof ACTS)[number];
const ACT = new WordPipe('act', ACTS);
const MAX_ID = 2_147_483_647;

/** How the page is shown again after something was sent. */
interface Again extends Pick<PeopleView, 'link' | 'refused' | 'offered'> {
  readonly typed?: Typed;
  readonly errors?: Faults;
}

/** A role that is given or taken away. */
interface RoleChange {
  readonly login: string;
  /** As it was sent. */
  readonly role: string;
  readonly isTaken: boolean;
}

const ROLE_TOLD = { given: 'flash.roleGiven', offered: 'flash.roleOffered', taken: 'flash.roleTaken' } as const;

type Context = PageContext | CooperativePageContext;

/** Whose people the page shows; all when absent. */
function shownIn(ctx: Context): number | undefined {
  return 'cooperative' in ctx ? ctx.cooperative.id : undefined;
}

function listOf(ctx: Context): string {
  return ctx.place ? addressOf(ctx, 'users') : '/users';
}

/** What both pages do. */
abstract class PeoplePages {
  constructor(
    protected readonly reads: ReadPool,
    protected readonly users: Users,
    protected readonly roles: UserRoles,
    protected readonly clock: Clock,
  ) {}

  protected async show(ctx: Context, { typed, errors, ...again }: Again = {}): Promise<Answer> {
    const { viewer, place } = ctx;
    const cooperativeId = shownIn(ctx);
    const { after } = ctx.query;
    const from = after === undefined ? 0 : Number(decodeCursor(after, ['integer'])[0]);
    const managed = [...viewer.roles.keys()].filter((id) => mayGrant(viewer, id));
    const rows = await listUsers(this.reads, { cooperativeId, after: Math.min(from, MAX_ID), limit: PAGE, managed });
    const last = rows[PAGE - 1];
    const view: PeopleView = {
      rows: rows.slice(0, PAGE),
      ...(rows.length > PAGE && last ? { next: encodeCursor([last.id]) } : {}),
      offers: cooperativeId === undefined ? [] : await offersOf(this.reads, cooperativeId, this.clock.now()),
      ...again,
    };
    const mayManage = place ? place.roles.has('administrator') : viewer.isOperator;
    const form = formOf('person', typed, errors);
    return page(
      <PeoplePage view={view} form={form} mayManage={mayManage} />,
      errors !== undefined || again.refused !== undefined ? 422 : 200,
    );
  }

  /** What is done to somebody in the list, which is shown again with what was refused of it. */
  protected act(ctx: Context, work: () => Promise<Answer>, again: Again = {}): Promise<Answer> {
    return submit(ctx, {
      work,
      again: (errors) => this.show(ctx, { ...again, refused: [...errors.values()].join(' ') }),
    });
  }

  /** Somebody is invited; the link is in the answer and nowhere else: there is no page to go to. */
  protected invited(ctx: Context, add: () => Promise<string>): Promise<Answer> {
    return submit(ctx, {
      work: async () => this.show(ctx, { link: linkOf(ctx.request, 'invitation', await add()) }),
      again: (errors) => this.show(ctx, { typed: ctx.typed, errors }),
    });
  }

  protected async changeRole(
    ctx: Context,
    { login, role: typed, isTaken }: RoleChange,
    cooperative: () => Promise<Pick<CooperativeRef, 'id'>>,
  ): Promise<Answer> {
    const { viewer, origin } = ctx;
    const role = new WordPipe('role', USER_ROLES).transform(typed);
    const work = async (): Promise<Answer> => {
      const change = { login: LOGIN.transform(login), cooperativeId: (await cooperative()).id, role };
      if (isTaken) await this.roles.take(viewer, origin, change);
      const became = isTaken ? 'taken' : await this.roles.give(viewer, origin, change);
      const params = { login, role: ctx.t(`role.${role}`) };
      return redirect(listOf(ctx), (became === 'offered' ? waits : done)(ROLE_TOLD[became], params));
    };
    return this.act(ctx, work, { offered: login });
  }

  protected actOn(ctx: Context, login: string, act: Act): Promise<Answer> {
    const { viewer, origin } = ctx;
    return this.act(ctx, async () => {
      if (act === 'invite') {
        const secret = await this.users.inviteAgain(viewer, origin, login);
        return this.show(ctx, { link: linkOf(ctx.request, 'invitation', secret) });
      }
      if (act === 'disable') await this.users.disable(viewer, origin, login);
      if (act === 'enable') await this.users.enable(viewer, origin, login);
      if (act === 'reset') await this.users.resetSecondFactor(viewer, origin, login);
      return redirect(listOf(ctx), done(`flash.people.${act}`, { login }));
    });
  }
}

@Pages('c/:cooperative/users')
@Roles('administer', 'administrator')
export class MemberPages extends PeoplePages {
  constructor(reads: ReadPool, users: Users, roles: UserRoles, clock: Clock) {
    super(reads, users, roles, clock);
  }

  @Get()
  @Roles('read', 'administrator', 'auditor')
  list(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return this.show(ctx);
  }

  @Post()
  invite(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return this.invited(ctx, () => {
      const { roles, ...user } = readShape(MemberInput, objectTyped(MemberInput, ctx.typed));
      const grants = roles.map((role) => ({ cooperativeId: ctx.cooperative.id, role }));
      return this.users.add(ctx.viewer, ctx.origin, { ...user, roles: grants });
    });
  }

  /** To somebody who has a login already, in whichever cooperative; nothing tells whether they do. */
  @Post('offers')
  offer(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const { login = '', role = '' } = ctx.typed;
    const change = { login: login.trim(), role, isTaken: false };
    return this.changeRole(ctx, change, () => Promise.resolve(ctx.cooperative));
  }

  @Post(':login/remove')
  remove(@Ctx() ctx: CooperativePageContext, @CodeParam('login') login: string): Promise<Answer> {
    return this.act(ctx, async () => {
      await this.roles.remove(ctx.viewer, ctx.origin, login, ctx.cooperative.id);
      return redirect(listOf(ctx), done('flash.people.remove', { login }));
    });
  }

  @Post(':login/roles')
  role(@Ctx() ctx: CooperativePageContext, @CodeParam('login') login: string): Promise<Answer> {
    const { give, take } = ctx.typed;
    const change = { login, role: give ?? take ?? '', isTaken: give === undefined };
    return this.changeRole(ctx, change, () => Promise.resolve(ctx.cooperative));
  }

  @Post(':login/:act')
  change(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('login') login: string,
    @Param('act', ACT) act: Act,
  ): Promise<Answer> {
    return this.actOn(ctx, login, act);
  }
}

@Pages('users')
@Operator()
export class UserPages extends PeoplePages {
  constructor(reads: ReadPool, users: Users, roles: UserRoles, clock: Clock) {
    super(reads, users, roles, clock);
  }

  @Get()
  list(@Ctx() ctx: PageContext): Promise<Answer> {
    return this.show(ctx);
  }

  @Post()
  invite(@Ctx() ctx: PageContext): Promise<Answer> {
    return this.invited(ctx, () => {
      const { operator, ...user } = readShape(UserInput, objectTyped(UserInput, ctx.typed));
      return this.users.add(ctx.viewer, ctx.origin, { ...user, isOperator: operator ?? false });
    });
  }

  @Post(':login/roles')
  role(@Ctx() ctx: PageContext, @CodeParam('login') login: string): Promise<Answer> {
    const { role = '', book = '', do: act } = ctx.typed;
    const change = { login, role, isTaken: act === 'take' };
    return this.changeRole(ctx, change, () => nameTo(ctx.viewer, this.reads, book.trim()));
  }

  @Post(':login/:act')
  change(@Ctx() ctx: PageContext, @CodeParam('login') login: string, @Param('act', ACT) act: Act): Promise<Answer> {
    return this.actOn(ctx, login, act);
  }
}
