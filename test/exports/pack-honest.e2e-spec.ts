/**
 * @runs sqlite
 * @slow
 */
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { Auditor, packOf } from '../support/packs';
import { runs, timeout } from '../support/scale';
import { importLines } from '../support/services';
import { variedBook } from '../support/varied-book';

const BOOKS = runs(10);

describe('the script finds honest packs whole', () => {
  let app: TestApp;
  let auditor: Auditor;
  beforeAll(async () => {
    app = await openTestApp();
    auditor = new Auditor();
  });
  afterAll(async () => {
    auditor.close();
    await app.close();
  });

  it(
    `of ${2 * BOOKS} generated books, whatever happened in them`,
    async () => {
      const refused: string[] = [];
      for (let seed = 1; seed <= BOOKS; seed += 1) {
        const size = { contracts: 2 + (seed % 3), seasons: 4, closed: 1 + (seed % 3), events: 6 };
        await importLines(app, makeBook(seed, size));
        await importLines(app, variedBook(seed, { contracts: 4, events: 12 }));
        for (const cooperative of [`COOP${seed}`, `V${seed}`])
          for (const season of ['S1', 'S2', 'S3', 'S4']) {
            const pack = await packOf(app, { cooperative, season });
            const { code, stdout } = await auditor.glance(pack);
            if (code !== 0) refused.push(`${cooperative} ${season} ${stdout}`);
          }
      }
      expect(refused).toEqual([]);
    },
    timeout(120_000),
  );
});
