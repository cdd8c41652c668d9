/** The pages by which people come in and leave. */
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from '../audit/audit';
import { DomainError } from '../domain/errors';
import { readShape } from '../domain/shape/read';
import { Everyone, From, Who } from '../http/access';
import { browserOf } from '../http/browser';
import { clearCookie, cookieOf, setCookie } from '../http/cookies';
import { SetupInput, SignInInput } from '../http/people.dto';
import { Invitations } from '../identity/invitations';
import { SetupService } from '../identity/setup.service';
import { DEVICE_SECONDS, SignInService } from '../identity/sign-in.service';
import { Sessions } from '../identity/sessions';
import type { Viewer } from '../identity/viewer';
import { AccountNews } from './account-news';
import { setFlash } from './flash';
import { faultsOf } from './forms/faults';
import type { FormState } from './forms/inputs';
import { refusalOfPassword, type Refused } from './forms/refused';
import { Framed, textsOf, type Frame } from './frame';
import { goTo, safeNext, show, showRefused } from './respond';
import { InvitationPage, SetupPage, SignInPage } from './views/sign-in';

@ApiExcludeController()
@Controller()
@Everyone()
export class SignInPages {
  constructor(
    private readonly signIns: SignInService,
    private readonly invitations: Invitations,
    private readonly setups: SetupService,
    private readonly news: AccountNews,
    private readonly sessions: Sessions,
  ) {}

  @Get('sign-in')
  signInForm(@Framed() frame: Frame, @Res() reply: FastifyReply): FastifyReply {
    const next = safeNext(frame.query['next']);
    if (frame.viewer.kind !== 'anonymous') return goTo(reply, next);
    const form: FormState = { frame, about: 'person', typed: {}, errors: new Map(), focus: 'login' };
    return show(reply, <SignInPage frame={frame} form={form} next={next} asksCode={false} />);
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
    const { next: wish, login = '', password = '', code } = textsOf(body);
    const next = safeNext(wish);
    const device = cookieOf(request, 'sureg-device');
    try {
      const input = readShape(SignInInput, { login: login.trim(), password, ...(code?.trim() ? { code } : {}) });
      const known = { ...(device === undefined ? {} : { device }), ...browserOf(request, viewer) };
      const signedIn = await this.signIns.signIn({ ...input, ...known }, origin);
      setCookie(reply, 'sureg', signedIn.session);
      setCookie(reply, 'sureg-device', signedIn.device, DEVICE_SECONDS);
      const entered = await this.sessions.viewer(signedIn.session);
      const news = await this.news.atSignIn(entered);
      if (news) setFlash(reply, news, entered);
      return goTo(reply, next);
    } catch (error) {
      const isCodeMissing = error instanceof DomainError && error.code === 'second_factor_required';
      const asksCode = isCodeMissing || code !== undefined;
      const form: FormState = {
        frame,
        about: 'person',
        // The second step needs the password again: it goes back to whoever has just typed it.
        typed: asksCode ? { login, password } : { login },
        errors: isCodeMissing ? new Map([['code', frame.t('signIn.codeAsked')]]) : faultsOf(error, frame),
        focus: asksCode ? 'code' : 'password',
      };
      const page = <SignInPage frame={frame} form={form} next={next} asksCode={asksCode} />;
      return showRefused(reply, page, error);
    }
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
    const form: FormState = { frame, about: 'person', typed: {}, errors: new Map(), focus: 'login' };
    return show(reply, <SetupPage frame={frame} form={form} token={token} />);
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
    const form: FormState = { frame, about: 'person', typed: { login, name }, errors: ofNew(refused) };
    return show(reply, <SetupPage frame={frame} form={form} token={token} />, 422);
  }

  @Get('invitation/:token')
  async invitationForm(
    @Framed() frame: Frame,
    @Param('token') token: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const guest = await this.invitations.guest(token);
    const form: FormState = { frame, about: 'person', typed: {}, errors: new Map(), focus: 'newPassword' };
    return show(reply, <InvitationPage frame={frame} form={form} guest={guest} />);
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
    const refused = await refusalOfPassword(frame, textsOf(body), (password) =>
      this.invitations.accept(token, password, origin),
    );
    if (!refused) return goTo(reply, '/sign-in', { tone: 'good', key: 'flash.passwordSet', params: {} });
    const form: FormState = { frame, about: 'person', typed: {}, errors: ofNew(refused) };
    return show(reply, <InvitationPage frame={frame} form={form} guest={guest} />, 422);
  }
}

/** Where there is no old password, the services say `password` of the new one. */
function ofNew(refused: Refused): Refused {
  return new Map([...refused].map(([field, message]) => [field === 'password' ? 'newPassword' : field, message]));
}
