/** Slips of events: looked at by staff, and printed by the clerk who hands them over, one or a day's at once. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { Clock } from '../../../common/clock';
import { PdfService } from '../../../exports/pdf/pdf.service';
import { From, Opened, Roles, STAFF } from '../../../edge/access';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Access } from '../../../parties/scope';
import { SlipService, type SlipKey } from '../../../slips/slip.service';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { Csrf } from '../../kit/page';
import { goTo, show } from '../../kit/respond';
import { slipData } from './slip-text';
import { SlipsModel, slipsTicked } from './slips.model';
import { streamed } from '../../kit/stream';
import { SlipPage } from './slip.view';
import { SlipsPage } from './slips.view';

@ApiExcludeController()
@Controller('c/:cooperative')
export class SlipPages {
  constructor(
    private readonly last: SlipsModel,
    private readonly slips: SlipService,
    private readonly papers: PdfService,
    private readonly clock: Clock,
  ) {}

  @Get('slips')
  @Roles('read', ...STAFF)
  async list(@Framed() frame: Frame, @Opened() { scope }: Access, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return show(reply, <SlipsPage view={await this.last.list(scope, frame.query)} />);
  }

  @Post('slips')
  @Roles('record', 'clerk')
  async printTicked(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const ticked = slipsTicked(textsOf(body)['slip']);
    if (ticked.length > 0) return this.sent(reply, frame, opened, origin, ticked);
    return goTo(reply, addressOf(frame, 'slips'), { tone: 'wait', key: 'flash.noSlips', params: {} });
  }

  /** Printed from here it says that it is a copy: only the paper made by POST is counted. */
  @Get('contracts/:contract/events/:event/slip')
  @Roles('read', ...STAFF)
  async one(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @Param('contract', new CodePipe('contract')) contract: string,
    @Param('event', new CodePipe('event', 64)) event: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const slip = await this.slips.of(opened, contract, event);
    const back = { href: addressOf(frame, 'contracts', contract), text: contract };
    return show(
      reply,
      <SlipPage slip={slip} back={back}>
        {opened.roles.has('clerk') ? (
          <form method="post" class="off-paper">
            <Csrf />
            <button type="submit">{frame.t(slip.prints > 0 ? 'slip.reprint' : 'slip.printPaper')}</button>
          </form>
        ) : null}
      </SlipPage>,
    );
  }

  /** Printing counts, so it is no link that anything could follow by itself. */
  @Post('contracts/:contract/events/:event/slip')
  @Roles('record', 'clerk')
  print(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Param('contract', new CodePipe('contract')) contract: string,
    @Param('event', new CodePipe('event', 64)) event: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return this.sent(reply, frame, opened, origin, [{ contract, event }]);
  }

  private async sent(
    reply: FastifyReply,
    frame: Frame,
    opened: Access,
    origin: Origin,
    which: readonly SlipKey[],
  ): Promise<FastifyReply> {
    const { paper, name } = await this.slips.print(opened, which, origin, async (prints) => {
      const slips = prints.map(({ slip, print }) => slipData(frame, slip, print));
      const paper = await this.papers.slipsPdf(slips, { at: this.clock.now(), line: opened.cooperative.code });
      return { paper, name: slips[0] && !slips[1] ? slips[0].number : `${opened.cooperative.code}-slips` };
    });
    return streamed(reply, { name: `${name}.pdf`, type: 'application/pdf' }, (write) => write(paper));
  }
}
