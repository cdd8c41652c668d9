/** The slips of a household's own events, on its telephone. */
import { Get } from '@nestjs/common';
import { SignedIn } from '../../../edge/access';
import { CodeParam } from '../../../edge/shape.pipe';
import { SlipService } from '../../../slips/slip.service';
import { HerderModel } from './herder.model';
import { SlipPage } from '../slips/slip.view';
import { Ctx } from '../../../edge/context';
import { PageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, page, redirect } from '../../kit/answers';

@Pages('my/slips')
export class HerderSlipPages {
  constructor(
    private readonly my: HerderModel,
    private readonly slips: SlipService,
  ) {}

  @Get(':contract/:event')
  @SignedIn()
  async show(
    @Ctx() ctx: PageContext,
    @CodeParam('contract') contract: string,
    @CodeParam('event') event: string,
  ): Promise<Answer> {
    if (!ctx.viewer.card) return redirect('/');
    const slip = await this.slips.of(await this.my.open(ctx.viewer), contract, event);
    return page(<SlipPage slip={slip} back={{ href: '/my', text: ctx.t('my.back') }} isPlain />);
  }
}
