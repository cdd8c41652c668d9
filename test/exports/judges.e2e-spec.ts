/**
 * @runs sqlite
 * @slow
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTestApp } from '../support/app';
import { makeBook } from '../support/books';
import { testDialect } from '../support/database';
import { closedSeasons, judged, JUDGES, statedIn, type Stated } from '../support/judges';
import { runs, timeout } from '../support/scale';
import { importLines } from '../support/services';
import { toolAvailable } from '../support/tools';
import { variedBook } from '../support/varied-book';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const judges = JUDGES.filter(({ tool }) => toolAvailable(tool));
const check = judges.length > 0 ? it : it.skip;
/** The journals are the same text on both databases (see the chain tests): the second one needs fewer books, and no big one. */
const onSqlite = testDialect() === 'sqlite';
const SEEDS = Array.from({ length: onSqlite ? runs(10) : 1 }, (_, i) => i + 1);
const CONTRACTS = runs(410);

/** Each judge computes every balance itself: debts of heads, cash, deposits and animals of each contract, at every closing. */
describe(`${judges.map((j) => j.tool).join(', ')} agree with every closing of every statement, to the fen and the head`, () => {
  check('of the Wuriyintuya book', async () => expect(await agreed(example)).toBeGreaterThan(100));

  check.each(SEEDS)(
    'of book %i, in which everything happens',
    async (seed) => {
      expect(await agreed(variedBook(seed, { contracts: 6, events: 9 }))).toBeGreaterThan(100);
    },
    timeout(60_000),
  );

  check('of a book of usual years', async () => {
    expect(await agreed(makeBook(5, { contracts: 5, seasons: 6, closed: 5, events: 9 }))).toBeGreaterThan(100);
  });

  (onSqlite ? check : it.skip)(
    `of a book of ${runs(10_000)} entries`,
    async () => {
      expect(await agreed(variedBook(1_000, { contracts: CONTRACTS, events: 6 }))).toBeGreaterThan(runs(10_000));
    },
    timeout(180_000),
  );
});

/** How many entries the judges read. */
async function agreed(lines: readonly string[]): Promise<number> {
  const app = await openTestApp();
  try {
    await importLines(app, lines);
    const seasons = await closedSeasons(app);
    expect(seasons.length).toBeGreaterThan(3);
    const stated: Stated[] = [];
    for (const { code } of seasons) stated.push(await statedIn(app, code));
    for (const { closings } of stated) expect(Object.keys(closings).length).toBeGreaterThan(1);
    let entries = 0;
    for (const judge of judges) {
      const { found, expected, text } = await judged(app, judge, stated, seasons);
      expect(found).toEqual(expected);
      entries = text.match(/^\d{4}-\d{2}-\d{2} [*(]/gm)?.length ?? 0;
    }
    return entries;
  } finally {
    await app.close();
  }
}
