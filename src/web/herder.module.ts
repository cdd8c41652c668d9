/** The pages of herders: the door of a card, and the household's own account. */
import { Module } from '@nestjs/common';
import { PartiesModule } from '../parties/parties.module';
import { SeasonsModule } from '../seasons/seasons.module';
import { CardPages } from './pages/herder/card-pages.controller';
import { ContractModel } from './pages/contracts/contract.model';
import { HerderModel } from './pages/herder/herder.model';
import { HerderPages } from './pages/herder/herder-pages.controller';
import { HerderSlipPages } from './pages/herder/herder-slip-pages.controller';

@Module({
  imports: [PartiesModule, SeasonsModule],
  controllers: [CardPages, HerderPages, HerderSlipPages],
  providers: [ContractModel, HerderModel],
})
export class HerderModule {}
