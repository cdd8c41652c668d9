/**
 * @runs sqlite
 * @slow
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays } from '../../src/domain/calendar';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { testDialect } from '../support/database';
import { closedSeasons, judged, JUDGES, statedIn, withFile, type ClosedSeason } from '../support/judges';
import { exported, importLines } from '../support/services';
import { runTool, toolAvailable } from '../support/tools';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
/** The journals are the same text on both databases (see the chain tests). */
const SEEDS = testDialect() === 'sqlite' ? [1, 2] : [];
const BOOKS: [string, readonly string[]][] = [
  ['wuriyintuya', example],
  ...SEEDS.map((seed): [string, string[]] => [
    `book-${seed}`,
    hard(makeBook(seed, { contracts: 4, seasons: 5, closed: 4, events: 9 })),
  ]),
];
const judges = JUDGES.filter(({ tool }) => toolAvailable(tool));
const withBeancount = toolAvailable('bean-check') ? it : it.skip;

/** Names that are hard on text formats: contracts that differ only in characters beancount does not know, items that look like syntax. */
function hard(lines: readonly string[]): string[] {
  return lines.map((line) =>
    line
      .replaceAll('"C-1"', '"合同.1"')
      .replaceAll('"C-2"', '"合同_1"')
      .replaceAll('"C-3"', '"c-3"')
      .replaceAll('玉米1', '盐;砖 #2')
      .replaceAll('玉米2', "don't  @ 5 = x"),
  );
}

describe.each(BOOKS)('the journals of %s', (_name, lines) => {
  let app: TestApp;
  let seasons: ClosedSeason[];
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, lines);
    seasons = await closedSeasons(app);
    expect(seasons.length).toBeGreaterThan(3);
  });
  afterAll(() => app.close());

  (judges.length > 0 ? it : it.skip)('stand where the statements close, season by season', async () => {
    for (const season of seasons) {
      const stated = await statedIn(app, season.code);
      expect(Object.keys(stated.closings).length).toBeGreaterThan(1);
      for (const judge of judges) {
        const { found, expected } = await judged(app, judge, [stated], [season], season);
        expect(found).toEqual(expected);
      }
    }
  });

  withBeancount('assert every closing of every statement for beancount', async () => {
    const text = await exported(app, { what: 'beancount', format: 'beancount' });
    for (const { code, to } of seasons) {
      const { closings } = await statedIn(app, code);
      const asserted = text.match(new RegExp(`^${addDays(to, 1)} balance `, 'gm')) ?? [];
      expect(asserted.length).toBeGreaterThanOrEqual(Object.keys(closings).length);
    }
  });

  withBeancount('would be refused with a statement that is a fen or a head off', async () => {
    const text = await exported(app, { what: 'beancount', format: 'beancount' });
    const off = [
      text.replace(/( balance \S+ {2}-?\d+\.\d)(\d)( ~ 0 CNY)/, (_, a: string, d: string, b: string) => `${a}${(Number(d) + 1) % 10}${b}`),
      text.replace(/( balance \S+:Lambs {2})(\d+)( ~ 0 LAMB)/, (_, a: string, n: string, b: string) => `${a}${Number(n) + 1}${b}`),
    ]; // prettier-ignore
    for (const wrong of off) {
      expect(wrong).not.toBe(text);
      expect(() => withFile('wrong.beancount', wrong, (file) => runTool('bean-check', file))).toThrow(/Balance failed/);
    }
  });
});
