import { openTestApp, type TestApp } from '../support/app';
import { seasonOfBook } from '../support/books';
import { cashIn, recordEvent } from '../support/recording';
import { exported, importLines, refusals, verify } from '../support/services';
import type { EventLine } from '../../src/domain/book/lines';

const COOPERATIVE = 'LATE';
const [FIRST, SECOND, LAST] = [seasonOfBook(0), seasonOfBook(1), seasonOfBook(3)];

/** Two leased lambs die before anything is handed over; the loss rule counts from the first handover, so that nobody bears it yet. */
function book(): object[] {
  const cooperative = COOPERATIVE;
  const terms = {
    offspring: 'cooperative',
    handout: [{ class: 'ewe', count: 20 }],
    obligations: [{ id: 'lambs', rule: 'fixed_total', class: 'lamb', quantity: 10, schedule: { kind: 'at_end' } }],
    losses: [{ causes: ['*'], withinDays: 30, effect: 'reduce' }],
  };
  return [
    { type: 'book', format: 1 },
    { type: 'cooperative', code: cooperative, name: '合作社', accounting: 'CN-COOP-2021' },
    ...Array.from({ length: 4 }, (_, i) => ({ type: 'season', cooperative, ...seasonOfBook(i) })),
    { type: 'household', cooperative, code: 'H1', name: '牧户' },
    { type: 'contract', cooperative, number: 'C', household: 'H1', from: FIRST.from, to: LAST.to, terms },
    event('born', 'lambing', FIRST.from, { live: 4, heads: [{ class: 'lamb', count: 4 }] }),
    event('died', 'death', FIRST.to, { heads: [{ class: 'lamb', count: 2 }], cause: '病' }),
    { type: 'close', cooperative, season: FIRST.code },
  ];
}

const event = (id: string, kind: string, on: string, payload: object): object => ({ type: 'event', cooperative: COOPERATIVE, contract: 'C', id, kind, on, ...payload }); // prettier-ignore
const HANDOVER = event('first', 'handover', SECOND.from, { heads: [{ class: 'ewe', count: 20 }] });
const returnOf = (count: number): object => event('back', 'lamb_return', SECOND.to, { accepted: [{ class: 'lamb', count }] }); // prettier-ignore
const text = (lines: readonly object[]): string[] => lines.map((line) => JSON.stringify(line));

describe('the first handover after a season in which leased animals died', () => {
  let app: TestApp;
  beforeEach(async () => (app = await openTestApp()));
  afterEach(() => app.close());

  const owedHeads = async (line: string): Promise<string | undefined> =>
    (await exported(app, { what: 'lines', format: 'csv', season: SECOND.code }))
      .split('\r\n')
      .map((row) => row.split(','))
      .find((row) => row[6] === 'lambs' && row[7] === line)?.[8];

  it('counts the deaths anew for what comes after it in the same import', async () => {
    const { errors } = await refusals(app, text([...book(), HANDOVER, returnOf(10)]));
    expect(errors).toEqual(['13: obligation: over_settled']);
    await importLines(app, text([...book(), HANDOVER, returnOf(9)]));
    expect(await owedHeads('closing')).toBe('0');
    expect((await verify(app)).fault).toBeUndefined();
  });

  it('and for what is recorded one by one', async () => {
    await importLines(app, text(book()));
    const record = (line: object): Promise<unknown> =>
      recordEvent(app.database.writer, line as EventLine, app.clock.now());
    await record(HANDOVER);
    await expect(record(returnOf(10))).rejects.toMatchObject({ code: 'over_settled' });
    await record(returnOf(9));
    await record(cashIn(COOPERATIVE, 'C', 'cash', SECOND.to));
    expect((await verify(app)).fault).toBeUndefined();
  });
});
