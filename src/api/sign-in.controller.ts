/** Signing in and out: with a password, a herder's card, an invitation, or as the first operator. */
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Invitations } from '../identity/invitations.service';
import { SetupService } from '../identity/setup.service';
import { DEVICE_SECONDS } from '../identity/devices';
import { SignInService } from '../identity/sign-in.service';
import { CardSignInService } from '../parties/card-sign-in.service';
import { Everyone, SigningIn } from '../edge/access';
import { Ctx, RequestContext } from '../edge/context';
import { browserOf } from '../edge/browser';
import { clearCookie, cookieOf, setCookie } from '../edge/cookies';
import { Documented } from '../edge/documented';
import { CardSignInInput, InvitationInput, SetupInput, SignInInput } from './dto/people.dto';
import { ShapePipe } from '../edge/shape.pipe';

@ApiTags('sign-in')
@Controller('api/v1')
export class SignInController {
  constructor(
    private readonly signIns: SignInService,
    private readonly invitations: Invitations,
    private readonly setups: SetupService,
    private readonly door: CardSignInService,
  ) {}

  @Post('sign-in')
  @HttpCode(204)
  @Everyone()
  @Documented({
    summary: 'Signs in and sets the session cookie; answers second_factor_required when only the code is missing',
    body: SignInInput,
    ok: { 204: 'Signed in' },
    problems: [401, 403, 429],
  })
  async signIn(
    @Ctx() { viewer, origin }: RequestContext,
    @Req() request: FastifyRequest,
    @Body(new ShapePipe(SignInInput)) input: SignInInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const device = cookieOf(request, 'sureg-device');
    const signedIn = await this.signIns.signIn(
      { ...input, ...(device === undefined ? {} : { device }), ...browserOf(request, viewer) },
      origin,
    );
    setCookie(reply, 'sureg', signedIn.session);
    setCookie(reply, 'sureg-device', signedIn.device, DEVICE_SECONDS);
  }

  @Post('card-sign-in')
  @HttpCode(204)
  @Everyone()
  @Documented({
    summary: "Signs in with a herder's card; at the first use, `newPin` chooses six digits",
    body: CardSignInInput,
    ok: { 204: 'Signed in' },
    problems: [401, 404, 422, 429],
  })
  async signInWithCard(
    @Ctx() { viewer, origin }: RequestContext,
    @Req() request: FastifyRequest,
    @Body(new ShapePipe(CardSignInInput)) { kiosk, ...input }: CardSignInInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const browser = browserOf(request, viewer);
    setCookie(reply, 'sureg', await this.door.signIn({ ...input, isKiosk: kiosk ?? false, ...browser }, origin));
  }

  @Post('sign-out')
  @HttpCode(204)
  @SigningIn()
  @Documented({ summary: 'Ends the session', ok: { 204: 'Signed out' }, problems: [401, 403] })
  async signOut(
    @Ctx() { viewer, origin }: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signIns.signOut(viewer, origin);
    clearCookie(reply, 'sureg');
  }

  @Post('invitation')
  @HttpCode(204)
  @Everyone()
  @Documented({
    summary: 'Accepts an invitation: chooses the password of a user',
    body: InvitationInput,
    ok: { 204: 'The password is set; sign in with it' },
    problems: [404, 422],
  })
  async acceptInvitation(
    @Ctx() { origin }: RequestContext,
    @Body(new ShapePipe(InvitationInput)) { token, password }: InvitationInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    setCookie(reply, 'sureg-device', await this.invitations.accept(token, password, origin), DEVICE_SECONDS);
  }

  @Post('setup')
  @HttpCode(204)
  @Everyone()
  @Documented({
    summary: 'Makes the first operator, with the token that the server printed; works only while there is no user',
    body: SetupInput,
    ok: { 204: 'Added; sign in' },
    problems: [404, 422],
  })
  async setUp(
    @Ctx() { origin }: RequestContext,
    @Body(new ShapePipe(SetupInput)) { token, password, ...user }: SetupInput,
  ): Promise<void> {
    await this.setups.complete(token, user, password, origin);
  }
}
