/** The page on which operators see who has to wait after failed sign-ins, and let them try again. */
import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { From, Operator } from '../../../edge/access';
import { Locks } from '../../../identity/locks.service';
import { Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { LocksPage } from './locks.view';

@ApiExcludeController()
@Controller('locks')
@Operator()
export class LockPages {
  constructor(private readonly locks: Locks) {}

  @Get()
  async list(@Framed() frame: Frame, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return show(reply, <LocksPage locks={await this.locks.list(frame.viewer)} />);
  }

  @Post()
  async lift(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { login, address = '' } = textsOf(body);
    if (login === undefined) await this.locks.liftAddress(frame.viewer, origin, address);
    else await this.locks.liftLogin(frame.viewer, origin, login);
    return goTo(reply, '/locks', { tone: 'good', key: 'flash.lockLifted', params: { who: login ?? address } });
  }
}
