/** The pages of one's own account. */
import { OFFERED_BOOK, OFFERED_ROLE } from '../../../api/dto/offers.dto';
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import QRCode from 'qrcode';
import type { Origin } from '../../../audit/audit';
import { readShape } from '../../../domain/shape/read';
import { EnrollingInPerson, From, InPerson, Who } from '../../../edge/access';
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
import type { FormState } from '../../kit/forms/inputs';
import { refusalOf, refusalOfPassword, type Refused } from '../../kit/forms/refused';
import { objectTyped, type Typed } from '../../kit/forms/typed';
import { Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { AccountPage, type AccountForm } from './account.view';
import { RecoveryCodesPage, SecondFactorPage } from './second-factor.view';
import { TokensPage } from './tokens.view';

/** How a form of the account came back. */
interface Refusal {
  readonly which: AccountForm;
  readonly typed: Typed;
  readonly errors: Refused;
}

const TOKEN_DEFAULTS: Typed = { days: '90', scopes: 'read' };

@ApiExcludeController()
@Controller('account')
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
  async account(@Framed() frame: Frame, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.show(frame, reply);
  }

  @Post()
  async change(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    const input = objectTyped(ProfileInput, typed);
    const errors = await refusalOf(frame, () =>
      this.users.setProfile(frame.viewer, origin, readShape(ProfileInput, input)),
    );
    if (errors) return this.show(frame, reply, { which: 'profile', typed, errors });
    // The page that follows is in the chosen language, whatever this browser was set to before.
    const address = `/account?lang=${encodeURIComponent(typed['locale'] ?? frame.locale)}`;
    return goTo(reply, address, { tone: 'good', key: 'flash.saved', params: {} });
  }

  @Post('password')
  async changePassword(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    const keepsTokens = typed['keepTokens'] === 'yes';
    let ended = 0;
    const errors = await refusalOfPassword(frame, typed, async (newPassword) => {
      const input = readShape(PasswordInput, { password: typed['password'] ?? '', newPassword });
      const change = { old: input.password, password: input.newPassword, keepsTokens };
      ended = await this.own.change(frame.viewer, origin, change);
    });
    if (errors) return this.show(frame, reply, { which: 'password', typed: keepsTokens ? { keepTokens: 'yes' } : {}, errors }); // prettier-ignore
    const key = ended > 0 ? 'flash.passwordAndTokens' : 'flash.passwordChanged';
    return goTo(reply, '/account', { tone: 'good', key, params: {} });
  }

  @Post('offers/:book/:role')
  async decideOffer(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Param('book', OFFERED_BOOK) cooperative: string,
    @Param('role', OFFERED_ROLE) role: UserRole,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const offer = { cooperative, role };
    const params = { cooperative, role: frame.t(`role.${role}`) };
    if (textsOf(body)['do'] === 'accept') {
      await this.offers.accept(frame.viewer, origin, offer);
      return goTo(reply, '/', { tone: 'good', key: 'flash.offerAccepted', params });
    }
    await this.offers.decline(frame.viewer, origin, offer);
    return goTo(reply, '/account', { tone: 'good', key: 'flash.offerDeclined', params });
  }

  @Post('sessions/:session/end')
  async endSession(
    @Who() viewer: Viewer,
    @From() origin: Origin,
    @Param('session') session: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    await this.sessions.endOwn(viewer, origin, session);
    return goTo(reply, '/account', { tone: 'good', key: 'flash.sessionEnded', params: {} });
  }

  @Get('tokens')
  async listTokens(@Framed() frame: Frame, @Res() reply: FastifyReply): Promise<FastifyReply> {
    const form: FormState = { about: 'token', typed: TOKEN_DEFAULTS, errors: new Map() };
    return show(reply, <TokensPage tokens={await this.tokens.list(frame.viewer)} form={form} />);
  }

  /** The token is in this answer and nowhere else: there is no page to go to. */
  @Post('tokens')
  async addToken(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    const made: { secret?: string } = {};
    const errors = await refusalOf(frame, async () => {
      const input = readShape(TokenInput, objectTyped(TokenInput, typed));
      made.secret = (await this.tokens.create(frame.viewer, origin, input)).secret;
    });
    const form: FormState = { about: 'token', typed: errors ? typed : TOKEN_DEFAULTS, errors: errors ?? new Map<string, string>() }; // prettier-ignore
    const tokens = await this.tokens.list(frame.viewer);
    return show(reply, <TokensPage tokens={tokens} form={form} {...made} />, errors ? 422 : 200);
  }

  @Post('tokens/:token/revoke')
  async revokeToken(
    @Who() viewer: Viewer,
    @From() origin: Origin,
    @Param('token', new IdPipe('token_unknown')) token: number,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    await this.tokens.revoke(viewer, origin, token);
    return goTo(reply, '/account/tokens', { tone: 'good', key: 'flash.tokenRevoked', params: {} });
  }

  @Get('second-factor')
  @EnrollingInPerson()
  async factor(@Framed() frame: Frame, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.showFactor(frame, reply);
  }

  @Post('second-factor')
  @EnrollingInPerson()
  async enrol(@Who() viewer: Viewer, @Res() reply: FastifyReply): Promise<FastifyReply> {
    await this.secondFactor.begin(viewer);
    return goTo(reply, '/account/second-factor');
  }

  @Post('second-factor/confirm')
  @EnrollingInPerson()
  async confirm(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    let codes: string[] = [];
    const errors = await refusalOf(frame, async () => {
      const input = readShape(CodeInput, objectTyped(CodeInput, textsOf(body)));
      codes = await this.secondFactor.confirm(frame.viewer, origin, input);
    });
    if (errors) return this.showFactor(frame, reply, errors);
    return show(reply, <RecoveryCodesPage codes={codes} />);
  }

  @Post('second-factor/remove')
  async remove(
    @Framed() frame: Frame,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const errors = await refusalOf(frame, () => {
      const input = readShape(CodeInput, objectTyped(CodeInput, textsOf(body)));
      return this.secondFactor.remove(frame.viewer, origin, input);
    });
    if (errors) return this.showFactor(frame, reply, errors);
    return goTo(reply, '/account', { tone: 'wait', key: 'flash.factorRemoved', params: {} });
  }

  private async show(frame: Frame, reply: FastifyReply, refusal?: Refusal): Promise<FastifyReply> {
    const { viewer } = frame;
    const view = {
      hasSecondFactor: await this.secondFactor.isSet(viewer),
      sessions: await this.sessions.list(viewer),
      tokens: (await this.tokens.list(viewer)).length,
      ...(await this.news.of(viewer)),
    };
    const beginning: Typed = { name: viewer.name, locale: viewer.locale ?? frame.locale };
    const form = (which: AccountForm): FormState => {
      const shared = { frame, about: 'person' };
      if (refusal?.which === which) return { ...shared, typed: refusal.typed, errors: refusal.errors };
      return { ...shared, typed: which === 'profile' ? beginning : {}, errors: new Map() };
    };
    return show(reply, <AccountPage view={view} form={form} />, refusal ? 422 : 200);
  }

  private async showFactor(
    frame: Frame,
    reply: FastifyReply,
    errors: Refused = new Map<string, string>(),
  ): Promise<FastifyReply> {
    const enrolment = await this.secondFactor.pending(frame.viewer);
    const pending = enrolment && {
      enrolment,
      qr: await QRCode.toString(enrolment.uri, { type: 'svg', margin: 4, errorCorrectionLevel: 'M' }),
    };
    const isSet = await this.secondFactor.isSet(frame.viewer);
    const form: FormState = { about: 'person', typed: {}, errors, focus: 'code' };
    return show(
      reply,
      <SecondFactorPage isSet={isSet} {...(pending ? { pending } : {})} form={form} />,
      errors.size > 0 ? 422 : 200,
    );
  }
}
