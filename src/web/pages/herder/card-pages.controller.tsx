/** The page behind the code on a household's card: a PIN is chosen at the first use, and entered at each later one. */
import { Get, Param, Post } from '@nestjs/common';
import { Everyone } from '../../../edge/access';
import { CardSignInService } from '../../../parties/card-sign-in.service';
import { formOf } from '../../kit/forms/inputs';
import { CardPage } from './card.view';
import { Ctx } from '../../../edge/context';
import { PageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, page, redirect, refused } from '../../kit/answers';
import { FormFault, submit } from '../../kit/forms/submit';
import { browserOf } from '../../../edge/browser';

@Pages('h')
@Everyone()
export class CardPages {
  constructor(private readonly door: CardSignInService) {}

  @Get(':token')
  async form(@Param('token') token: string): Promise<Answer> {
    return page(<CardPage form={formOf('card')} state={await this.door.stateOf(token)} />);
  }

  @Post(':token')
  async enter(@Ctx() ctx: PageContext, @Param('token') token: string): Promise<Answer> {
    const { pin, newPin, again, kiosk } = ctx.typed;
    const state = await this.door.stateOf(token);
    return submit(ctx, {
      work: async () => {
        if (state === 'choose' && newPin !== again) throw new FormFault('again', 'card.unlike');
        const chosen = state === 'choose' ? { newPin: (newPin ?? '').trim() } : { pin: (pin ?? '').trim() };
        const entry = { token, ...chosen, isKiosk: kiosk === 'on', ...browserOf(ctx.request, ctx.viewer) };
        return redirect('/my', undefined, [{ name: 'sureg', value: await this.door.signIn(entry, ctx.origin) }]);
      },
      again: (errors, error) => refused(<CardPage form={formOf('card', {}, errors)} state={state} />, error),
    });
  }
}
