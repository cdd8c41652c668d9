/** Slips of events: looked at by staff, and printed by the clerk who hands them over, one or a day's at once. */
import { Get, Post } from '@nestjs/common';
import { Clock } from '../../../common/clock';
import { PdfService } from '../../../exports/pdf/pdf.service';
import { Roles, STAFF } from '../../../edge/access';
import { CodeParam } from '../../../edge/shape.pipe';
import { type SlipKey, SlipService } from '../../../slips/slip.service';
import { addressOf } from '../../kit/frame';
import { Csrf } from '../../kit/page';
import { slipData } from './slip-text';
import { SlipsModel, slipsTicked } from './slips.model';
import { streamed } from '../../kit/stream';
import { SlipPage } from './slip.view';
import { SlipsPage } from './slips.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, page, redirect, waits } from '../../kit/answers';

@Pages('c/:cooperative')
export class SlipPages {
  constructor(
    private readonly last: SlipsModel,
    private readonly slips: SlipService,
    private readonly papers: PdfService,
    private readonly clock: Clock,
  ) {}

  @Get('slips')
  @Roles('read', ...STAFF)
  async list(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return page(<SlipsPage view={await this.last.list(ctx.scope, ctx.query)} />);
  }

  @Post('slips')
  @Roles('record', 'clerk')
  async printTicked(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const ticked = slipsTicked(ctx.typed['slip']);
    if (ticked.length > 0) return this.sent(ctx, ticked);
    return redirect(addressOf(ctx, 'slips'), waits('flash.noSlips'));
  }

  /** Printed from here it says that it is a copy: only the paper made by POST is counted. */
  @Get('contracts/:contract/events/:event/slip')
  @Roles('read', ...STAFF)
  async one(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('contract') contract: string,
    @CodeParam('event') event: string,
  ): Promise<Answer> {
    const slip = await this.slips.of(ctx, contract, event);
    const back = { href: addressOf(ctx, 'contracts', contract), text: contract };
    return page(
      <SlipPage slip={slip} back={back}>
        {ctx.roles.has('clerk') ? (
          <form method="post" class="off-paper">
            <Csrf />
            <button type="submit">{ctx.t(slip.prints > 0 ? 'slip.reprint' : 'slip.printPaper')}</button>
          </form>
        ) : null}
      </SlipPage>,
    );
  }

  /** Printing counts, so it is no link that anything could follow by itself. */
  @Post('contracts/:contract/events/:event/slip')
  @Roles('record', 'clerk')
  print(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('contract') contract: string,
    @CodeParam('event') event: string,
  ): Promise<Answer> {
    return this.sent(ctx, [{ contract, event }]);
  }

  private async sent(ctx: CooperativePageContext, which: readonly SlipKey[]): Promise<Answer> {
    const { code } = ctx.cooperative;
    const { paper, name } = await this.slips.print(ctx, which, ctx.origin, async (prints) => {
      const slips = prints.map(({ slip, print }) => slipData(ctx, slip, print));
      const paper = await this.papers.slipsPdf(slips, { at: this.clock.now(), line: code });
      return { paper, name: slips[0] && !slips[1] ? slips[0].number : `${code}-slips` };
    });
    return streamed({ name: `${name}.pdf`, type: 'application/pdf' }, (write) => write(paper));
  }
}
