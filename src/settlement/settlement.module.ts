/** Settlement of seasons. */
import { Module } from '@nestjs/common';
import { JournalModule } from '../journal/journal.module';
import { RunsService } from './runs.service';
import { SettlementService } from './settlement.service';

@Module({
  imports: [JournalModule],
  providers: [SettlementService, RunsService],
  exports: [SettlementService, RunsService],
})
export class SettlementModule {}
