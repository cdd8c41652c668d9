/** Identity: who may sign in and as what. */
import { Module, type DynamicModule } from '@nestjs/common';
import { Invitations } from './invitations';
import { Locks } from './locks';
import { Offers } from './offers';
import { OwnPassword } from './own-password';
import { Passwords } from './passwords';
import { UserRoles } from './roles';
import { IdentityRules } from './rules';
import { SecondFactor } from './second-factor';
import { Sessions } from './sessions';
import { SetupService } from './setup.service';
import { SignInService } from './sign-in.service';
import { Tokens } from './tokens';
import { Users } from './users';

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
