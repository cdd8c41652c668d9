import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { testDialect } from '../support/database';
import { hledger, hledgerAvailable } from '../support/hledger';
import { exported, importLines } from '../support/services';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
/** The journal is the same text on both databases (see the chain tests): the second one needs fewer books. */
const SEEDS = testDialect() === 'sqlite' ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [1, 2];
const check = hledgerAvailable() ? it : it.skip;

/** hledger is an outside judge: it knows nothing of leases, only of double entry. */
describe('hledger, reading the exported journal', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sureg-test-hledger-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  check('accepts the Wuriyintuya book and agrees with its statements at every season’s end', () =>
    agrees('wuriyintuya', example),
  );

  check.each(SEEDS)('accepts the generated book %i and agrees with its statements at every season’s end', (seed) =>
    agrees(`book-${seed}`, withOddItems(makeBook(seed, { contracts: 5, seasons: 6, closed: 5, events: 9 }))),
  );

  async function agrees(name: string, lines: readonly string[]): Promise<void> {
    const app = await openTestApp();
    try {
      await importLines(app, lines);
      const file = join(folder, `${name}.journal`);
      writeFileSync(file, await exported(app, { what: 'hledger', format: 'journal' }));
      hledger('-f', file, 'check', '-s', 'ordereddates');
      const seasons = await closedSeasons(app);
      expect(seasons.length).toBeGreaterThan(3);
      for (const season of seasons) {
        const stated = await statedBalances(app, season.code);
        expect(stated.size).toBeGreaterThan(1);
        expect(Object.fromEntries(ledgerBalances(file, season.ends_on))).toEqual(Object.fromEntries(stated));
      }
    } finally {
      await app.close();
    }
  }
});

function closedSeasons(app: TestApp): Promise<{ code: string; ends_on: string }[]> {
  return app.database.reads.all('select code, ends_on from season where closed_seq is not null order by id');
}

/** account and commodity -> balance that is not zero, fen or heads; `owed` accounts have one commodity each. */
async function statedBalances(app: TestApp, season: string): Promise<Map<string, number>> {
  const csv = await exported(app, { what: 'lines', format: 'csv', season });
  const balances = new Map<string, number>();
  for (const row of csv.trimEnd().split('\r\n').slice(1)) {
    const [, , , contract, , section, subject = '', line, quantity = ''] = row.split(',');
    if (line !== 'closing') continue;
    const [book, cls] = subject.split(':');
    const key = {
      owed: `owed:${contract}:${subject}`,
      cash: `members:${contract}:current CNY`,
      deposit: `members:${contract}:deposit CNY`,
      stock: `stock:${book}:${contract} ${cls}`,
    }[section ?? ''];
    const value = Number(quantity.replace('.', ''));
    if (value !== 0) balances.set(String(key), value);
  }
  return balances;
}

function ledgerBalances(file: string, on: string): Map<string, number> {
  const after = new Date(Date.parse(on) + 86_400_000).toISOString().slice(0, 10);
  const csv = hledger(
    '-f',
    file,
    'balance',
    '--flat',
    '-N',
    '--layout=bare',
    '-O',
    'csv',
    '-e',
    after,
    '^members:|^owed:|^stock:',
  );
  const balances = new Map<string, number>();
  for (const row of csv.trimEnd().split('\n').slice(1)) {
    const [account = '', commodity = '', balance = ''] = row.split('","').map((cell) => cell.replaceAll('"', ''));
    const value = Number(balance.replaceAll(/[.,]/g, ''));
    if (value !== 0) balances.set(account.startsWith('owed:') ? account : `${account} ${commodity}`, value);
  }
  return balances;
}

/** Names that are hard on a text format. */
function withOddItems(lines: readonly string[]): string[] {
  return lines.map((line) => line.replaceAll('玉米1', '盐;砖 #2').replaceAll('玉米2', "don't  @ 5 = x"));
}
