/** The real application over a fresh, migrated database of the project's dialect. */
import { Test, type TestingModule } from '@nestjs/testing';
import { AppModule } from '../../src/server/app.module';
import { FixedClock } from '../../src/common/clock';
import { openDatabase, type OpenDatabase } from '../../src/database/data-source';
import { openTestDatabase, type TestDatabase } from './database';

export interface TestApp {
  readonly module: TestingModule;
  readonly database: OpenDatabase;
  readonly clock: FixedClock;
  readonly url: string;
  close(): Promise<void>;
}

/** @param on an existing database instead of a fresh one; it is kept on close */
export async function openTestApp(on?: TestDatabase): Promise<TestApp> {
  const { test, database } = on ? { test: on, database: await openDatabase(on.url) } : await openTestDatabase();
  const clock = new FixedClock('2026-06-01T00:00:00.000Z');
  const module = await Test.createTestingModule({ imports: [AppModule.of(database, { clock })] }).compile();
  return {
    module,
    database,
    clock,
    url: test.url,
    close: async () => {
      await module.close();
      await database.close();
      if (!on) await test.drop();
    },
  };
}
