/** The pages by which people come in and leave. */
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { DomainError } from '../../../domain/errors';
import { readShape } from '../../../domain/shape/read';
import { Everyone, From, Who } from '../../../edge/access';
import { browserOf } from '../../../edge/browser';
import { clearCookie, cookieOf, setCookie } from '../../../edge/cookies';
import { SetupInput, SignInInput } from '../../../api/dto/people.dto';
import { Invitations } from '../../../identity/invitations.service';
import { SetupService } from '../../../identity/setup.service';
import { DEVICE_SECONDS } from '../../../identity/devices';
import { SignInService, STEP_SECONDS, type Browsing, type SignedIn } from '../../../identity/sign-in.service';
import type { Viewer } from '../../../identity/viewer';
import { AccountNews } from './account-news.service';
import { faultsOf } from '../../kit/forms/faults';
import type { FormState } from '../../kit/forms/inputs';
import { refusalOfPassword, type Refused } from '../../kit/forms/refused';
import { Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, safeNext, show, showRefused } from '../../kit/respond';
import { CodePage, InvitationPage, SetupPage, SignInPage } from './sign-in.view';

@ApiExcludeController()
@Controller()
@Everyone()
export class SignInPages {
  constructor(
    private readonly signIns: SignInService,
    private readonly invitations: Invitations,
    private readonly setups: SetupService,
    private readonly news: AccountNews,
  ) {}

  @Get('sign-in')
  signInForm(@Framed() frame: Frame, @Res() reply: FastifyReply): FastifyReply {
    const next = safeNext(frame.query['next']);
    if (frame.viewer.kind !== 'anonymous') return goTo(reply, next);
    const form: FormState = { about: 'person', typed: {}, errors: new Map(), focus: 'login' };
    return show(reply, <SignInPage form={form} next={next} />);
  }

  @Post('sign-in')
  async signIn(
    @Framed() frame: Frame,
    @Who() viewer: Viewer,
    @From() origin: Origin,
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { next: wish, login = '', password = '' } = textsOf(body);
    const next = safeNext(wish);
    try {
      const input = readShape(SignInInput, { login: login.trim(), password });
      const done = await this.signIns.firstStep({ ...input, ...browsing(request, viewer) }, origin);
      if (!('step' in done)) return await this.enter(reply, done, next);
      setCookie(reply, 'sureg-step', done.step, STEP_SECONDS);
      return goTo(reply, `/sign-in/code?next=${encodeURIComponent(next)}`);
    } catch (error) {
      const form: FormState = { about: 'person', typed: { login }, errors: faultsOf(error, frame), focus: 'password' }; // prettier-ignore
      return showRefused(reply, <SignInPage form={form} next={next} />, error);
    }
  }

  /** The second step knows that the password was right by a cookie that is good for nothing else. */
  @Get('sign-in/code')
  codeForm(@Framed() frame: Frame, @Req() request: FastifyRequest, @Res() reply: FastifyReply): FastifyReply {
    const next = safeNext(frame.query['next']);
    if (frame.viewer.kind !== 'anonymous') return goTo(reply, next);
    const isBegun = cookieOf(request, 'sureg-step') !== undefined;
    const form: FormState = { about: 'person', typed: {}, errors: new Map(), focus: isBegun ? 'code' : 'login' };
    if (!isBegun) return show(reply, <SignInPage form={form} next={next} />);
    return show(reply, <CodePage form={form} next={next} />);
  }

  @Post('sign-in/code')
  async code(
    @Framed() frame: Frame,
    @Who() viewer: Viewer,
    @From() origin: Origin,
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { next: wish, code = '' } = textsOf(body);
    const next = safeNext(wish);
    const step = cookieOf(request, 'sureg-step') ?? '';
    try {
      // What is no code is a wrong one.
      const typed = { step, code: code.slice(0, MOST_TYPED), ...browsing(request, viewer) };
      const signedIn = await this.signIns.secondStep(typed, origin);
      if (signedIn) return await this.enter(reply, signedIn, next);
    } catch (error) {
      const form: FormState = { about: 'person', typed: {}, errors: faultsOf(error, frame), focus: 'code' };
      return showRefused(reply, <CodePage form={form} next={next} />, error);
    }
    clearCookie(reply, 'sureg-step');
    const errors = new Map([['', frame.t('signIn.stepOver')]]);
    const form: FormState = { about: 'person', typed: {}, errors, focus: 'login' };
    return show(reply, <SignInPage form={form} next={next} />, 422);
  }

  private async enter(reply: FastifyReply, { session, device }: SignedIn, next: string): Promise<FastifyReply> {
    setCookie(reply, 'sureg', session);
    setCookie(reply, 'sureg-device', device, DEVICE_SECONDS);
    if (cookieOf(reply.request, 'sureg-step') !== undefined) clearCookie(reply, 'sureg-step');
    return goTo(reply, next, await this.news.atSignIn(session));
  }

  /** Also for those whose session has ended already. */
  @Post('sign-out')
  async signOut(@Who() viewer: Viewer, @From() origin: Origin, @Res() reply: FastifyReply): Promise<FastifyReply> {
    await this.signIns.signOut(viewer, origin);
    clearCookie(reply, 'sureg');
    // From the first page a stranger is led to the sign-in.
    return goTo(reply, '/', { tone: 'good', key: 'flash.signedOut', params: {} });
  }

  @Get('setup')
  async setupForm(@Framed() frame: Frame, @Res() reply: FastifyReply): Promise<FastifyReply> {
    const { token = '' } = frame.query;
    if (!(await this.setups.isOpen(token))) throw new DomainError('token_unknown', {}, 'token');
    const form: FormState = { about: 'person', typed: {}, errors: new Map(), focus: 'login' };
    return show(reply, <SetupPage form={form} token={token} />);
  }

  @Post('setup')
  async setUp(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    const { token = '', login = '', name = '' } = typed;
    if (!(await this.setups.isOpen(token))) throw new DomainError('token_unknown', {}, 'token');
    const refused = await refusalOfPassword(frame, typed, async (password) => {
      const input = readShape(SetupInput, { token, login: login.trim(), name: name.trim(), password });
      await this.setups.complete(token, { login: input.login, name: input.name }, password, origin);
    });
    if (!refused) return goTo(reply, '/sign-in', { tone: 'good', key: 'flash.setUp', params: {} });
    const form: FormState = { about: 'person', typed: { login, name }, errors: ofNew(refused) };
    return show(reply, <SetupPage form={form} token={token} />, 422);
  }

  @Get('invitation/:token')
  async invitationForm(@Param('token') token: string, @Res() reply: FastifyReply): Promise<FastifyReply> {
    const guest = await this.invitations.guest(token);
    const form: FormState = { about: 'person', typed: {}, errors: new Map(), focus: 'newPassword' };
    return show(reply, <InvitationPage form={form} guest={guest} />);
  }

  @Post('invitation/:token')
  async accept(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Param('token') token: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const guest = await this.invitations.guest(token);
    const refused = await refusalOfPassword(frame, textsOf(body), async (password) => {
      setCookie(reply, 'sureg-device', await this.invitations.accept(token, password, origin), DEVICE_SECONDS);
    });
    if (!refused) return goTo(reply, '/sign-in', { tone: 'good', key: 'flash.passwordSet', params: {} });
    const form: FormState = { about: 'person', typed: {}, errors: ofNew(refused) };
    return show(reply, <InvitationPage form={form} guest={guest} />, 422);
  }
}

/** More than any code has. */
const MOST_TYPED = 100;

function browsing(request: FastifyRequest, viewer: Viewer): Browsing {
  const device = cookieOf(request, 'sureg-device');
  return { ...(device === undefined ? {} : { device }), ...browserOf(request, viewer) };
}

/** Where there is no old password, the services say `password` of the new one. */
function ofNew(refused: Refused): Refused {
  return new Map([...refused].map(([field, message]) => [field === 'password' ? 'newPassword' : field, message]));
}
