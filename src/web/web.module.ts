/** The pages: rendered on the server, for people. */
import { Module } from '@nestjs/common';
import { RecordingModule } from '../recording/recording.module';
import { SettlementModule } from '../settlement/settlement.module';
import { AccountPages } from './account-pages.controller';
import { AssetsController } from './assets.controller';
import { ContractModel } from './contract.model';
import { ContractsModel } from './contracts.model';
import { ContractPages } from './contract-pages.controller';
import { EntryModel } from './entry/entry.model';
import { EntryPages } from './entry/entry-pages.controller';
import { HomeModel } from './home.model';
import { HomePages } from './home-pages.controller';
import { ProposalPages } from './proposal-pages.controller';
import { ProposalsModel } from './proposals.model';
import { SignInPages } from './sign-in-pages.controller';

@Module({
  imports: [RecordingModule, SettlementModule],
  controllers: [AssetsController, HomePages, ContractPages, EntryPages, SignInPages, AccountPages, ProposalPages],
  providers: [HomeModel, ContractsModel, ContractModel, EntryModel, ProposalsModel],
})
export class WebModule {}
