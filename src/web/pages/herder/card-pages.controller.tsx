/** The page behind the code on a household's card: a PIN is chosen at the first use, and entered at each later one. */
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { DomainError } from '../../../domain/errors';
import { Everyone, From, Who } from '../../../edge/access';
import { browserOf } from '../../../edge/browser';
import { setCookie } from '../../../edge/cookies';
import type { Viewer } from '../../../identity/viewer';
import { CardDoor } from '../../../parties/card-sign-in.service';
import { faultsOf } from '../../kit/forms/faults';
import type { FormState } from '../../kit/forms/inputs';
import { Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show, showRefused } from '../../kit/respond';
import { CardPage } from './card.view';

@ApiExcludeController()
@Controller('h')
@Everyone()
export class CardPages {
  constructor(private readonly door: CardDoor) {}

  @Get(':token')
  async form(@Param('token') token: string, @Res() reply: FastifyReply): Promise<FastifyReply> {
    const state = await this.door.stateOf(token);
    const form: FormState = { about: 'card', typed: {}, errors: new Map() };
    return show(reply, <CardPage form={form} state={state} />);
  }

  @Post(':token')
  async enter(
    @Framed() frame: Frame,
    @Who() viewer: Viewer,
    @From() origin: Origin,
    @Req() request: FastifyRequest,
    @Param('token') token: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { pin, newPin, again, kiosk } = textsOf(body);
    const state = await this.door.stateOf(token);
    try {
      if (state === 'choose' && newPin !== again) throw new DomainError('choice_invalid', { value: '…' }, 'again');
      const chosen = state === 'choose' ? { newPin: (newPin ?? '').trim() } : { pin: (pin ?? '').trim() };
      const entry = { token, ...chosen, isKiosk: kiosk === 'on', ...browserOf(request, viewer) };
      setCookie(reply, 'sureg', await this.door.signIn(entry, origin));
      return goTo(reply, '/my');
    } catch (error) {
      const isUnlike = error instanceof DomainError && error.field === 'again';
      const errors = isUnlike ? new Map([['again', frame.t('card.unlike')]]) : faultsOf(error, frame);
      const form: FormState = { about: 'card', typed: {}, errors };
      return showRefused(reply, <CardPage form={form} state={state} />, error);
    }
  }
}
