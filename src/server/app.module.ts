/** The application: features and the API over one open book. */
import { Module, type DynamicModule } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module';
import { VerifyModule } from '../verify/verify.module';
import { SystemClock, type Clock } from '../common/clock';
import { CommonModule } from '../common/common.module';
import type { OpenDatabase } from '../database/data-source';
import { DatabaseModule } from '../database/database.module';
import { ExportsModule } from '../exports/exports.module';
import { ApiModule } from '../api/api.module';
import { IdentityModule } from '../identity/identity.module';
import { JobsModule } from '../jobs/jobs.module';
import type { JobTimes } from '../jobs/runner';
import { WebModule } from '../web/web.module';

const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** How the application is run. */
export interface AppOptions {
  /** Another clock than the machine's, for tests. */
  readonly clock?: Clock;
  readonly needsSecondFactor?: boolean;
  /** What one network address may ask for. */
  readonly requestsPerMinute?: number;
  /** Other waits than the usual ones, for tests. */
  readonly jobTimes?: JobTimes;
  /** Fonts for characters that the packaged ones lack. */
  readonly fontFolder?: string;
}

@Module({})
export class AppModule {
  static of(database: OpenDatabase, options: AppOptions = {}): DynamicModule {
    const {
      clock = new SystemClock(),
      requestsPerMinute = UNLIMITED,
      needsSecondFactor = false,
      jobTimes,
      fontFolder,
    } = options;
    return {
      module: AppModule,
      imports: [
        DatabaseModule.of(database),
        CommonModule.of(clock),
        IdentityModule.of({ needsSecondFactor }),
        AttachmentsModule.of(database),
        VerifyModule,
        ExportsModule.of(fontFolder),
        JobsModule.of(database, jobTimes),
        ApiModule.of(requestsPerMinute),
        WebModule,
      ],
    };
  }
}
