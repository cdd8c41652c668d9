/** Recording: units of work and the use cases that come one at a time. */
import { Module } from '@nestjs/common';
import { JournalModule } from '../journal/journal.module';
import { CooperativesService } from './cooperatives.service';
import { RecordingService } from './recording.service';
import { UnitService } from './unit.service';

@Module({
  imports: [JournalModule],
  providers: [UnitService, RecordingService, CooperativesService],
  exports: [UnitService, RecordingService, CooperativesService],
})
export class RecordingModule {}
