/** Provides the writer and the readers of the open book. */
import { Module, type DynamicModule } from '@nestjs/common';
import type { OpenDatabase } from './data-source';
import { ReadPool } from './reader';
import { Writer } from './writer';

@Module({})
export class DatabaseModule {
  /** @param database opened by the process, which also closes it */
  static of(database: OpenDatabase): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: Writer, useValue: database.writer },
        { provide: ReadPool, useValue: database.reads },
      ],
      exports: [Writer, ReadPool],
    };
  }
}
