/** The pages beside the daily work: signing in, one's own account, approvals, people, settings, the trail and exports. */
import { Module } from '@nestjs/common';
import { VerifyModule } from '../verify/verify.module';
import { ContractsModule } from '../contracts/contracts.module';
import { SeasonsModule } from '../seasons/seasons.module';
import { AccountNews } from './pages/account/account-news.service';
import { AccountPages } from './pages/account/account-pages.controller';
import { AuditPages } from './pages/audit/audit-pages.controller';
import { ExportPages, VerifyPages } from './pages/exports/export-pages.controller';
import { JobPages } from './pages/exports/job-pages.controller';
import { MappingModel } from './pages/mapping/mapping.model';
import { LockPages } from './pages/people/lock-pages.controller';
import { MappingPages } from './pages/mapping/mapping-pages.controller';
import { MemberPages, UserPages } from './pages/people/people-pages.controller';
import { PartiesModule } from '../parties/parties.module';
import { PaperPages } from './pages/households/print-pages.controller';
import { SlipPages } from './pages/slips/slip-pages.controller';
import { SlipsModel } from './pages/slips/slips.model';
import { ProposalPages } from './pages/proposals/proposal-pages.controller';
import { ProposalsModel } from './pages/proposals/proposals.model';
import { CooperativePages, SettingsPages } from './pages/settings/settings-pages.controller';
import { StatementModel } from './pages/statements/statement.model';
import { StatementPaperPages } from './pages/statements/statement-paper.controller';
import { StatementPages } from './pages/statements/statement-pages.controller';
import { SignInPages } from './pages/account/sign-in-pages.controller';

@Module({
  imports: [ContractsModule, SeasonsModule, VerifyModule, PartiesModule],
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
