import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROPOSALS } from '../../src/mapping/proposals';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { testDialect } from '../support/database';
import { exported, importLines } from '../support/services';
import { variedBook } from '../support/varied-book';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const SYSTEMS = ['CN-COOP-2021', 'CN-COLLECTIVE-2023'] as const;
type System = (typeof SYSTEMS)[number];
type Line = Readonly<Record<string, string | number | undefined>>;

const jsonLines = (text: string): Line[] => text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Line); // prettier-ignore
const fen = (amount: Line[string]): bigint => BigInt(String(amount ?? '0').replace('.', ''));

/** The same book under another accounting system; every second household is not a member. */
function under(system: System, lines: readonly string[]): string[] {
  return lines.map((text) => {
    const line = JSON.parse(text) as Record<string, unknown>;
    if (line['type'] === 'cooperative') line['accounting'] = system;
    if (line['type'] === 'household' && /[02468]$/.test(String(line['code']))) line['member'] = false;
    return JSON.stringify(line);
  });
}

async function bookOf(lines: readonly string[]): Promise<TestApp> {
  const app = await openTestApp();
  await importLines(app, lines);
  return app;
}

const vouchers = async (app: TestApp, season: string): Promise<Line[]> =>
  jsonLines(await exported(app, { what: 'vouchers', format: 'jsonl', season }));
const booked = (lines: readonly Line[], event: string): string[] =>
  lines.filter((l) => l['event'] === event).map((l) => `${l['account']} ${l['debit'] ?? '-'} ${l['credit'] ?? '-'}`);

/** Some yuan go by the bank, some events are claims for the cooperative: what generated books do not say. */
function withPayments(lines: readonly string[]): string[] {
  let n = 0;
  return lines.map((text) => {
    const line = JSON.parse(text) as Record<string, unknown>;
    if (line['kind'] === 'cash_in' && (n += 1) % 2 === 0)
      Object.assign(line, { method: '网银转账', receipt: `R-${n}` });
    return JSON.stringify(line);
  });
}

describe.each(SYSTEMS)('vouchers under %s', (system) => {
  const { household } = PROPOSALS[system];
  const books: [string, () => string[]][] = [
    ['the example', () => example],
    ...(testDialect() === 'sqlite' ? [21, 22] : [21]).map((seed): [string, () => string[]] => [
      `generated book ${seed}`,
      () => withPayments(makeBook(seed, { contracts: 4, seasons: 4, closed: 3, events: 10 })),
    ]),
    ...(testDialect() === 'sqlite' ? [5, 6, 7] : [5]).map((seed): [string, () => string[]] => [
      `varied book ${seed}`,
      () => variedBook(seed, { contracts: 6, events: 8 }),
    ]),
  ];

  it.each(books)(
    '%s: balance, and every household’s account moves as its statements of closed seasons do',
    async (_, lines) => {
      const app = await bookOf(under(system, lines()));
      const statements = jsonLines(await exported(app, { what: 'lines', format: 'jsonl' }));
      const cash = (season: unknown, contract: unknown, line: string): bigint =>
      fen(statements.find((l) => l['season'] === season && l['contract'] === contract && l['section'] === 'cash' && l['line'] === line)?.['quantity']); // prettier-ignore
      let compared = 0;
      for (const season of new Set(statements.map((l) => l['season']))) {
        const made = await vouchers(app, String(season));
        const sums = new Map<string, bigint>();
        for (const l of made) sums.set(String(l['voucher']), (sums.get(String(l['voucher'])) ?? 0n) + fen(l['debit']) - fen(l['credit'])); // prettier-ignore
        expect([...sums].filter(([, sum]) => sum !== 0n)).toEqual([]);
        for (const contract of new Set(statements.filter((l) => l['season'] === season).map((l) => l['contract']))) {
          const own = made.filter((l) => l['contract'] === contract && [household.member, household.other].includes(String(l['account']))); // prettier-ignore
          const moved = own.reduce((sum, l) => sum + fen(l['debit']) - fen(l['credit']), 0n);
          expect(`${season} ${contract} ${moved}`).toBe(`${season} ${contract} ${cash(season, contract, 'closing') - cash(season, contract, 'opening')}`); // prettier-ignore
          compared += 1;
        }
      }
      expect(compared).toBeGreaterThan(3);
      await app.close();
    },
  );
});

describe('what vouchers say of payments', () => {
  const event = (id: string, kind: string, more: object): object =>
    ({ type: 'event', cooperative: 'K', contract: 'K1', id, kind, on: '2023-03-01', ...more }); // prettier-ignore
  const book = (system: System, isMember: boolean, ...events: object[]): string[] => [
    { type: 'book', format: 1 },
    { type: 'cooperative', code: 'K', name: '合作社', accounting: system },
    { type: 'season', cooperative: 'K', code: 's1', from: '2023-01-01', to: '2023-05-31' },
    { type: 'household', cooperative: 'K', code: 'H1', name: '王燕', member: isMember },
    { type: 'contract', cooperative: 'K', number: 'K1', household: 'H1', from: '2023-01-01', to: '2025-12-31', terms: {
      handout: [{ class: 'ewe', count: 30 }], sales: { commission: '3' },
      obligations: [{ id: 'rent', rule: 'cash', amount: '3500.00', schedule: { kind: 'tranches', tranches: [{ on: '2023-05-01', amount: '3500.00' }] } }],
    } },
    ...events,
    { type: 'close', cooperative: 'K', season: 's1' },
  ].map((line) => JSON.stringify(line)); // prettier-ignore

  it('a transfer goes to the bank, in whatever words it is written; notes go to the cash box; receipts are named', async () => {
    const paid = (id: string, method?: string): object =>
      event(id, 'cash_in', { amount: '10.00', receipt: `SJ-${id}`, ...(method === undefined ? {} : { method }) });
    const app = await bookOf(
      book('CN-COOP-2021', true, paid('a', '转账'), paid('b', '网银转账'), paid('c', '現金'), paid('d'), paid('e', 'Bank transfer'), paid('f', '微信支付'), event('g', 'reversal', { of: 'a', reason: '误' })),
    ); // prettier-ignore
    const lines = await vouchers(app, 's1');
    const debited = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => booked(lines, id)[0]);
    expect(debited).toEqual(['102', '102', '101', '101', '102', '102'].map((account) => `${account} 10.00 -`));
    expect(booked(lines, 'g')).toEqual(['114 10.00 -', '102 - 10.00']);
    expect(lines.filter((l) => l['event'] === 'a').map((l) => [l['method'], l['receipt']])).toEqual([['转账', 'SJ-a'], ['转账', 'SJ-a']]); // prettier-ignore
    expect(lines.filter((l) => l['event'] === 'g').map((l) => l['receipt'])).toEqual(['SJ-a', 'SJ-a']);
    await app.close();
  });

  it('what buyers pay and what insurers pay the cooperative is there; a buyer’s account is not the household’s', async () => {
    const sale = (id: string, more: object = {}): object =>
      event(id, 'sale', { channel: '旗市场', heads: [{ class: 'ram_lamb', count: 10 }], per: 'head', price: '700', ...more }); // prettier-ignore
    const events = [sale('a'), sale('b', { collectedBy: 'household' }), event('c', 'claim', { amount: '3200.00', payTo: 'cooperative' }), event('d', 'reversal', { of: 'c', reason: '误' })]; // prettier-ignore
    const app = await bookOf(book('CN-COLLECTIVE-2023', false, ...events));
    const lines = await vouchers(app, 's1');
    expect(booked(lines, 'a')).toEqual(['102 7000.00 -', '11201 - 7000.00', '11201 7000.00 -', '112 - 7000.00', '112 210.00 -', '501 - 210.00']); // prettier-ignore
    expect(booked(lines, 'b')).toEqual(['112 210.00 -', '501 - 210.00']);
    expect(booked(lines, 'c')).toEqual(['102 3200.00 -', '504 - 3200.00']);
    expect(booked(lines, 'd')).toEqual(['504 3200.00 -', '102 - 3200.00']);
    await app.close();
  });

  it('rent stands by itself, beside what settling revalued', async () => {
    const terms = { handout: [{ class: 'ewe', count: 30 }], sales: { commission: '3' }, losses: [{ causes: ['*'], withinDays: 30, effect: 'charge', price: '285.00' }], obligations: [{ id: 'rent', rule: 'cash', amount: '3500.00', schedule: { kind: 'tranches', tranches: [{ on: '2023-05-01', amount: '3500.00' }] } }] }; // prettier-ignore
    // The handover is entered last: the death was charged as known then, and is not any more.
    const events = [
      event('h1', 'handover', { on: '2023-02-20', heads: [{ class: 'ewe', count: 30 }] }),
      event('d1', 'death', { on: '2023-03-10', heads: [{ class: 'ewe', count: 1 }], cause: 'disease' }),
      event('h0', 'handover', { on: '2023-01-02', heads: [{ class: 'ewe', count: 1 }] }),
    ]; // prettier-ignore
    const lines = book('CN-COOP-2021', true, ...events).map((text) => {
      const line = JSON.parse(text) as Record<string, unknown>;
      return JSON.stringify(line['type'] === 'contract' ? { ...line, terms } : line);
    });
    const app = await bookOf(lines);
    const close = (await vouchers(app, 's1')).filter((l) => l['kind'] === 'close' && l['class'] === undefined);
    expect(close.map((l) => `${l['account']} ${l['debit'] ?? '-'} ${l['credit'] ?? '-'} ${String(l['summary']).slice(0, 6)}`)).toEqual([
      '114 3500.00 - 结账 租金 ',
      '501 - 3500.00 结账 租金 ',
      '142 285.00 - 结账 损失赔',
      '114 - 285.00 结账 损失赔',
    ]); // prettier-ignore
    await app.close();
  });
});
