/** @slow */
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImportService } from '../../src/import/import.service';
import { VerifyService } from '../../src/verify/verify.service';
import { quietRun } from '../../src/common/progress';
import { openTestApp } from '../support/app';
import { makeBook, seeded } from '../support/books';
import { runScript } from '../support/child';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { openRaw } from '../support/sql';
import { runs, timeout } from '../support/scale';

const CYCLES = runs(20);
const child = join(__dirname, 'record-forever.ts');

describe('a process that is killed while it records', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    const app = await openTestApp(test);
    const book = makeBook(1, { contracts: 2, seasons: 5, closed: 1, events: 3 }).join('\n');
    await app.module.get(ImportService).import(Readable.from([book]), 'operator', quietRun());
    await app.close();
  });
  afterAll(() => test.drop());

  it(
    `loses nothing that it acknowledged and does nothing twice, ${CYCLES} times`,
    async () => {
      const random = seeded(7);
      const acknowledged = new Set<string>();
      const open = new Set<string>();
      const read = (lines: readonly string[]): void => {
        for (const id of ids(lines, 'sent')) open.add(id);
        for (const id of [...ids(lines, 'new'), ...ids(lines, 'replay')]) {
          acknowledged.add(id);
          open.delete(id);
        }
      };
      let next = runScript(child, [test.url, 'k0']);
      for (let cycle = 0; cycle < CYCLES; cycle++) {
        const killed = next;
        // What was sent and not answered is sent again: recorded or not, it is there once in the end.
        killed.tell([...open].join(' '));
        // The next one starts while this one works: that is what takes the time.
        if (cycle < CYCLES - 1) next = runScript(child, [test.url, `k${cycle + 1}`]);
        await killed.until((line) => line.startsWith(`new k${cycle}-`));
        await sleep(random() * 80);
        await killed.kill();
        read(killed.lines);
      }
      const raw = await openRaw(test.url);
      const rows = await raw.query<{ event_id: string; n: number }>(
        `select event_id, count(*) as n from book_record where event_id like 'k%' group by event_id`,
      );
      await raw.close();
      expect(acknowledged.size).toBeGreaterThan(CYCLES * 4);
      expect(rows.filter((r) => r.n !== 1)).toEqual([]);
      const there = new Set(rows.map((r) => r.event_id));
      expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
      const app = await openTestApp(test);
      const { fault } = await app.module.get(VerifyService).verify(quietRun());
      await app.close();
      expect(fault).toBeUndefined();
    },
    timeout(60_000),
  );
});

function ids(lines: readonly string[], word: string): string[] {
  return lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
}
