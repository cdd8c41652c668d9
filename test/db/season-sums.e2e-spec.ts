import { listSeasons } from '../../src/calendar/seasons';
import { requireCooperative } from '../../src/parties/cooperatives';
import { DueListService } from '../../src/contracts/due-list.service';
import type { ClassHeads } from '../../src/seasons/season-heads';
import { SeasonSumsService } from '../../src/seasons/season-sums.service';
import { readStatements } from '../../src/statements/statements.queries';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook, seasonOfBook } from '../support/books';
import { importLines } from '../support/services';

describe('what was due and given, season by season', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, makeBook(7, { contracts: 30, seasons: 6, closed: 3, events: 6 }));
  });
  afterAll(() => app.close());

  /** What the statements' own lines say. */
  const bySeason = (): Promise<string[]> =>
    app.database.reads.snapshot(async (reader) => {
      const cooperative = await requireCooperative(reader, 'COOP7');
      const told: string[] = [];
      for (const season of (await listSeasons(reader, cooperative.id)).slice(0, 4)) {
        let [due, settled] = [0, 0];
        for await (const { lines } of readStatements(reader, cooperative, season)) {
          for (const subject of new Set(lines.filter((l) => l.section === 'owed').map((l) => l.subject))) {
            const of = (line: string): number =>
              Number(lines.find((l) => l.section === 'owed' && l.subject === subject && l.line === line)?.quantity);
            const now = of('returned') + of('waived') + of('converted');
            settled += now;
            due += Math.max(0, of('due') - of('settled') + now);
          }
        }
        told.push(`${season.code} ${due} ${settled}`);
      }
      return told;
    });

  const asked = async (): Promise<string[]> => {
    const { id } = await requireCooperative(app.database.reads, 'COOP7');
    const contracts = await app.module.get(DueListService).of(id, seasonOfBook(3).to);
    const sums = await app.module.get(SeasonSumsService).of(id, contracts, 10);
    const total = (classes: readonly ClassHeads[], of: 'due' | 'given'): number =>
      classes.reduce((n, c) => n + c[of], 0);
    return sums.map(({ season, classes }) => `${season.code} ${total(classes, 'due')} ${total(classes, 'given')}`);
  };

  it('is what the statements say, of closed seasons and of the open one at its end', async () => {
    const told = await asked();
    expect(told).toEqual(await bySeason());
    expect(told.some((text) => /^S4 [1-9]\d* [1-9]/.test(text))).toBe(true);
  });

  it('still is when the open season is closed on the same day', async () => {
    const before = await asked();
    await importLines(app, ['{"type":"book","format":1}', '{"type":"close","cooperative":"COOP7","season":"S4"}']);
    expect((await asked()).slice(0, 4)).toEqual(before);
    expect(await asked()).toHaveLength(5);
  });

  it('is told class by class', async () => {
    const { id } = await requireCooperative(app.database.reads, 'COOP7');
    const sums = await app.module.get(SeasonSumsService).of(id, [], 10);
    for (const { classes } of sums) expect(new Set(classes.map((c) => c.class)).size).toBe(classes.length);
    expect(new Set(sums.flatMap(({ classes }) => classes.map((c) => c.class))).size).toBeGreaterThan(1);
  });

  it('is no more than was asked for, the latest', async () => {
    const { id } = await requireCooperative(app.database.reads, 'COOP7');
    const sums = await app.module.get(SeasonSumsService).of(id, [], 2);
    expect(sums.map(({ season }) => season.code)).toEqual(['S4', 'S5']);
  });
});
