/** Settlement of seasons. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module';
import { JournalModule } from '../journal/journal.module';
import { CloseAction } from './close.action';
import { ProposalEffects } from './proposal-effects';
import { RunsService } from './runs.service';
import { SettlementService } from './settlement.service';

@Module({
  imports: [JournalModule, ApprovalsModule],
  providers: [SettlementService, RunsService, CloseAction, ProposalEffects],
  exports: [SettlementService, RunsService, CloseAction, ProposalEffects],
})
export class SettlementModule {}
