/** Settlement of seasons. */
import { Module } from '@nestjs/common';
import { JournalModule } from '../journal/journal.module';
import { DueListService } from './due-list.service';
import { RunsService } from './runs.service';
import { SettlementService } from './settlement.service';

@Module({
  imports: [JournalModule],
  providers: [SettlementService, RunsService, DueListService],
  exports: [SettlementService, RunsService, DueListService],
})
export class SettlementModule {}
