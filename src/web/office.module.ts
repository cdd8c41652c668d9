/** The pages beside the daily work: signing in, one's own account, approvals, people, settings, the trail and exports. */
import { Module } from '@nestjs/common';
import { BookModule } from '../book/book.module';
import { ExportsModule } from '../exports/exports.module';
import { RecordingModule } from '../recording/recording.module';
import { SettlementModule } from '../settlement/settlement.module';
import { AccountNews } from './account-news';
import { AccountPages } from './account-pages.controller';
import { AuditPages } from './audit-pages.controller';
import { ExportPages, VerifyPages } from './export-pages.controller';
import { JobPages } from './job-pages.controller';
import { MappingModel } from './mapping.model';
import { LockPages } from './lock-pages.controller';
import { MappingPages } from './mapping-pages.controller';
import { MemberPages, UserPages } from './people-pages.controller';
import { PartiesModule } from '../parties/parties.module';
import { PaperPages } from './paper-pages.controller';
import { SlipPages } from './slip-pages.controller';
import { SlipsModel } from './slips.model';
import { ProposalPages } from './proposal-pages.controller';
import { ProposalsModel } from './proposals.model';
import { CooperativePages, SettingsPages } from './settings-pages.controller';
import { StatementModel } from './statement.model';
import { StatementPaperPages } from './statement-paper.controller';
import { StatementPages } from './statement-pages.controller';
import { SignInPages } from './sign-in-pages.controller';

@Module({
  imports: [RecordingModule, SettlementModule, BookModule, ExportsModule, PartiesModule],
  controllers: [
    StatementPages,
    StatementPaperPages,
    PaperPages,
    SlipPages,
    SignInPages,
    AccountPages,
    ProposalPages,
    LockPages,
    MemberPages,
    UserPages,
    SettingsPages,
    CooperativePages,
    ExportPages,
    JobPages,
    VerifyPages,
    MappingPages,
    AuditPages,
  ],
  providers: [AccountNews, StatementModel, SlipsModel, ProposalsModel, MappingModel],
  exports: [AccountNews, SlipsModel, ProposalsModel],
})
export class OfficeModule {}
