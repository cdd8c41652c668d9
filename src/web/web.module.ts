/** The pages: rendered on the server, for people. */
import { Module } from '@nestjs/common';
import { RecordingModule } from '../recording/recording.module';
import { SettlementModule } from '../settlement/settlement.module';
import { AccountPages } from './account-pages.controller';
import { AssetsController } from './assets.controller';
import { ContractModel } from './contract.model';
import { ContractsModel } from './contracts.model';
import { ContractFormModel } from './contract-form.model';
import { ContractFormPages } from './contract-form.controller';
import { ContractPages } from './contract-pages.controller';
import { BatchModel } from './entry/batch.model';
import { BatchPages } from './entry/batch-pages.controller';
import { EntryModel } from './entry/entry.model';
import { EntryPages } from './entry/entry-pages.controller';
import { HomeModel } from './home.model';
import { HomePages } from './home-pages.controller';
import { HouseholdPages } from './household-pages.controller';
import { HouseholdsModel } from './households.model';
import { ProposalPages } from './proposal-pages.controller';
import { ProposalsModel } from './proposals.model';
import { SeasonPages } from './season-pages.controller';
import { SeasonsModel } from './seasons.model';
import { SignInPages } from './sign-in-pages.controller';

@Module({
  imports: [RecordingModule, SettlementModule],
  // The form stands before the page of one contract: `new` is no number there.
  controllers: [
    AssetsController,
    HomePages,
    SignInPages,
    AccountPages,
    ContractFormPages,
    ContractPages,
    EntryPages,
    BatchPages,
    HouseholdPages,
    SeasonPages,
    ProposalPages,
  ],
  providers: [
    HomeModel,
    ContractsModel,
    ContractModel,
    ContractFormModel,
    EntryModel,
    BatchModel,
    HouseholdsModel,
    SeasonsModel,
    ProposalsModel,
  ],
})
export class WebModule {}
