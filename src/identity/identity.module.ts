/** Identity: who may sign in and as what. */
import { Module, type DynamicModule } from '@nestjs/common';
import { Sessions } from './sessions';

/** What the installation asks of those who sign in. */
export abstract class IdentityRules {
  /** Administrators, branch officers and clerks need a second factor. */
  abstract readonly needsSecondFactor: boolean;
}

@Module({})
export class IdentityModule {
  static of(rules: IdentityRules): DynamicModule {
    return {
      module: IdentityModule,
      global: true,
      providers: [{ provide: IdentityRules, useValue: rules }, Sessions],
      exports: [IdentityRules, Sessions],
    };
  }
}
