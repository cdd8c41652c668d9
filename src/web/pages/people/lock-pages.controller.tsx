/** The page on which operators see who has to wait after failed sign-ins, and let them try again. */
import { Get, Post } from '@nestjs/common';
import { Operator } from '../../../edge/access';
import { Locks } from '../../../identity/locks.service';
import { LocksPage } from './locks.view';
import { Ctx } from '../../../edge/context';
import { PageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect } from '../../kit/answers';

@Pages('locks')
@Operator()
export class LockPages {
  constructor(private readonly locks: Locks) {}

  @Get()
  async list(@Ctx() ctx: PageContext): Promise<Answer> {
    return page(<LocksPage locks={await this.locks.list(ctx.viewer)} />);
  }

  @Post()
  async lift(@Ctx() ctx: PageContext): Promise<Answer> {
    const { login, address = '' } = ctx.typed;
    if (login === undefined) await this.locks.liftAddress(ctx.viewer, ctx.origin, address);
    else await this.locks.liftLogin(ctx.viewer, ctx.origin, login);
    return redirect('/locks', done('flash.lockLifted', { who: login ?? address }));
  }
}
