/** The pages: rendered on the server, for people. */
import { Module } from '@nestjs/common';
import { RecordingModule } from '../recording/recording.module';
import { SettlementModule } from '../settlement/settlement.module';
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
import { FilePages } from './file-pages.controller';
import { FilesModel } from './files.model';
import { HomeModel } from './home.model';
import { HomePages } from './home-pages.controller';
import { HerderModule } from './herder.module';
import { HouseholdPages } from './household-pages.controller';
import { HouseholdsModel } from './households.model';
import { ListPages } from './list-pages.controller';
import { ListsModel } from './lists.model';
import { OfficeModule } from './office.module';
import { SeasonPages } from './season-pages.controller';
import { SeasonsModel } from './seasons.model';
import { StatementsModel } from './statements.model';

@Module({
  imports: [RecordingModule, SettlementModule, OfficeModule, HerderModule],
  // The form stands before the page of one contract: `new` is no number there.
  controllers: [
    AssetsController,
    HomePages,
    ContractFormPages,
    ContractPages,
    FilePages,
    EntryPages,
    BatchPages,
    HouseholdPages,
    SeasonPages,
    ListPages,
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
  ],
})
export class WebModule {}
