/** The pages of one's own account. */
import type { VNode } from 'preact';
import { OFFERED_BOOK, OFFERED_ROLE } from '../../../api/dto/offers.dto';
import { Get, Param, Post } from '@nestjs/common';
import QRCode from 'qrcode';
import { readShape } from '../../../domain/shape/read';
import { EnrollingInPerson, InPerson } from '../../../edge/access';
import { CodeInput, PasswordInput, ProfileInput, TokenInput } from '../../../api/dto/people.dto';
import { IdPipe } from '../../../edge/shape.pipe';
import { Offers } from '../../../identity/offers.service';
import { SecondFactor } from '../../../identity/second-factor.service';
import { OwnPassword } from '../../../identity/own-password.service';
import { Sessions } from '../../../identity/sessions.service';
import { Tokens } from '../../../identity/tokens.service';
import { Users } from '../../../identity/users.service';
import type { UserRole, Viewer } from '../../../identity/viewer';
import { AccountNews } from './account-news.service';
import { formOf, type FormState } from '../../kit/forms/inputs';
import type { Typed } from '../../kit/forms/typed';
import { type AccountForm, AccountPage } from './account.view';
import { RecoveryCodesPage, SecondFactorPage } from './second-factor.view';
import { TokensPage } from './tokens.view';
import { Ctx } from '../../../edge/context';
import { PageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, waits } from '../../kit/answers';
import { newPasswordOf, submit } from '../../kit/forms/submit';
import type { Faults } from '../../kit/forms/faults';

const TOKEN_DEFAULTS: Typed = { days: '90', scopes: 'read' };

@Pages('account')
@InPerson()
export class AccountPages {
  constructor(
    private readonly users: Users,
    private readonly own: OwnPassword,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactor,
    private readonly tokens: Tokens,
    private readonly offers: Offers,
    private readonly news: AccountNews,
  ) {}

  @Get()
  async account(@Ctx() ctx: PageContext): Promise<Answer> {
    return page(await this.view(ctx));
  }

  @Post()
  change(@Ctx() ctx: PageContext): Promise<Answer> {
    return submit(ctx, {
      shape: ProfileInput,
      work: async (input) => {
        await this.users.setProfile(ctx.viewer, ctx.origin, input);
        // The page that follows is in the chosen language, whatever this browser was set to before.
        const address = `/account?lang=${encodeURIComponent(ctx.typed['locale'] ?? ctx.locale)}`;
        return redirect(address, done('flash.saved'));
      },
      again: async (errors) => page(await this.view(ctx, 'profile', formOf('person', ctx.typed, errors)), 422),
    });
  }

  @Post('password')
  changePassword(@Ctx() ctx: PageContext): Promise<Answer> {
    const keepsTokens = ctx.typed['keepTokens'] === 'yes';
    return submit(ctx, {
      work: async () => {
        const typed = { password: ctx.typed['password'] ?? '', newPassword: newPasswordOf(ctx.typed) };
        const { password: old, newPassword: password } = readShape(PasswordInput, typed);
        const ended = await this.own.change(ctx.viewer, ctx.origin, { old, password, keepsTokens });
        return redirect('/account', done(ended > 0 ? 'flash.passwordAndTokens' : 'flash.passwordChanged'));
      },
      again: async (errors) => {
        const form = formOf('person', keepsTokens ? { keepTokens: 'yes' } : {}, errors);
        return page(await this.view(ctx, 'password', form), 422);
      },
    });
  }

  @Post('offers/:book/:role')
  async decideOffer(
    @Ctx() ctx: PageContext,
    @Param('book', OFFERED_BOOK) cooperative: string,
    @Param('role', OFFERED_ROLE) role: UserRole,
  ): Promise<Answer> {
    const offer = { cooperative, role };
    const params = { cooperative, role: ctx.t(`role.${role}`) };
    if (ctx.typed['do'] === 'accept') {
      await this.offers.accept(ctx.viewer, ctx.origin, offer);
      return redirect('/', done('flash.offerAccepted', params));
    }
    await this.offers.decline(ctx.viewer, ctx.origin, offer);
    return redirect('/account', done('flash.offerDeclined', params));
  }

  @Post('sessions/:session/end')
  async endSession(@Ctx() ctx: PageContext, @Param('session') session: string): Promise<Answer> {
    await this.sessions.endOwn(ctx.viewer, ctx.origin, session);
    return redirect('/account', done('flash.sessionEnded'));
  }

  @Get('tokens')
  async listTokens(@Ctx() { viewer }: PageContext): Promise<Answer> {
    return page(<TokensPage tokens={await this.tokens.list(viewer)} form={formOf('token', TOKEN_DEFAULTS)} />);
  }

  /** The token is in this answer and nowhere else: there is no page to go to. */
  @Post('tokens')
  addToken(@Ctx() ctx: PageContext): Promise<Answer> {
    const { viewer, origin, typed } = ctx;
    return submit(ctx, {
      shape: TokenInput,
      work: async (input) => {
        const { secret } = await this.tokens.create(viewer, origin, input);
        const tokens = await this.tokens.list(viewer);
        return page(<TokensPage tokens={tokens} form={formOf('token', TOKEN_DEFAULTS)} secret={secret} />);
      },
      again: async (errors) =>
        page(<TokensPage tokens={await this.tokens.list(viewer)} form={formOf('token', typed, errors)} />, 422),
    });
  }

  @Post('tokens/:token/revoke')
  async revokeToken(
    @Ctx() ctx: PageContext,
    @Param('token', new IdPipe('token_unknown')) token: number,
  ): Promise<Answer> {
    await this.tokens.revoke(ctx.viewer, ctx.origin, token);
    return redirect('/account/tokens', done('flash.tokenRevoked'));
  }

  @Get('second-factor')
  @EnrollingInPerson()
  factor(@Ctx() { viewer }: PageContext): Promise<Answer> {
    return this.factorPage(viewer);
  }

  @Post('second-factor')
  @EnrollingInPerson()
  async enrol(@Ctx() ctx: PageContext): Promise<Answer> {
    await this.secondFactor.begin(ctx.viewer);
    return redirect('/account/second-factor');
  }

  @Post('second-factor/confirm')
  @EnrollingInPerson()
  confirm(@Ctx() ctx: PageContext): Promise<Answer> {
    return submit(ctx, {
      shape: CodeInput,
      work: async (input) =>
        page(<RecoveryCodesPage codes={await this.secondFactor.confirm(ctx.viewer, ctx.origin, input)} />),
      again: (errors) => this.factorPage(ctx.viewer, errors),
    });
  }

  @Post('second-factor/remove')
  remove(@Ctx() ctx: PageContext): Promise<Answer> {
    return submit(ctx, {
      shape: CodeInput,
      work: async (input) => {
        await this.secondFactor.remove(ctx.viewer, ctx.origin, input);
        return redirect('/account', waits('flash.factorRemoved'));
      },
      again: (errors) => this.factorPage(ctx.viewer, errors),
    });
  }

  /** @param which the form that came back, as `refused` */
  private async view({ viewer, locale }: PageContext, which?: AccountForm, refused?: FormState): Promise<VNode> {
    const view = {
      hasSecondFactor: await this.secondFactor.isSet(viewer),
      sessions: await this.sessions.list(viewer),
      tokens: (await this.tokens.list(viewer)).length,
      ...(await this.news.of(viewer)),
    };
    const profile = formOf('person', { name: viewer.name, locale: viewer.locale ?? locale });
    const form = (name: AccountForm): FormState =>
      (name === which && refused) || (name === 'profile' ? profile : formOf('person'));
    return <AccountPage view={view} form={form} />;
  }

  private async factorPage(viewer: Viewer, errors?: Faults): Promise<Answer> {
    const enrolment = await this.secondFactor.pending(viewer);
    const pending = enrolment && {
      enrolment,
      qr: await QRCode.toString(enrolment.uri, { type: 'svg', margin: 4, errorCorrectionLevel: 'M' }),
    };
    const isSet = await this.secondFactor.isSet(viewer);
    const form = formOf('person', {}, errors, 'code');
    return page(
      <SecondFactorPage isSet={isSet} {...(pending ? { pending } : {})} form={form} />,
      errors && errors.size > 0 ? 422 : 200,
    );
  }
}
