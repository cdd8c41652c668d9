/** The first pages: which cooperative, and its home. */
import { Get } from '@nestjs/common';
import { ReadPool } from '../../../database/reader';
import { Roles, SignedIn, STAFF } from '../../../edge/access';
import { Offers } from '../../../identity/offers.service';
import { cooperativesOf } from '../../../parties/scope';
import { addressOf } from '../../kit/frame';
import { HomeModel } from './home.model';
import { ChoosePage } from './choose.view';
import { HomePage } from './home.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext, PageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, page, redirect } from '../../kit/answers';

@Pages()
export class HomePages {
  constructor(
    private readonly reads: ReadPool,
    private readonly home: HomeModel,
    private readonly offers: Offers,
  ) {}

  /** Who works for one cooperative only is there at once; a herder is at their own page. */
  @Get()
  @SignedIn()
  async choose(@Ctx() ctx: PageContext): Promise<Answer> {
    if (ctx.viewer.kind === 'herder') return redirect('/my');
    const cooperatives = await cooperativesOf(ctx.viewer, this.reads);
    const [only, second] = cooperatives;
    if (only && !second) return redirect(`/c/${encodeURIComponent(only.code)}`);
    return page(<ChoosePage cooperatives={cooperatives} offers={await this.offers.to(ctx.viewer)} />);
  }

  @Get('c/:cooperative')
  @Roles('read', ...STAFF)
  async show(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const view = await this.home.of(ctx.cooperative, addressOf(ctx));
    return page(<HomePage view={view} />);
  }
}
