/** The slips of a household's own events, on its telephone. */
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { SignedIn, Who } from '../../../edge/access';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Viewer } from '../../../identity/viewer';
import { SlipService } from '../../../slips/slip.service';
import { Framed, type Frame } from '../../kit/frame';
import { MyModel } from './herder.model';
import { goTo, show } from '../../kit/respond';
import { SlipPage } from '../slips/slip.view';

@ApiExcludeController()
@Controller('my/slips')
export class MySlipPages {
  constructor(
    private readonly my: MyModel,
    private readonly slips: SlipService,
  ) {}

  @Get(':contract/:event')
  @SignedIn()
  async show(
    @Framed() frame: Frame,
    @Who() viewer: Viewer,
    @Param('contract', new CodePipe('contract')) contract: string,
    @Param('event', new CodePipe('event', 64)) event: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (!viewer.card) return goTo(reply, '/');
    const slip = await this.slips.of(await this.my.open(viewer), contract, event);
    return show(reply, <SlipPage slip={slip} back={{ href: '/my', text: frame.t('my.back') }} isPlain />);
  }
}
