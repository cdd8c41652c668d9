/**
 * @runs sqlite
 * @slow
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { testDialect } from '../support/database';
import { importLife, wholeLife } from '../support/life';
import { Auditor, packOf, unzipped } from '../support/packs';
import { runs, timeout } from '../support/scale';
import { faultsOf } from '../support/second-checker/faults';
import { exported, importLines } from '../support/services';
import { variedBook } from '../support/varied-book';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const VARIED = Array.from({ length: runs(testDialect() === 'sqlite' ? 5 : 1) }, (_, i) => 30 + i);

/** The seasons of a book, as its own lines say. */
const seasonsOf = (book: readonly string[]): string[] =>
  book.flatMap((text) => {
    const line = JSON.parse(text) as { type: string; code: string };
    return line.type === 'season' ? [line.code] : [];
  });

describe('a second checker, written from the docs in another way, and the shipped one agree', () => {
  const auditor = new Auditor();
  afterAll(() => auditor.close());

  async function agree(app: TestApp, seasons: readonly string[]): Promise<void> {
    for (const season of seasons) {
      const zip = await packOf(app, { season });
      const second = faultsOf(await unzipped(zip));
      const { code, stdout } = await auditor.check(zip);
      expect({ season, second, first: code === 0 ? '' : stdout }).toEqual({ season, second: [], first: '' });
    }
  }

  it('on the example', async () => {
    const app = await openTestApp();
    await importLines(app, example);
    await agree(app, seasonsOf(example));
    await app.close();
  }, 120_000);

  it('on a season that was presented, disputed, confirmed, signed and closed', async () => {
    const app = await openTestApp();
    const book = makeBook(71, { contracts: 3, seasons: 4, closed: 2, events: 6 });
    await importLines(app, book);
    await importLife(app, await wholeLife(app, { cooperative: 'COOP71', season: 'S3', contract: 'C-1' }));
    await agree(app, seasonsOf(book));
    await app.close();
  }, 120_000);

  it.each(VARIED)(
    'on varied book %i',
    async (seed) => {
      const app = await openTestApp();
      const book = variedBook(seed, { contracts: 4, events: 6 });
      await importLines(app, book);
      expect(await exported(app, { what: 'lines', format: 'csv' })).not.toBe('');
      await agree(app, seasonsOf(book));
      await app.close();
    },
    timeout(60_000),
  );
});
