/** The pages beside the daily work: signing in, one's own account, approvals, people, settings, the trail and exports. */
import { Module } from '@nestjs/common';
import { RecordingModule } from '../recording/recording.module';
import { SettlementModule } from '../settlement/settlement.module';
import { AccountPages } from './account-pages.controller';
import { ProposalPages } from './proposal-pages.controller';
import { ProposalsModel } from './proposals.model';
import { SignInPages } from './sign-in-pages.controller';

@Module({
  imports: [RecordingModule, SettlementModule],
  controllers: [SignInPages, AccountPages, ProposalPages],
  providers: [ProposalsModel],
})
export class OfficeModule {}
