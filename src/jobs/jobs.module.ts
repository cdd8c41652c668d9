/** Long work that outlives its request. */
import { join } from 'node:path';
import { Module, type DynamicModule } from '@nestjs/common';
import { VerifyModule } from '../verify/verify.module';
import { filesFolder } from '../config/files-folder';
import type { OpenDatabase } from '../database/data-source';
import { SeasonsModule } from '../seasons/seasons.module';
import { JobFiles } from './job-files';
import { JobsService } from './jobs.service';
import { RunsService } from './runs.service';
import { JobTasks } from './tasks.service';
import type { JobTimes } from './runner';
import { JOB_TIMES, JobsWorker, USUAL_TIMES } from './worker.service';

@Module({})
export class JobsModule {
  /** @param database the book whose jobs they are; their files lie beside its others */
  static of(database: Pick<OpenDatabase, 'file'>, times: JobTimes = USUAL_TIMES): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      imports: [VerifyModule, SeasonsModule],
      providers: [
        { provide: JobFiles, useValue: new JobFiles(join(filesFolder(database.file), 'jobs')) },
        { provide: JOB_TIMES, useValue: times },
        JobTasks,
        JobsWorker,
        JobsService,
        RunsService,
      ],
      exports: [JobsService, RunsService],
    };
  }
}
