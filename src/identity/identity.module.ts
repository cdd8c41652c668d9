/** Identity: who may sign in and as what. */
import { Module } from '@nestjs/common';
import { Invitations } from './invitations';
import { Passwords } from './passwords';
import { SecondFactor } from './second-factor';
import { Sessions } from './sessions';
import { SetupService } from './setup.service';
import { SignInService } from './sign-in.service';
import { Tokens } from './tokens';
import { Users } from './users';

const SERVICES = [Passwords, Sessions, Users, Invitations, SignInService, SecondFactor, Tokens, SetupService];

@Module({ providers: SERVICES, exports: SERVICES })
export class IdentityModule {}
