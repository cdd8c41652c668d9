import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_KINDS } from '../../src/domain/events/registry';
import { OFFERS, type ExportWhat } from '../../src/exports/list';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { testDialect } from '../support/database';
import { expectNoneMissing } from '../support/missing';
import { exported, importLines } from '../support/services';
import { variedBook } from '../support/varied-book';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
type Book = readonly [name: string, seasons: number, lines: () => readonly string[]];
const plainBook = (seed: number): Book => [
  `generated book ${seed}`,
  6,
  () => makeBook(seed, { contracts: 8, seasons: 6, closed: 4, events: 10 }),
];
const varied = (seed: number): Book => [`varied book ${seed}`, 5, () => variedBook(seed, { contracts: 6, events: 12 })];
/** Between them every kind of event occurs, which a test below holds them to. */
const BOOKS =
  testDialect() === 'sqlite'
    ? [plainBook(11), plainBook(12), plainBook(13), varied(5), varied(6), varied(7)]
    : [plainBook(11), varied(5)];

type Record_ = Record<string, string | number>;

const lookedInto = new Set<string>();
async function rowsOf(app: TestApp, what: ExportWhat, season?: string): Promise<Record_[]> {
  lookedInto.add(what);
  const text = await exported(app, { what, format: 'jsonl', ...(season === undefined ? {} : { season }) });
  return text.split('\n').filter(Boolean).map((l) => JSON.parse(l) as Record_); // prettier-ignore
}

/** Yuan as fen, kilograms as grams, heads as they are. */
const exact = (value: string | number | undefined): number =>
  typeof value === 'string' ? Number(value.replace('.', '')) : (value ?? 0);
const sum = (rows: readonly Record_[], key: string): number => rows.reduce((total, row) => total + exact(row[key]), 0);

describe('the reports of the Wuriyintuya book', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, example);
  });
  afterAll(() => app.close());

  it('balances never net one household with another', async () => {
    const rows = await rowsOf(app, 'balances', '2022-winter');
    expect(rows.filter((r) => r['section'] !== 'owed')).toEqual([
      { cooperative: 'WRYT', season: '2022-winter', date: '2023-05-31', section: 'cash', debtors: 2, debitMoney: '16206.80', creditors: 1, creditMoney: '3259.37' },
      { cooperative: 'WRYT', season: '2022-winter', date: '2023-05-31', section: 'deposit', debtors: 0, debitMoney: '0.00', creditors: 1, creditMoney: '5000.00' },
    ]); // prettier-ignore
    expect(rows.find((r) => r['class'] === 'lamb')).toMatchObject({ debtors: 2, debitHeads: 270, creditHeads: 0 });
  });

  it('arrears are told by the season since when they are open', async () => {
    const rows = await rowsOf(app, 'arrears');
    expect(rows.map((r) => [r['household'], r['subject'], r['headsBehind'] ?? r['moneyBehind']])).toEqual([
      ['H001', 'CNY', '20909.67'],
      ['H002', 'lambs', 3],
      ['H003', 'lambs', 1],
      ['H003', 'CNY', '608.75'],
    ]);
    expect(rows[2]).toMatchObject({ headsAge0: 0, headsAge1: 1, headsAge2: 0, headsAge3: 0 });
    expect(rows[0]).toMatchObject({ moneyAge0: '1500.00', moneyAge1: '6525.00', moneyAge2: '12884.67' });
  });

  it('member accounts tell volume and value by product, non-members apart', async () => {
    const rows = await rowsOf(app, 'members');
    expect(rows.find((r) => r['household'] === 'H002' && r['trade'] === 'sale')).toEqual({
      cooperative: 'WRYT', household: 'H002', householdName: '萨仁高娃', standing: 'member', trade: 'sale', class: 'ram_lamb',
      heads: 12, weight: '371.250', value: '9801.00', charged: '245.03',
    }); // prettier-ignore
    expect(new Set(rows.filter((r) => r['household'] === 'H003').map((r) => r['standing']))).toEqual(
      new Set(['non_member']),
    );
    const summer = await rowsOf(app, 'members', '2022-summer');
    expect(sum(summer, 'value')).toBeLessThan(sum(rows, 'value'));
  });

  it('feed that came back is told beside what was issued', async () => {
    const rows = await rowsOf(app, 'feed');
    expect(rows.find((r) => r['household'] === 'H002' && r['item'] === '精补料')).toMatchObject({
      issued: '3320.000', returned: '80.000', value: '10228.30', share: '7159.81', subsidy: '3068.49',
    }); // prettier-ignore
  });

  it('losses are told by cause, class and who bears them', async () => {
    const rows = await rowsOf(app, 'losses');
    expect(rows.map((r) => [r['cause'], r['class'], r['book'], r['liability'], r['heads'], r['lossCharged']])).toEqual([
      ['disaster', 'ewe', 'leased', 'reduce', 4, '0.00'],
      ['disease', 'ewe', 'leased', 'household', 1, '0.00'],
      ['disease', 'ewe', 'leased', 'replace', 1, '0.00'],
      ['disease', 'ram_lamb', 'own', 'household', 2, '0.00'],
      ['neglect', 'ewe', 'leased', 'charge', 1, '1200.00'],
      ['old_age', 'ram', 'leased', 'household', 1, '0.00'],
      ['theft', 'ewe', 'leased', 'charge', 1, '1100.00'],
    ]);
  });

  it('is headed in the reader’s language', async () => {
    const csv = (locale: 'en' | 'zh-CN'): Promise<string> => exported(app, { what: 'losses', format: 'csv', locale });
    expect(await csv('en')).toMatch(/^Cooperative,Cause,Class,.*\r\nWRYT,disaster,ewes?,/);
    expect(await csv('zh-CN')).toMatch(/^合作社,原因,类别,.*\r\nWRYT,自然灾害,母羊,代养,/);
  });
});

describe.each(BOOKS)('the reports of %s', (_name, howMany, book) => {
  let app: TestApp;
  let lines: Record_[];
  const seasons = Array.from({ length: howMany }, (_, i) => `S${i + 1}`);
  const stated = (season: string, section: string, line: string, subject = ''): number =>
    sum(lines.filter((l) => l['season'] === season && l['section'] === section && l['line'] === line && String(l['subject']).includes(subject)), 'quantity'); // prettier-ignore

  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, book());
    lines = (await Promise.all(seasons.map((s) => rowsOf(app, 'lines', s)))).flat();
    lines = lines.map((l) => ({
      ...l,
      quantity: l['unit'] === 'head' ? Number(l['quantity']) : String(l['quantity']),
    }));
  });
  afterAll(() => app.close());

  it('feed, trade and losses of each season are those of its statements, reversals and late facts included', async () => {
    for (const season of seasons) {
      const [feed, members, losses] = await Promise.all([
        rowsOf(app, 'feed', season),
        rowsOf(app, 'members', season),
        rowsOf(app, 'losses', season),
      ]);
      expect(sum(feed, 'share')).toBe(stated(season, 'cash', 'feed'));
      expect(sum(feed, 'share') + sum(feed, 'subsidy')).toBe(sum(feed, 'value'));
      const trade = (kind: string): Record_[] => members.filter((r) => r['trade'] === kind);
      expect(sum(trade('feed'), 'charged')).toBe(stated(season, 'cash', 'feed'));
      expect(sum(trade('service'), 'charged')).toBe(stated(season, 'cash', 'services'));
      expect(sum(trade('sale'), 'value')).toBe(0 - stated(season, 'cash', 'sales'));
      expect(sum(trade('sale'), 'charged')).toBe(stated(season, 'cash', 'commission'));
      expect(sum(losses, 'heads')).toBe(0 - stated(season, 'stock', 'died'));
      expect(sum(losses, 'lossCharged')).toBe(stated(season, 'cash', 'losses'));
    }
  });

  it('the seasons add up to the whole', async () => {
    for (const [what, key] of [['feed', 'value'], ['members', 'value'], ['losses', 'heads']] as const) {
      const parts = await Promise.all(seasons.map((s) => rowsOf(app, what, s)));
      expect(parts.reduce((total, rows) => total + sum(rows, key), 0)).toBe(sum(await rowsOf(app, what), key));
    } // prettier-ignore
  });

  it('balances less their other side are the closings; arrears are those of the statements, and their ages add up', async () => {
    for (const season of seasons) {
      const balances = await rowsOf(app, 'balances', season);
      const side = (section: string, unit: string): number => {
        const rows = balances.filter((r) => r['section'] === section);
        return sum(rows, `debit${unit}`) - sum(rows, `credit${unit}`);
      };
      expect(side('owed', 'Heads')).toBe(stated(season, 'owed', 'closing'));
      expect(side('cash', 'Money')).toBe(stated(season, 'cash', 'closing'));
      expect(side('deposit', 'Money')).toBe(0 - stated(season, 'deposit', 'closing'));
      const arrears = await rowsOf(app, 'arrears', season);
      expect(sum(arrears, 'headsBehind')).toBe(stated(season, 'owed', 'arrears'));
      expect(sum(arrears, 'moneyBehind')).toBe(sum(balances.filter((r) => r['section'] === 'cash'), 'debitMoney')); // prettier-ignore
      for (const row of arrears) {
        const of = (unit: string): number =>
          [0, 1, 2, 3].reduce((total, age) => total + exact(row[`${unit}Age${age}`]), 0);
        expect([of('heads'), of('money')]).toEqual([exact(row['headsBehind']), exact(row['moneyBehind'])]);
      }
    }
    expect(
      sum(
        seasons.map((season) => ({ arrears: stated(season, 'owed', 'arrears') })),
        'arrears',
      ),
    ).toBeGreaterThan(0);
  });
});

it('these books have events of every kind, so that none is left out of a report without a word', () => {
  const kinds = new Set(BOOKS.flatMap(([, , book]) => book().map((line) => (JSON.parse(line) as Record_)['kind'])));
  expectNoneMissing([...EVENT_KINDS.keys()].filter((kind) => !kinds.has(kind)), 'an event in test/support/varied-book.ts or worked-book.ts'); // prettier-ignore
});

/** These have a file of tests of their own. */
const ELSEWHERE = ['lines', 'entries', 'statements', 'vouchers', 'trail'];

it('every report was looked into', () => {
  const reports = OFFERS.filter(({ formats }) => formats.includes('csv')).map(({ what }) => what);
  expectNoneMissing(reports.filter((what) => !ELSEWHERE.includes(what) && !lookedInto.has(what)), 'a test in test/exports/reports.e2e-spec.ts'); // prettier-ignore
});
