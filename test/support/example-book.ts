/** The Wuriyintuya book, as it was imported on 1 March 2026: what most tests of the API and of pages begin with. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { FixedClock } from '../../src/common/clock';
import { quietRun } from '../../src/common/progress';
import { ImportService } from '../../src/import/import.service';
import { buildHttpApp } from '../../src/server/server';
import type { Prepared } from './database';

export const exampleClock = (): FixedClock => new FixedClock('2026-03-01T00:00:00.000Z');

export async function importExample(app: Pick<INestApplicationContext, 'get'>): Promise<void> {
  const book = createReadStream(join(__dirname, '../../examples/wuriyintuya.jsonl'));
  await app.get(ImportService).import(book, 'operator', quietRun());
}

export const EXAMPLE_BOOK: Prepared = {
  name: 'example',
  fill: async (database) => {
    const app = await buildHttpApp(database, { clock: exampleClock() });
    await importExample(app);
    await app.close();
  },
};
