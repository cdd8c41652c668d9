/** @slow */
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImportService } from '../../src/import/import.service';
import { VerifyService } from '../../src/verify/verify.service';
import { quietRun } from '../../src/common/progress';
import { openTestApp } from '../support/app';
import { makeBook } from '../support/books';
import { runScript } from '../support/child';
import { createTestDatabase, testDialect, type TestDatabase } from '../support/database';
import { openRaw } from '../support/sql';
import { timeout } from '../support/scale';

const cli = join(__dirname, '../../src/cli.ts');
const settle = join(__dirname, 'settle-once.ts');

describe('work that is killed in the middle', () => {
  let test: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    test = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'sureg-test-killed-'));
  });
  afterEach(async () => {
    await test.drop();
    rmSync(folder, { recursive: true });
  });

  const count = async (sql: string): Promise<number> => {
    const raw = await openRaw(test.url);
    try {
      const [row] = await raw.query<{ n: number | string }>(sql);
      return Number(row?.n);
    } finally {
      await raw.close();
    }
  };
  const verified = async (): Promise<unknown> => {
    const app = await openTestApp(test);
    try {
      return (await app.module.get(VerifyService).verify(quietRun())).fault;
    } finally {
      await app.close();
    }
  };

  it('leaves all of an import or nothing, and the next one completes it', async () => {
    const file = join(folder, 'book.jsonl');
    const lines = makeBook(3, { contracts: 30, seasons: 5, closed: 3, events: 8 });
    writeFileSync(file, lines.join('\n'));
    const env = { DATABASE_URL: test.url };
    await (await openTestApp(test)).close();
    const outcomes = [];
    for (const wait of [0, 80, 200, 400]) {
      const child = runScript(cli, ['import', file], { env });
      await Promise.race([sleep(550 + wait), child.ended]);
      await child.kill();
      outcomes.push(await count('select count(*) as n from book_record'));
    }
    expect(outcomes.filter((n) => n !== 0 && n !== lines.length - 1)).toEqual([]);
    const last = runScript(cli, ['import', file], { env });
    expect(await last.ended).toEqual({ code: 0, signal: null });
    expect(await count('select count(*) as n from book_record')).toBe(lines.length - 1);
    expect(await verified()).toBeUndefined();
  });

  it(
    'keeps the drafts of finished pages; a closing is whole or not there, and a new run completes both',
    async () => {
      const contracts = 600;
      await imported(test, makeBook(5, { contracts, seasons: 2, closed: 0, events: 1 }));
      const drafts = (): Promise<number> => count('select count(*) as n from statement');
      const first = runScript(settle, [test.url, 'COOP5', 'S1', 'draft']);
      await first.until((line) => line === `progress 500 of ${contracts}`);
      await first.kill();
      const kept = await drafts();
      expect([500, contracts]).toContain(kept);
      const second = runScript(settle, [test.url, 'COOP5', 'S1', 'draft']);
      await second.ended;
      expect(second.lines[0]).toBe(`progress 0 of ${contracts - kept}`);
      expect(await drafts()).toBe(contracts);
      const outcomes = [];
      for (const wait of [0, 40, 150]) {
        const closing = runScript(settle, [test.url, 'COOP5', 'S1', 'close']);
        await closing.until((line) => line.startsWith('progress') || line.startsWith('result'));
        await sleep(wait);
        await closing.kill();
        const closed = await count('select count(*) as n from season where closed_seq is not null');
        const frozen = await count('select count(*) as n from statement where closed_seq is not null');
        outcomes.push([closed, frozen]);
      }
      for (const outcome of outcomes) expect([[0, 0], [1, contracts]]).toContainEqual(outcome); // prettier-ignore
      const last = runScript(settle, [test.url, 'COOP5', 'S1', 'close']);
      expect((await last.ended).code).toBe(0);
      expect(await count('select count(*) as n from statement where closed_seq is not null')).toBe(contracts);
      expect(await verified()).toBeUndefined();
    },
    timeout(180_000),
  );

  const onSqlite = testDialect() === 'sqlite' ? it : it.skip;

  onSqlite('says that it cannot write when the disk is full, and leaves nothing half-done', async () => {
    const [small, large] = [join(folder, 'small.jsonl'), join(folder, 'large.jsonl')];
    writeFileSync(small, makeBook(6, { contracts: 2, seasons: 2, closed: 1, events: 3 }).join('\n'));
    writeFileSync(large, makeBook(8, { contracts: 30, seasons: 5, closed: 3, events: 8 }).join('\n'));
    const env = { DATABASE_URL: test.url };
    expect((await runScript(cli, ['import', small], { env }).ended).code).toBe(0);
    const before = await count('select count(*) as n from book_record');
    const starved = runScript(cli, ['import', large], { env, maxFileKilobytes: 700 });
    expect((await starved.ended).code).toBe(1);
    expect(starved.stderr()).toMatch(/^(file_unreadable|storage_full): /m);
    expect(await count('select count(*) as n from book_record')).toBe(before);
    expect(await verified()).toBeUndefined();
    expect((await runScript(cli, ['import', large], { env }).ended).code).toBe(0);
    expect(await verified()).toBeUndefined();
  });
});

async function imported(test: TestDatabase, lines: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sureg-test-book-'));
  const file = join(folder, 'book.jsonl');
  writeFileSync(file, lines.join('\n'));
  const app = await openTestApp(test);
  await app.module.get(ImportService).import(createReadStream(file), 'operator', quietRun());
  await app.close();
  rmSync(folder, { recursive: true });
}
