/** Settlement of seasons. */
import { Module } from '@nestjs/common';
import { JournalModule } from '../journal/journal.module';
import { SettlementService } from './settlement.service';

@Module({ imports: [JournalModule], providers: [SettlementService], exports: [SettlementService] })
export class SettlementModule {}
