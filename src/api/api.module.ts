/** The API: every controller over the features. */
import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { ContractsModule } from '../contracts/contracts.module';
import { SeasonsModule } from '../seasons/seasons.module';
import { AccessGuard } from '../edge/access.guard';
import { AttachmentsController } from './attachments.controller';
import { ApprovalSettingsController } from './approval-settings.controller';
import { PartiesModule } from '../parties/parties.module';
import { Bodies } from '../edge/bodies.service';
import { CardsController } from './cards.controller';
import { ContractsController } from './contracts.controller';
import { CooperativesController } from './cooperatives.controller';
import { Downloads } from '../edge/downloads.service';
import { EventsController } from './events.controller';
import { HealthController } from './health.controller';
import { HouseholdsController } from './households.controller';
import { JobsController } from './jobs.controller';
import { KnownQueriesGuard } from '../edge/known-queries.guard';
import { NoticeSettingsController } from './notice-settings.controller';
import { ProposalsController } from './proposals.controller';
import { MappingController } from './mapping.controller';
import { MeController } from './me.controller';
import { OffersController } from './offers.controller';
import { RequestThrottler } from '../edge/request-throttler.guard';
import { SeasonsController } from './seasons.controller';
import { SettlementsController } from './settlements.controller';
import { SlowReaders } from '../edge/slow-readers.service';
import { SlipsController } from './slips.controller';
import { SignInController } from './sign-in.controller';
import { StatementLifeController } from './statement-workflow.controller';
import { StatementsController } from './statements.controller';
import { UsersController } from './users.controller';
import { Viewers } from '../edge/viewers.service';

const MINUTE = 60_000;

@Module({
  imports: [PartiesModule, ContractsModule, SeasonsModule],
  controllers: [
    CooperativesController,
    HouseholdsController,
    SeasonsController,
    ContractsController,
    EventsController,
    SlipsController,
    AttachmentsController,
    StatementsController,
    StatementLifeController,
    SettlementsController,
    JobsController,
    ProposalsController,
    ApprovalSettingsController,
    NoticeSettingsController,
    MappingController,
    SignInController,
    MeController,
    OffersController,
    UsersController,
    CardsController,
    HealthController,
  ],
})
export class ApiModule {
  /** @param requestsPerMinute what one session or token may ask for, and all others of one network address */
  static of(requestsPerMinute: number): DynamicModule {
    return {
      module: ApiModule,
      imports: [ThrottlerModule.forRoot([{ ttl: MINUTE, limit: requestsPerMinute }])],
      // In this order: who is too many, who may not, what is not known.
      providers: [
        Viewers,
        Bodies,
        Downloads,
        SlowReaders,
        ...[RequestThrottler, AccessGuard, KnownQueriesGuard].map((guard) => ({ provide: APP_GUARD, useClass: guard })),
      ],
      exports: [Viewers, Downloads],
      global: true,
    };
  }
}
