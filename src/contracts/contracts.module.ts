/** Contracts, and the recording of their events. */
import { Module } from '@nestjs/common';
import { ApprovalsModule } from '../approvals/approvals.module';
import { JournalModule } from '../journal/journal.module';
import { CooperativesService } from './cooperatives.service';
import { PersonalDataService } from './personal-data.service';
import { RegistrationService } from './registration.service';
import { RecordingActions } from './recording.actions';
import { RecordingService } from './recording.service';

@Module({
  imports: [JournalModule, ApprovalsModule],
  providers: [RecordingService, RecordingActions, CooperativesService, RegistrationService, PersonalDataService],
  exports: [
    JournalModule,
    RecordingService,
    ApprovalsModule,
    CooperativesService,
    RegistrationService,
    PersonalDataService,
  ],
})
export class ContractsModule {}
