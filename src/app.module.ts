/** The application: features and the API over one open book. */
import { Module, type DynamicModule } from '@nestjs/common';
import { BookModule } from './book/book.module';
import { Clock, SystemClock } from './common/clock';
import { CommonModule } from './common/common.module';
import type { OpenDatabase } from './database/data-source';
import { DatabaseModule } from './database/database.module';
import { ExportsModule } from './exports/exports.module';
import { HttpModule } from './http/http.module';
import { IdentityModule } from './identity/identity.module';

@Module({})
export class AppModule {
  /** @param clock another clock than the machine's, for tests */
  static of(database: OpenDatabase, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: AppModule,
      imports: [DatabaseModule.of(database), CommonModule.of(clock), IdentityModule.of({ needsSecondFactor: false }), BookModule, ExportsModule, HttpModule],
    };
  }
}
