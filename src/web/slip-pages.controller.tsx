/** Slips of events: printed by the clerk, who hands them over. */
import { Controller, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import { PdfService } from '../exports/pdf/pdf.service';
import { From, Opened, Roles } from '../http/access';
import { CodePipe } from '../http/shape.pipe';
import type { Access } from '../parties/scope';
import { SlipService, type SlipKey } from '../settlement/slip.service';
import { Framed, type Frame } from './frame';
import { slipData } from './slip-words';
import { streamed } from './stream';

@ApiExcludeController()
@Controller('c/:cooperative')
export class SlipPages {
  constructor(
    private readonly slips: SlipService,
    private readonly papers: PdfService,
    private readonly clock: Clock,
  ) {}

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
      const paper = await this.papers.slipsPdf(slips, { at: this.clock.now() });
      return { paper, name: slips[0] && !slips[1] ? slips[0].number : `${opened.cooperative.code}-slips` };
    });
    return streamed(reply, { name: `${name}.pdf`, type: 'application/pdf' }, (write) => write(paper));
  }
}
