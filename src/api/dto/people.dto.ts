/** What the API takes of people: credentials, users, tokens and cards. */
import { LOCALES, type Locale } from '../../i18n/locale';
import { Choice, Code, Count, Flag, ListOf, Secret, Text } from '../../domain/shape/field';
import { MAX_TOKEN_DAYS } from '../../identity/tokens.service';
import { TOKEN_SCOPES, USER_ROLES, type TokenScope, type UserRole } from '../../identity/viewer';

/** Longer than any password may be: what is too long is refused as wrong, not cut. */
const TYPED = 200;
const MAX_LOGIN = 60;

export class SignInInput {
  @Text(TYPED) login: string;
  @Secret(TYPED) password: string;
  /** Six digits of the authenticator, or a recovery code. */
  @Secret(40, { optional: true }) code?: string;
}

export class CardSignInInput {
  @Secret(TYPED) token: string;
  @Secret(TYPED, { optional: true }) pin?: string;
  @Secret(TYPED, { optional: true }) newPin?: string;
  @Flag({ optional: true }) kiosk?: boolean;
}

export class SetupInput {
  @Secret(TYPED) token: string;
  @Code({ max: MAX_LOGIN }) login: string;
  @Text(100) name: string;
  @Secret(TYPED) password: string;
}

export class InvitationInput {
  @Secret(TYPED) token: string;
  @Secret(TYPED) password: string;
}

export class ProfileInput {
  @Text(100, { optional: true }) name?: string;
  @Choice(LOCALES, { optional: true }) locale?: Locale;
}

export class PasswordInput {
  @Secret(TYPED) password: string;
  @Secret(TYPED) newPassword: string;
  /** Tokens end with the password, unless they are to be kept. */
  @Flag({ optional: true }) keepTokens?: boolean;
}

export class CodeInput {
  @Secret(40) code: string;
  @Secret(TYPED) password: string;
}

export class TokenInput {
  @Text(80) name: string;
  @ListOf({ is: 'choice', of: TOKEN_SCOPES }, { min: 1, max: TOKEN_SCOPES.length }) scopes: TokenScope[];
  @Count({ max: MAX_TOKEN_DAYS }) days: number;
  @Secret(TYPED) password: string;
}

/** Somebody who is to work in the installation; their roles are given next. */
export class UserInput {
  @Code({ max: MAX_LOGIN }) login: string;
  @Text(100) name: string;
  @Choice(LOCALES, { optional: true }) locale?: Locale;
  @Flag({ optional: true }) operator?: boolean;
}

/** Somebody who is to work in one cooperative. */
export class MemberInput {
  @Code({ max: MAX_LOGIN }) login: string;
  @Text(100) name: string;
  @Choice(LOCALES, { optional: true }) locale?: Locale;
  @ListOf({ is: 'choice', of: USER_ROLES }, { min: 1, max: USER_ROLES.length }) roles: UserRole[];
}

/** A network address that has to wait. */
export class AddressInput {
  @Text(64) address: string;
}

export class CardInput {
  @Text(100) holder: string;
}
