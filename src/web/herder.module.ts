/** The pages of herders: the door of a card, and the household's own account. */
import { Module } from '@nestjs/common';
import { PartiesModule } from '../parties/parties.module';
import { SettlementModule } from '../seasons/seasons.module';
import { CardPages } from './pages/herder/card-pages.controller';
import { ContractModel } from './pages/contracts/contract.model';
import { MyModel } from './pages/herder/herder.model';
import { MyPages } from './pages/herder/herder-pages.controller';
import { MySlipPages } from './pages/herder/herder-slip-pages.controller';

@Module({
  imports: [PartiesModule, SettlementModule],
  controllers: [CardPages, MyPages, MySlipPages],
  providers: [ContractModel, MyModel],
})
export class HerderModule {}
