/** Settlement of seasons. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module';
import { JournalModule } from '../journal/journal.module';
import { CloseAction } from './close.action';
import { DueListService } from './due-list.service';
import { LifeCountsService } from './life-counts.service';
import { SeasonSumsService } from './season-sums.service';
import { ProposalEffects } from './proposal-effects';
import { RecordingModule } from '../recording/recording.module';
import { LifeService } from './life.service';
import { PresentAllService } from './present-all';
import { SlipService } from './slip.service';
import { SettlementService } from './settlement.service';

@Module({
  imports: [JournalModule, ApprovalsModule, RecordingModule],
  providers: [
    SettlementService,
    CloseAction,
    ProposalEffects,
    LifeService,
    LifeCountsService,
    PresentAllService,
    DueListService,
    SlipService,
    SeasonSumsService,
  ],
  exports: [
    SettlementService,
    CloseAction,
    ProposalEffects,
    LifeService,
    LifeCountsService,
    PresentAllService,
    DueListService,
    SlipService,
    SeasonSumsService,
  ],
})
export class SettlementModule {}
