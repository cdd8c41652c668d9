import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { testDialect } from '../support/database';
import { exported, importLines } from '../support/services';
import { runTool, toolAvailable } from '../support/tools';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const SEEDS = testDialect() === 'sqlite' ? [1, 2, 3, 4] : [1];
const BOOKS: [string, readonly string[]][] = [
  ['wuriyintuya', example],
  ...SEEDS.map((seed): [string, string[]] => [
    `book-${seed}`,
    hard(makeBook(seed, { contracts: 4, seasons: 5, closed: 4, events: 9 })),
  ]),
];
const withLedger = toolAvailable('ledger') ? describe : describe.skip;
const withBeancount = toolAvailable('bean-check') ? describe : describe.skip;

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

describe.each(BOOKS)('the journals of %s', (name, lines) => {
  let app: TestApp;
  let folder: string;
  let seasons: { code: string; starts_on: string; ends_on: string }[];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sureg-test-journals-'));
    app = await openTestApp();
    await importLines(app, lines);
    seasons = await app.database.reads.all(
      'select code, starts_on, ends_on from season where closed_seq is not null order by id',
    );
    expect(seasons.length).toBeGreaterThan(3);
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  function file(extension: string, text: string): string {
    const path = join(folder, `${name}.${extension}`);
    writeFileSync(path, text);
    return path;
  }

  withBeancount('beancount', () => {
    it('agrees with every closing of every statement, in one file and season by season', async () => {
      const whole = await exported(app, { what: 'beancount', format: 'beancount' });
      runTool('bean-check', file('beancount', whole));
      const closings = await closingsOf(app);
      expect(whole.match(/ balance /g)?.length).toBeGreaterThan(closings.length / 2);
      for (const { code } of seasons) {
        const one = await exported(app, { what: 'beancount', format: 'beancount', season: code });
        runTool('bean-check', file(`${code}.beancount`, one));
        expect(one).toContain(' balance ');
      }
    });

    it('would refuse a statement that is a fen or a head off', async () => {
      const text = await exported(app, { what: 'beancount', format: 'beancount' });
      const off = [
        text.replace(/( balance \S+ {2}-?\d+\.\d)(\d)( ~ 0 CNY)/, (_, a: string, d: string, b: string) => `${a}${(Number(d) + 1) % 10}${b}`),
        text.replace(/( balance \S+:Lambs {2})(\d+)( ~ 0 LAMB)/, (_, a: string, n: string, b: string) => `${a}${Number(n) + 1}${b}`),
      ]; // prettier-ignore
      for (const wrong of off) {
        expect(wrong).not.toBe(text);
        expect(() => runTool('bean-check', file('wrong.beancount', wrong))).toThrow(/Balance failed/);
      }
    });
  });

  withLedger('ledger --strict', () => {
    it('stands where the statements close, in one file and season by season', async () => {
      const whole = file('ledger', await exported(app, { what: 'hledger', format: 'journal' }));
      for (const { code, ends_on } of seasons) {
        const stated = (await closingsOf(app, code)).sort();
        expect(stated.length).toBeGreaterThan(1);
        expect(ledgerBalances(whole, ends_on)).toEqual(stated);
        const one = await exported(app, { what: 'hledger', format: 'journal', season: code });
        expect(ledgerBalances(file(`${code}.ledger`, one), ends_on)).toEqual(stated);
      }
    });
  });
});

/** `account commodity amount` of every closing that is not zero. */
async function closingsOf(app: TestApp, season?: string): Promise<string[]> {
  const text = await exported(app, { what: 'lines', format: 'jsonl', ...(season === undefined ? {} : { season }) });
  const lines = text
    .trimEnd()
    .split('\n')
    .map((l) => JSON.parse(l) as Record<string, string>);
  return lines
    .filter((l) => l['line'] === 'closing' && !/^0(\.00)?$/.test(l['quantity'] ?? ''))
    .map((l) => {
      const { contract, subject = '', quantity } = l;
      const [book, cls] = subject.split(':');
      switch (l['section']) {
        case 'owed':
          return `owed:${contract}:${subject} ${quantity}`;
        case 'stock':
          return `stock:${book}:${contract} ${cls} ${quantity}`;
        default:
          return `members:${contract}:${l['section'] === 'cash' ? 'current' : 'deposit'} CNY ${quantity}`;
      }
    });
}

function ledgerBalances(file: string, on: string): string[] {
  const after = new Date(Date.parse(on) + 86_400_000).toISOString().slice(0, 10);
  const format = '%(account)|%(quantity(amount))|%(commodity(amount))\n';
  const text = runTool('ledger', '--strict', '--pedantic', '-f', file, '-e', after, 'reg', '^members:', '^owed:', '^stock:', '--format', format); // prettier-ignore
  const sums = new Map<string, number>();
  for (const row of text.trimEnd().split('\n')) {
    const [account = '', quantity = '', commodity = ''] = row.split('|');
    const key = account.startsWith('owed:') ? account : `${account} ${commodity.replaceAll('"', '')}`;
    const scaled = commodity === 'CNY' ? Math.round(Number(quantity) * 100) : Number(quantity);
    sums.set(key, (sums.get(key) ?? 0) + scaled);
  }
  return [...sums]
    .filter(([, sum]) => sum !== 0)
    .map(([key, sum]) => `${key} ${key.endsWith(' CNY') ? (sum / 100).toFixed(2) : sum}`)
    .sort();
}
