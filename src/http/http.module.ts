/** The API: every controller over the features. */
import { Module } from '@nestjs/common';
import { RecordingModule } from '../recording/recording.module';
import { SettlementModule } from '../settlement/settlement.module';
import { ContractsController } from './contracts.controller';
import { CooperativesController } from './cooperatives.controller';
import { EventsController } from './events.controller';
import { HealthController } from './health.controller';
import { HouseholdsController } from './households.controller';
import { SeasonsController } from './seasons.controller';
import { SettlementsController } from './settlements.controller';
import { StatementsController } from './statements.controller';

@Module({
  imports: [RecordingModule, SettlementModule],
  controllers: [
    CooperativesController,
    HouseholdsController,
    SeasonsController,
    ContractsController,
    EventsController,
    StatementsController,
    SettlementsController,
    HealthController,
  ],
})
export class HttpModule {}
