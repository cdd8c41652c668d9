/** The pages: rendered on the server, for people. */
import { Module } from '@nestjs/common';
import { ContractsModule } from '../contracts/contracts.module';
import { SeasonsModule } from '../seasons/seasons.module';
import { ContractModel } from './pages/contracts/contract.model';
import { ContractsModel } from './pages/contracts/contracts.model';
import { ContractFormModel } from './pages/contracts/contract-form.model';
import { ContractFormPages } from './pages/contracts/contract-form.controller';
import { ContractPages } from './pages/contracts/contract-pages.controller';
import { BatchModel } from './pages/events/batch.model';
import { BatchPages } from './pages/events/batch-pages.controller';
import { EntryModel } from './pages/events/entry.model';
import { EntryPages } from './pages/events/entry-pages.controller';
import { FilePages } from './pages/attachments/attachment-pages.controller';
import { FilesModel } from './pages/attachments/attachments.model';
import { HomeModel } from './pages/home/home.model';
import { HomePages } from './pages/home/home-pages.controller';
import { HerderModule } from './herder.module';
import { HouseholdPages } from './pages/households/household-pages.controller';
import { HouseholdsModel } from './pages/households/households.model';
import { ListPages } from './pages/lists/list-pages.controller';
import { ListsModel } from './pages/lists/lists.model';
import { OfficeModule } from './office.module';
import { SeasonPages } from './pages/seasons/season-pages.controller';
import { SeasonsModel } from './pages/seasons/seasons.model';
import { StatementsModel } from './pages/statements/statements.model';

@Module({
  imports: [ContractsModule, SeasonsModule, OfficeModule, HerderModule],
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
