/** Settlement of seasons. */
import { Module } from '@nestjs/common';
import { JournalModule } from '../journal/journal.module';
import { RecordingModule } from '../recording/recording.module';
import { LifeService } from './life.service';
import { PresentAllService } from './present-all';
import { RunsService } from './runs.service';
import { SettlementService } from './settlement.service';

@Module({
  imports: [JournalModule, RecordingModule],
  providers: [SettlementService, RunsService, LifeService, PresentAllService],
  exports: [SettlementService, RunsService, LifeService, PresentAllService],
})
export class SettlementModule {}
