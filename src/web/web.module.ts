/** The pages: rendered on the server, for people. */
import { Module } from '@nestjs/common';
import { ContractsModule } from '../contracts/contracts.module';
import { PartiesModule } from '../parties/parties.module';
import { SeasonsModule } from '../seasons/seasons.module';
import { VerifyModule } from '../verify/verify.module';
import { AccountNews } from './pages/account/account-news.service';
import { AccountPages } from './pages/account/account-pages.controller';
import { SignInPages } from './pages/account/sign-in-pages.controller';
import { FilePages } from './pages/attachments/attachment-pages.controller';
import { FilesModel } from './pages/attachments/attachments.model';
import { AuditPages } from './pages/audit/audit-pages.controller';
import { ContractFormPages } from './pages/contracts/contract-form.controller';
import { ContractFormModel } from './pages/contracts/contract-form.model';
import { ContractPages } from './pages/contracts/contract-pages.controller';
import { ContractModel } from './pages/contracts/contract.model';
import { ContractsModel } from './pages/contracts/contracts.model';
import { BatchPages } from './pages/events/batch-pages.controller';
import { BatchModel } from './pages/events/batch.model';
import { EntryPages } from './pages/events/entry-pages.controller';
import { EntryModel } from './pages/events/entry.model';
import { ExportPages, VerifyPages } from './pages/exports/export-pages.controller';
import { JobPages } from './pages/exports/job-pages.controller';
import { CardPages } from './pages/herder/card-pages.controller';
import { HerderPages } from './pages/herder/herder-pages.controller';
import { HerderSlipPages } from './pages/herder/herder-slip-pages.controller';
import { HerderModel } from './pages/herder/herder.model';
import { HomePages } from './pages/home/home-pages.controller';
import { HomeModel } from './pages/home/home.model';
import { HouseholdPages } from './pages/households/household-pages.controller';
import { HouseholdsModel } from './pages/households/households.model';
import { PaperPages } from './pages/households/print-pages.controller';
import { ListPages } from './pages/lists/list-pages.controller';
import { ListsModel } from './pages/lists/lists.model';
import { MappingPages } from './pages/mapping/mapping-pages.controller';
import { MappingModel } from './pages/mapping/mapping.model';
import { LockPages } from './pages/people/lock-pages.controller';
import { MemberPages, UserPages } from './pages/people/people-pages.controller';
import { ProposalPages } from './pages/proposals/proposal-pages.controller';
import { ProposalsModel } from './pages/proposals/proposals.model';
import { SeasonPages } from './pages/seasons/season-pages.controller';
import { SeasonsModel } from './pages/seasons/seasons.model';
import { CooperativePages, SettingsPages } from './pages/settings/settings-pages.controller';
import { SlipPages } from './pages/slips/slip-pages.controller';
import { SlipsModel } from './pages/slips/slips.model';
import { StatementPages } from './pages/statements/statement-pages.controller';
import { StatementPaperPages } from './pages/statements/statement-paper.controller';
import { StatementModel } from './pages/statements/statement.model';
import { StatementsModel } from './pages/statements/statements.model';

@Module({
  imports: [ContractsModule, SeasonsModule, VerifyModule, PartiesModule],
  // The form stands before the page of one contract: `new` is no number there.
  controllers: [
    HomePages,
    ContractFormPages,
    ContractPages,
    FilePages,
    EntryPages,
    BatchPages,
    HouseholdPages,
    SeasonPages,
    ListPages,
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
    CardPages,
    HerderPages,
    HerderSlipPages,
  ],
  providers: [
    HomeModel,
    ContractsModel,
    ContractModel,
    ContractFormModel,
    FilesModel,
    EntryModel,
    BatchModel,
    HouseholdsModel,
    SeasonsModel,
    StatementsModel,
    ListsModel,
    AccountNews,
    StatementModel,
    SlipsModel,
    ProposalsModel,
    MappingModel,
    HerderModel,
  ],
})
export class WebModule {}
