import { SettlementService, type SettlementResult } from '../../src/seasons/settlement.service';
import { openTestApp, type TestApp } from '../support/app';
import { seasonOfBook } from '../support/books';
import { cashIn, recordEvent } from '../support/recording';
import { importLines, verify } from '../support/services';

const COOPERATIVE = 'ENDED';
const CLOSED = [0, 1, 2];

/** Contract A ends, paid in full, in the first season; B begins in the fourth; C lasts. */
function book(): string[] {
  const cooperative = COOPERATIVE;
  const [first, fourth] = [seasonOfBook(0), seasonOfBook(3)];
  const terms = {
    title: 'retained',
    handout: [{ class: 'ewe', count: 1 }],
    obligations: [{ id: 'rent', rule: 'cash', amount: '100.00', schedule: { kind: 'at_end' } }],
  };
  const contract = (number: string, from: string, to: string): object => ({ type: 'contract', cooperative, number, household: 'H1', from, to, terms }); // prettier-ignore
  const lines: object[] = [
    { type: 'book', format: 1 },
    { type: 'cooperative', code: cooperative, name: '合作社', accounting: 'CN-COOP-2021' },
    ...Array.from({ length: 6 }, (_, i) => ({ type: 'season', cooperative, ...seasonOfBook(i) })),
    { type: 'household', cooperative, code: 'H1', name: '牧户' },
    contract('A', first.from, first.to),
    contract('B', fourth.from, fourth.to),
    contract('C', first.from, seasonOfBook(5).to),
    cashIn(cooperative, 'A', 'paid', first.to, '100.00'),
    // Paid long before it begins, in a season that is still open when the earlier ones are closed.
    cashIn(cooperative, 'A', 'gift', seasonOfBook(4).from, '1.00'),
    ...CLOSED.map((i) => ({ type: 'close', cooperative, season: seasonOfBook(i).code })),
  ];
  return lines.map((line) => JSON.stringify(line));
}

describe('a contract that is over is not settled for ever', () => {
  let app: TestApp;
  beforeEach(async () => (app = await openTestApp()));
  afterEach(() => app.close());

  const settle = (season: number, close = false): Promise<SettlementResult> =>
    app.module.get(SettlementService).settle(COOPERATIVE, seasonOfBook(season).code, { close });

  it('it is passed over once it had no statement, and comes back with a new event or one booked ahead', async () => {
    await importLines(app, book());
    expect(await settle(3)).toMatchObject({ total: 2, statements: 2 });
    await recordEvent(app.database.writer, cashIn(COOPERATIVE, 'A', 'late', seasonOfBook(0).from), app.clock.now());
    expect(await settle(3)).toMatchObject({ total: 1, statements: 3 });
    expect(await settle(3, true)).toMatchObject({ closed: true, statements: 3 });
    expect(await settle(4, true)).toMatchObject({ total: 3, closed: true, statements: 3 });
    expect((await verify(app)).fault).toBeUndefined();
  });

  it('an event booked ahead is found when its season comes', async () => {
    await importLines(app, book());
    await settle(3, true);
    expect(await settle(4)).toMatchObject({ total: 3, statements: 3 });
  });
});
