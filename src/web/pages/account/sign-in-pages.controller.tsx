/** The pages by which people come in and leave. */
import { Get, Param, Post } from '@nestjs/common';
import { DomainError } from '../../../domain/errors';
import { readShape } from '../../../domain/shape/read';
import { Everyone } from '../../../edge/access';
import { cookieOf } from '../../../edge/cookies';
import { SetupInput, SignInInput } from '../../../api/dto/people.dto';
import { Invitations } from '../../../identity/invitations.service';
import { SetupService } from '../../../identity/setup.service';
import { DEVICE_SECONDS } from '../../../identity/devices';
import { type Browsing, type SignedIn, SignInService, STEP_SECONDS } from '../../../identity/sign-in.service';
import { AccountNews } from './account-news.service';
import type { Faults } from '../../kit/forms/faults';
import { formOf } from '../../kit/forms/inputs';
import { CodePage, InvitationPage, SetupPage, SignInPage } from './sign-in.view';
import { Ctx } from '../../../edge/context';
import { PageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, type Cookie, done, page, redirect, refused, safeNext } from '../../kit/answers';
import { newPasswordOf, submit } from '../../kit/forms/submit';
import { browserOf } from '../../../edge/browser';

@Pages()
@Everyone()
export class SignInPages {
  constructor(
    private readonly signIns: SignInService,
    private readonly invitations: Invitations,
    private readonly setups: SetupService,
    private readonly news: AccountNews,
  ) {}

  @Get('sign-in')
  signInForm(@Ctx() ctx: PageContext): Answer {
    const next = safeNext(ctx.query['next']);
    if (ctx.viewer.kind !== 'anonymous') return redirect(next);
    return page(<SignInPage form={formOf('person', {}, undefined, 'login')} next={next} />);
  }

  @Post('sign-in')
  signIn(@Ctx() ctx: PageContext): Promise<Answer> {
    const { login = '', password = '' } = ctx.typed;
    const next = safeNext(ctx.typed['next']);
    return submit(ctx, {
      work: async () => {
        const input = readShape(SignInInput, { login: login.trim(), password });
        const signedIn = await this.signIns.firstStep({ ...input, ...browsing(ctx) }, ctx.origin);
        if (!('step' in signedIn)) return this.enter(ctx, signedIn, next);
        const step: Cookie = { name: 'sureg-step', value: signedIn.step, seconds: STEP_SECONDS };
        return redirect(`/sign-in/code?next=${encodeURIComponent(next)}`, undefined, [step]);
      },
      again: (errors, error) =>
        refused(<SignInPage form={formOf('person', { login }, errors, 'password')} next={next} />, error),
    });
  }

  /** The second step knows that the password was right by a cookie that is good for nothing else. */
  @Get('sign-in/code')
  codeForm(@Ctx() ctx: PageContext): Answer {
    const next = safeNext(ctx.query['next']);
    if (ctx.viewer.kind !== 'anonymous') return redirect(next);
    const isBegun = cookieOf(ctx.request, 'sureg-step') !== undefined;
    const form = formOf('person', {}, undefined, isBegun ? 'code' : 'login');
    return page(isBegun ? <CodePage form={form} next={next} /> : <SignInPage form={form} next={next} />);
  }

  @Post('sign-in/code')
  code(@Ctx() ctx: PageContext): Promise<Answer> {
    const next = safeNext(ctx.typed['next']);
    return submit(ctx, {
      work: async () => {
        // What is no code is a wrong one.
        const code = (ctx.typed['code'] ?? '').slice(0, MOST_TYPED);
        const step = cookieOf(ctx.request, 'sureg-step') ?? '';
        const signedIn = await this.signIns.secondStep({ step, code, ...browsing(ctx) }, ctx.origin);
        if (signedIn) return this.enter(ctx, signedIn, next);
        const form = formOf('person', {}, new Map([['', ctx.t('signIn.stepOver')]]), 'login');
        return { ...page(<SignInPage form={form} next={next} />, 422), cookies: [{ name: 'sureg-step' }] };
      },
      again: (errors, error) => refused(<CodePage form={formOf('person', {}, errors, 'code')} next={next} />, error),
    });
  }

  private async enter({ request }: PageContext, { session, device }: SignedIn, next: string): Promise<Answer> {
    return redirect(next, await this.news.atSignIn(session), [
      { name: 'sureg', value: session },
      { name: 'sureg-device', value: device, seconds: DEVICE_SECONDS },
      ...(cookieOf(request, 'sureg-step') === undefined ? [] : [{ name: 'sureg-step' as const }]),
    ]);
  }

  /** Also for those whose session has ended already. */
  @Post('sign-out')
  async signOut(@Ctx() ctx: PageContext): Promise<Answer> {
    await this.signIns.signOut(ctx.viewer, ctx.origin);
    // From the first page a stranger is led to the sign-in.
    return redirect('/', done('flash.signedOut'), [{ name: 'sureg' }]);
  }

  @Get('setup')
  async setupForm(@Ctx() ctx: PageContext): Promise<Answer> {
    const { token = '' } = ctx.query;
    if (!(await this.setups.isOpen(token))) throw new DomainError('token_unknown', {}, 'token');
    return page(<SetupPage form={formOf('person', {}, undefined, 'login')} token={token} />);
  }

  @Post('setup')
  async setUp(@Ctx() ctx: PageContext): Promise<Answer> {
    const { token = '', login = '', name = '' } = ctx.typed;
    if (!(await this.setups.isOpen(token))) throw new DomainError('token_unknown', {}, 'token');
    return submit(ctx, {
      work: async () => {
        const password = newPasswordOf(ctx.typed);
        const input = readShape(SetupInput, { token, login: login.trim(), name: name.trim(), password });
        await this.setups.complete(token, { login: input.login, name: input.name }, password, ctx.origin);
        return redirect('/sign-in', done('flash.setUp'));
      },
      again: (errors) => page(<SetupPage form={formOf('person', { login, name }, ofNew(errors))} token={token} />, 422),
    });
  }

  @Get('invitation/:token')
  async invitationForm(@Param('token') token: string): Promise<Answer> {
    const guest = await this.invitations.guest(token);
    return page(<InvitationPage form={formOf('person', {}, undefined, 'newPassword')} guest={guest} />);
  }

  @Post('invitation/:token')
  async accept(@Ctx() ctx: PageContext, @Param('token') token: string): Promise<Answer> {
    const guest = await this.invitations.guest(token);
    return submit(ctx, {
      work: async () => {
        const device = await this.invitations.accept(token, newPasswordOf(ctx.typed), ctx.origin);
        const cookie: Cookie = { name: 'sureg-device', value: device, seconds: DEVICE_SECONDS };
        return redirect('/sign-in', done('flash.passwordSet'), [cookie]);
      },
      again: (errors) => page(<InvitationPage form={formOf('person', {}, ofNew(errors))} guest={guest} />, 422),
    });
  }
}

/** More than any code has. */
const MOST_TYPED = 100;

function browsing({ request, viewer }: PageContext): Browsing {
  const device = cookieOf(request, 'sureg-device');
  return { ...(device === undefined ? {} : { device }), ...browserOf(request, viewer) };
}

/** Where there is no old password, the services say `password` of the new one. */
function ofNew(errors: Faults): Faults {
  return new Map([...errors].map(([field, message]) => [field === 'password' ? 'newPassword' : field, message]));
}
