/** Settlement of seasons. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module';
import { JournalModule } from '../journal/journal.module';
import { CloseAction } from './close.action';
import { DueListService } from '../contracts/due-list.service';
import { WorkflowCountsService } from '../statements/workflow-counts.service';
import { SeasonSumsService } from './season-sums.service';
import { ProposalEffects } from './proposal-effects.service';
import { ContractsModule } from '../contracts/contracts.module';
import { StatementWorkflow } from '../statements/workflow.service';
import { PresentAllService } from '../statements/present-all.service';
import { SlipService } from '../slips/slip.service';
import { SettlementService } from './settlement.service';

const services = [
  SettlementService,
  CloseAction,
  ProposalEffects,
  StatementWorkflow,
  WorkflowCountsService,
  PresentAllService,
  DueListService,
  SlipService,
  SeasonSumsService,
];

@Module({
  imports: [JournalModule, ApprovalsModule, ContractsModule],
  providers: services,
  exports: services,
})
export class SeasonsModule {}
