import { listSeasons, requireSeason } from '../../src/calendar/seasons';
import { requireCooperative } from '../../src/parties/cooperatives';
import { wholeOf } from '../../src/parties/scope';
import { STATEMENT_STATES, type StatementState } from '../../src/domain/statement/workflow';
import { listStatements } from '../../src/seasons/season-list.queries';
import { readStatements } from '../../src/statements/statements.queries';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { HEADER, importLife, stepLine } from '../support/life';
import { importLines } from '../support/services';

const LIMIT = 4;

describe("a season's statements, page by page", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp();
    const book = makeBook(11, { contracts: 90, seasons: 3, closed: 1, events: 2 });
    const close = book.findIndex((line) => line.includes('"type":"close"'));
    const of = (season: string, n: number) => ({ cooperative: 'COOP11', season, contract: `C-${n}` });
    const presented = (season: string, n: number): string => stepLine(of(season, n), 'presented', 'clerk');
    const confirmed = (season: string, n: number): string => stepLine(of(season, n), 'confirmed', 'card:1');
    const before = [7, 70].flatMap((n) => [presented('S1', n), confirmed('S1', n)]);
    const steps = [...Array(90).keys()].flatMap((i) => {
      const n = i + 1;
      if (n % 9 === 0) return [presented('S2', n), confirmed('S2', n)];
      return n % 2 === 0 ? [presented('S2', n)] : [];
    });
    const cash = { type: 'event', cooperative: 'COOP11', contract: 'C-18', id: 'late', kind: 'cash_out', on: '2020-12-05', amount: '7.00' }; // prettier-ignore
    await importLines(app, book.slice(0, close));
    await importLife(app, [HEADER, ...before]);
    await importLines(app, [HEADER, ...book.slice(close)]);
    await importLife(app, [HEADER, ...steps, JSON.stringify(cash)]);
  });
  afterAll(() => app.close());

  const walk = async (seasonCode: string, state?: StatementState): Promise<string[]> => {
    const { reads } = app.database;
    const cooperative = await requireCooperative(reads, 'COOP11');
    const season = requireSeason(await listSeasons(reads, cooperative.id), seasonCode);
    const numbers: string[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const filter = { after, limit: LIMIT, ...(state === undefined ? {} : { state }) };
      const page = await listStatements(reads, cooperative, wholeOf(cooperative), season, filter);
      if (page.next !== undefined) expect(page.statements).toHaveLength(LIMIT);
      for (const view of page.statements) numbers.push(`${view.contract} ${view.status} ${view.sha256}`);
      after = page.next;
    }
    return numbers;
  };

  const all = async (seasonCode: string): Promise<string[]> => {
    const found: string[] = [];
    await app.database.reads.snapshot(async (reader) => {
      const cooperative = await requireCooperative(reader, 'COOP11');
      const season = requireSeason(await listSeasons(reader, cooperative.id), seasonCode);
      for await (const view of readStatements(reader, cooperative, season))
        found.push(`${view.contract} ${view.status} ${view.sha256}`);
    });
    const number = (text: string): number => Number(/\d+/.exec(text)?.[0]);
    return found.sort((a, b) => number(a) - number(b));
  };

  it.each(['S1', 'S2', 'S3'])('are all of %s, each once', async (season) => {
    expect(await walk(season)).toEqual(await all(season));
  });

  it.each(STATEMENT_STATES.flatMap((state) => ['S1', 'S2'].map((season) => [state, season] as const)))(
    'are those that are %s of %s, however many others lie between them',
    async (state, season) => {
      expect(await walk(season, state)).toEqual((await all(season)).filter((text) => text.includes(` ${state} `)));
    },
  );

  it('are as many of each state as were taken there, but for the one that changed since', async () => {
    const counts = await Promise.all((['presented', 'confirmed', 'draft'] as const).map((s) => walk('S2', s)));
    expect(counts.map((c) => c.length)).toEqual([40, 9, 41]);
    expect((await walk('S1', 'closed_confirmed')).map((text) => text.split(' ')[0])).toEqual(['C-7', 'C-70']);
  });
});
