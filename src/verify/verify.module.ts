/** Verification of whole books. */
import { Module } from '@nestjs/common';
import { JournalModule } from '../journal/journal.module';
import { ImportService } from '../import/import.service';
import { VerifyService } from './verify.service';

@Module({
  imports: [JournalModule],
  providers: [ImportService, VerifyService],
  exports: [ImportService, VerifyService],
})
export class VerifyModule {}
