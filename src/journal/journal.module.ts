/** The journal: its service is the only way to append to the chain. */
import { Module } from '@nestjs/common';
import { JournalService } from './journal.service';

@Module({ providers: [JournalService], exports: [JournalService] })
export class JournalModule {}
