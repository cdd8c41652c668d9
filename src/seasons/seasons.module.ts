/** Settlement of seasons. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module';
import { JournalModule } from '../journal/journal.module';
import { CloseAction } from './close.action';
import { DueListService } from '../contracts/due-list.service';
import { LifeCountsService } from '../statements/workflow-counts.service';
import { SeasonSumsService } from './season-sums.service';
import { ProposalEffects } from './proposal-effects.service';
import { RecordingModule } from '../contracts/contracts.module';
import { LifeService } from '../statements/workflow.service';
import { PresentAllService } from '../statements/present-all.service';
import { SlipService } from '../slips/slip.service';
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
