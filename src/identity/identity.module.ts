/** Identity: users, sessions, roles and tokens. */
import { Module, type DynamicModule } from '@nestjs/common';
import { Invitations } from './invitations.service';
import { Locks } from './locks.service';
import { Offers } from './offers.service';
import { OwnPassword } from './own-password.service';
import { Passwords } from './passwords.service';
import { UserRoles } from './roles.service';
import { IdentityRules } from './rules';
import { SecondFactor } from './second-factor.service';
import { Sessions } from './sessions.service';
import { SetupService } from './setup.service';
import { SignInService } from './sign-in.service';
import { Tokens } from './tokens.service';
import { Users } from './users.service';

const SERVICES = [
  Passwords,
  OwnPassword,
  Locks,
  Sessions,
  Users,
  UserRoles,
  Offers,
  Invitations,
  SignInService,
  SecondFactor,
  Tokens,
  SetupService,
];

@Module({})
export class IdentityModule {
  static of(rules: IdentityRules): DynamicModule {
    return {
      module: IdentityModule,
      global: true,
      providers: [{ provide: IdentityRules, useValue: rules }, ...SERVICES],
      exports: [IdentityRules, ...SERVICES],
    };
  }
}
