/** One's own account: who one is, sessions, password, second factor and tokens. */
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ReadPool } from '../database/reader';
import { SecondFactor, Enrolment } from '../identity/second-factor.service';
import { Sessions, SessionView } from '../identity/sessions.service';
import { Tokens, TokenView } from '../identity/tokens.service';
import { OwnPassword } from '../identity/own-password.service';
import { Users } from '../identity/users.service';
import { rolesIn } from '../identity/viewer';
import { householdCode } from '../parties/households';
import { cooperativesOf } from '../parties/scope';
import { EnrollingInPerson, InPerson, SignedIn, SigningIn } from '../edge/access';
import { Ctx, RequestContext } from '../edge/context';
import { Documented } from '../edge/documented';
import { CodeInput, PasswordInput, ProfileInput, TokenInput } from './dto/people.dto';
import { IdPipe, ShapePipe } from '../edge/shape.pipe';
import { MadeToken, MeView, RecoveryCodes } from './dto/views.dto';
import type { List } from '../common/paging';
import { Listed } from '../domain/shape/view';

@ApiTags('me')
@Controller('api/v1/me')
export class MeController {
  constructor(
    private readonly reads: ReadPool,
    private readonly users: Users,
    private readonly own: OwnPassword,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactor,
    private readonly tokens: Tokens,
  ) {}

  @Get()
  @SigningIn('read')
  @Documented({
    summary: 'Who you are and what you may do; `csrf` goes into X-CSRF-Token',
    ok: { 200: [MeView, 'You'] },
    problems: [401],
  })
  async me(@Ctx() { viewer }: RequestContext): Promise<MeView> {
    const cooperatives = await cooperativesOf(viewer, this.reads);
    return {
      login: viewer.actor,
      name: viewer.name,
      ...(viewer.locale === undefined ? {} : { locale: viewer.locale }),
      operator: viewer.isOperator,
      roles: Object.fromEntries(cooperatives.map(({ id, code }) => [code, [...rolesIn(viewer, id)].sort()])),
      ...(viewer.card === undefined ? {} : { household: await householdCode(this.reads, viewer.card) }),
      hasSecondFactor: await this.secondFactor.isSet(viewer),
      needsSecondFactor: !viewer.isStrong,
      ...(viewer.csrf === undefined ? {} : { csrf: viewer.csrf }),
    };
  }

  @Patch()
  @HttpCode(204)
  @InPerson()
  @Documented({ summary: 'Your name and language', body: ProfileInput, ok: { 204: 'Changed' }, problems: [401, 403] })
  async change(
    @Ctx() { viewer, origin }: RequestContext,
    @Body(new ShapePipe(ProfileInput)) input: ProfileInput,
  ): Promise<void> {
    await this.users.setProfile(viewer, origin, input);
  }

  @Get('sessions')
  @SignedIn()
  @Documented({
    summary: 'Where you are signed in',
    ok: { 200: [Listed(SessionView), 'The newest first'] },
    problems: [401],
  })
  async listSessions(@Ctx() { viewer }: RequestContext): Promise<List<SessionView>> {
    return { items: await this.sessions.list(viewer) };
  }

  @Delete('sessions/:session')
  @HttpCode(204)
  @InPerson()
  @Documented({ summary: 'Ends one of your sessions', ok: { 204: 'Ended' }, problems: [401, 403, 404] })
  async endSession(@Ctx() { viewer, origin }: RequestContext, @Param('session') session: string): Promise<void> {
    await this.sessions.endOwn(viewer, origin, session);
  }

  @Post('password')
  @HttpCode(204)
  @EnrollingInPerson()
  @Documented({
    summary: 'Changes your password; your other sessions end, and so do your tokens unless `keepTokens`',
    body: PasswordInput,
    ok: { 204: 'Changed' },
    problems: [401, 403, 422, 429],
  })
  async changePassword(
    @Ctx() { viewer, origin }: RequestContext,
    @Body(new ShapePipe(PasswordInput)) { password, newPassword, keepTokens }: PasswordInput,
  ): Promise<void> {
    await this.own.change(viewer, origin, { old: password, password: newPassword, keepsTokens: keepTokens ?? false });
  }

  @Post('second-factor')
  @HttpCode(200)
  @EnrollingInPerson()
  @Documented({
    summary: 'Makes a secret for your authenticator; it counts when it is confirmed',
    ok: { 200: [Enrolment, 'The secret, and as an otpauth address'] },
    problems: [401, 403],
  })
  enrol(@Ctx() { viewer }: RequestContext): Promise<Enrolment> {
    return this.secondFactor.begin(viewer);
  }

  @Post('second-factor/confirm')
  @HttpCode(200)
  @EnrollingInPerson()
  @Documented({
    summary: 'Confirms the authenticator with a code that it shows, and with your password',
    body: CodeInput,
    ok: { 200: [RecoveryCodes, 'Ten recovery codes, shown this once'] },
    problems: [401, 403, 429],
  })
  async confirm(
    @Ctx() { viewer, origin }: RequestContext,
    @Body(new ShapePipe(CodeInput)) input: CodeInput,
  ): Promise<RecoveryCodes> {
    return { recoveryCodes: await this.secondFactor.confirm(viewer, origin, input) };
  }

  @Post('second-factor/remove')
  @HttpCode(204)
  @InPerson()
  @Documented({
    summary: 'Takes the second factor away, with a code and your password',
    body: CodeInput,
    ok: { 204: 'Removed' },
    problems: [401, 403, 429],
  })
  async remove(
    @Ctx() { viewer, origin }: RequestContext,
    @Body(new ShapePipe(CodeInput)) input: CodeInput,
  ): Promise<void> {
    await this.secondFactor.remove(viewer, origin, input);
  }

  @Get('tokens')
  @InPerson()
  @Documented({
    summary: 'Your tokens for machines',
    ok: { 200: [Listed(TokenView), 'In the order they were made'] },
    problems: [401],
  })
  async listTokens(@Ctx() { viewer }: RequestContext): Promise<List<TokenView>> {
    return { items: await this.tokens.list(viewer) };
  }

  @Post('tokens')
  @HttpCode(201)
  @InPerson()
  @Documented({
    summary: 'Makes a token for a machine; your password is asked again',
    body: TokenInput,
    ok: { 201: [MadeToken, 'The token, shown this once'] },
    problems: [401, 403, 429],
  })
  async addToken(
    @Ctx() { viewer, origin }: RequestContext,
    @Body(new ShapePipe(TokenInput)) input: TokenInput,
  ): Promise<MadeToken> {
    const { id, secret } = await this.tokens.create(viewer, origin, input);
    return { id, token: secret };
  }

  @Delete('tokens/:token')
  @HttpCode(204)
  @InPerson()
  @Documented({ summary: 'Revokes a token', ok: { 204: 'Revoked' }, problems: [401, 403, 404] })
  async revokeToken(
    @Ctx() { viewer, origin }: RequestContext,
    @Param('token', new IdPipe('token_unknown')) id: number,
  ): Promise<void> {
    await this.tokens.revoke(viewer, origin, id);
  }
}
