/** The first pages: which cooperative, and its home. */
import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ReadPool } from '../../../database/reader';
import { Opened, Roles, SignedIn, STAFF } from '../../../edge/access';
import { Offers } from '../../../identity/offers.service';
import { cooperativesOf, type Access } from '../../../parties/scope';
import { addressOf, Framed, type Frame } from '../../kit/frame';
import { HomeModel } from './home.model';
import { goTo, show } from '../../kit/respond';
import { ChoosePage } from './choose.view';
import { HomePage } from './home.view';

@ApiExcludeController()
@Controller()
export class HomePages {
  constructor(
    private readonly reads: ReadPool,
    private readonly home: HomeModel,
    private readonly offers: Offers,
  ) {}

  /** Who works for one cooperative only is there at once; a herder is at their own page. */
  @Get()
  @SignedIn()
  async choose(@Framed() frame: Frame, @Res() reply: FastifyReply): Promise<FastifyReply> {
    if (frame.viewer.kind === 'herder') return goTo(reply, '/my');
    const cooperatives = await cooperativesOf(frame.viewer, this.reads);
    const [only, second] = cooperatives;
    if (only && !second) return goTo(reply, `/c/${encodeURIComponent(only.code)}`);
    return show(reply, <ChoosePage cooperatives={cooperatives} offers={await this.offers.to(frame.viewer)} />);
  }

  @Get('c/:cooperative')
  @Roles('read', ...STAFF)
  async show(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const view = await this.home.of(cooperative, addressOf(frame));
    return show(reply, <HomePage view={view} />);
  }
}
