import { DueListService } from '../../src/contracts/due-list.service';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { importLines } from '../support/services';

/** Reads what is due anew, with nothing kept. */
const anew = (app: TestApp): DueListService => new DueListService(app.database.reads);

describe('what is due', () => {
  let app: TestApp;
  let book: string[];
  beforeAll(async () => {
    app = await openTestApp();
    book = makeBook(7, { contracts: 30, seasons: 6, closed: 2, events: 6 });
    await importLines(app, book);
  });
  afterAll(() => app.close());

  it('is the same on any day, whether computed anew or kept from before and mended', async () => {
    const list = app.module.get(DueListService);
    const { id } = (await app.database.reads.get<{ id: number }>('select id from cooperative')) ?? { id: 0 };
    const day = '2022-08-01';
    const before = await list.of(id, day);
    expect(before).toHaveLength(30);
    const cash = {
      type: 'event',
      cooperative: 'COOP7',
      contract: 'C-3',
      id: 'late',
      kind: 'cash_out',
      on: day,
      amount: '77.00',
    };
    await importLines(app, [book[0] as string, JSON.stringify(cash)]);
    const after = await list.of(id, day);
    expect(after).toEqual(await anew(app).of(id, day));
    const changed = after.filter((due, i) => due.cashFen !== before[i]?.cashFen);
    expect(changed.map((due) => due.contractId)).toEqual([3]);
    expect(await list.of(id, '2023-01-01')).toEqual(await anew(app).of(id, '2023-01-01'));
  });

  it('says since when something is overdue, and what comes next', async () => {
    const { id } = (await app.database.reads.get<{ id: number }>('select id from cooperative')) ?? { id: 0 };
    const debts = (await anew(app).of(id, '2022-08-01')).flatMap((due) => due.debts);
    for (const debt of debts) {
      expect(debt.arrears).toBe(Math.max(0, debt.due - debt.settled));
      expect(debt.overdueSince !== undefined).toBe(debt.arrears > 0);
      if (debt.next) expect([debt.next.on > '2022-08-01', debt.next.heads > 0]).toEqual([true, true]);
    }
    expect(debts.some((d) => d.arrears > 0)).toBe(true);
    expect(debts.some((d) => d.next)).toBe(true);
  });

  it('is told of a day in a closed season as of its end', async () => {
    const { id } = (await app.database.reads.get<{ id: number }>('select id from cooperative')) ?? { id: 0 };
    expect(await anew(app).of(id, '2020-07-01')).toHaveLength(30);
  });
});
