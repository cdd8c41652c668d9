/** The pages of herders: the door of a card, and the household's own account. */
import { Module } from '@nestjs/common';
import { PartiesModule } from '../parties/parties.module';
import { SettlementModule } from '../settlement/settlement.module';
import { CardPages } from './card-pages.controller';
import { ContractModel } from './contract.model';
import { MyModel } from './my.model';
import { MyPages } from './my-pages.controller';
import { MySlipPages } from './my-slip-pages.controller';

@Module({
  imports: [PartiesModule, SettlementModule],
  controllers: [CardPages, MyPages, MySlipPages],
  providers: [ContractModel, MyModel],
})
export class HerderModule {}
