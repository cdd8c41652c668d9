/** The pages beside the daily work: signing in, one's own account, approvals, people, settings, the trail and exports. */
import { Module } from '@nestjs/common';
import { RecordingModule } from '../recording/recording.module';
import { SettlementModule } from '../settlement/settlement.module';
import { AccountPages } from './account-pages.controller';
import { MemberPages, UserPages } from './people-pages.controller';
import { ProposalPages } from './proposal-pages.controller';
import { ProposalsModel } from './proposals.model';
import { CooperativePages, SettingsPages } from './settings-pages.controller';
import { SignInPages } from './sign-in-pages.controller';

@Module({
  imports: [RecordingModule, SettlementModule],
  controllers: [SignInPages, AccountPages, ProposalPages, MemberPages, UserPages, SettingsPages, CooperativePages],
  providers: [ProposalsModel],
})
export class OfficeModule {}
