import { SettlementService, type SettlementResult } from '../../src/seasons/settlement.service';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook, seasonOfBook } from '../support/books';
import { cashIn, recordEvent } from '../support/recording';
import { exported, importLines, verify } from '../support/services';
import { openRaw, type Raw } from '../support/sql';

const APPROVAL = { approvedBy: 'operator', approvedAt: '2026-06-01T00:00:00.000Z' };

/** What nobody can enter, as somebody with the password could store it. */
function withMoreRentThanCanBeCounted(terms: string, on: string): string {
  const agreed = JSON.parse(terms) as { obligations: object[] };
  const amount = '90071990000000.00';
  const schedule = { kind: 'tranches', tranches: [{ on, amount }] };
  const rents = ['a', 'b'].map((id) => ({ id, rule: 'cash', amount, schedule }));
  return JSON.stringify({ ...agreed, obligations: [...agreed.obligations, ...rents] });
}

describe('settling a season', () => {
  let app: TestApp;
  let raw: Raw;
  beforeEach(async () => {
    app = await openTestApp();
    raw = await openRaw(app.url);
  });
  afterEach(async () => {
    await raw.close();
    await app.close();
  });
  const settle = (cooperative: string, season: string, close: boolean): Promise<SettlementResult> =>
    app.module.get(SettlementService).settle(cooperative, season, { close, approval: APPROVAL });
  const statements = (): Promise<unknown[]> =>
    raw.query('select * from statement order by cooperative_id, season_id, contract_id');
  const lines = (season: string): Promise<string> => exported(app, { what: 'lines', format: 'csv', season });

  it('again gives the same, computes only what is new, and drafts say what the closed statements will', async () => {
    await importLines(app, makeBook(31, { contracts: 6, seasons: 4, closed: 1, events: 6 }));
    expect(await settle('COOP31', 'S2', false)).toMatchObject({ total: 6, done: 6, failed: 0, closed: false });
    const drafts = await statements();
    expect(await settle('COOP31', 'S2', false)).toMatchObject({ total: 0, done: 0 });
    expect(await statements()).toEqual(drafts);
    await recordEvent(app.database.writer, cashIn('COOP31', 'C-3', 'late', seasonOfBook(0).from), app.clock.now());
    expect(await settle('COOP31', 'S2', false)).toMatchObject({ total: 1, done: 1 });
    const draft = await lines('S2');
    expect(await settle('COOP31', 'S2', true)).toMatchObject({ closed: true, failed: 0 });
    const closed = await lines('S2');
    expect(closed.replaceAll(',closed_unconfirmed', ',draft')).toBe(draft);
    const after = await statements();
    expect(await settle('COOP31', 'S2', true)).toMatchObject({ closed: true, total: 0, done: 0 });
    expect(await settle('COOP31', 'S2', false)).toMatchObject({ closed: true, total: 0 });
    expect(await statements()).toEqual(after);
    expect((await verify(app)).fault).toBeUndefined();
  });

  it('names the contracts that cannot be settled, settles the others, and then does not close', async () => {
    await importLines(app, makeBook(32, { contracts: 3, seasons: 3, closed: 0, events: 3 }));
    expect(await settle('COOP32', 'S1', true)).toMatchObject({ failed: 0, closed: true });
    const [stored] = await raw.query<{ terms: string }>(`select terms from contract where number = 'C-2'`);
    const terms = stored?.terms ?? '';
    const store = (text: string): Promise<unknown> =>
      raw.query(`update contract set terms = ? where number = 'C-2'`, [text]);
    await store(withMoreRentThanCanBeCounted(terms, '2021-01-01'));
    const result = await settle('COOP32', 'S2', true);
    expect(result).toMatchObject({ total: 3, done: 3, failed: 1, closed: false });
    expect(result.failures).toEqual([{ contract: 'C-2', code: 'amount_too_large' }]);
    const sql =
      'select c.number from statement s join contract c on c.id = s.contract_id where s.season_id = 2 order by 1';
    expect(await raw.query(sql)).toEqual([{ number: 'C-1' }, { number: 'C-3' }]);
    expect(await raw.query('select id from season where closed_seq is not null')).toEqual([{ id: 1 }]);
    const close = JSON.stringify({ type: 'close', cooperative: 'COOP32', season: 'S2' });
    await expect(importLines(app, ['{"type":"book","format":1}', close])).rejects.toMatchObject({
      errors: [{ line: 2, error: { code: 'settlement_failed', details: { contract: 'C-2' } } }],
    });
    await store(terms);
    expect(await settle('COOP32', 'S2', true)).toMatchObject({ total: 1, failed: 0, closed: true });
    expect((await verify(app)).fault).toBeUndefined();
  });

  it('refuses totals that no longer can be counted exactly, at the event that would make them', async () => {
    await importLines(app, makeBook(33, { contracts: 2, seasons: 3, closed: 0, events: 0 }));
    const huge = '90071992546000.00';
    await recordEvent(app.database.writer, cashIn('COOP33', 'C-1', 'a', '2020-07-01', huge), app.clock.now());
    const more = recordEvent(app.database.writer, cashIn('COOP33', 'C-2', 'b', '2020-07-02', huge), app.clock.now());
    await expect(more).rejects.toMatchObject({ code: 'amount_too_large' });
    expect((await verify(app)).fault).toBeUndefined();
    expect(await raw.query(`select 1 from book_record where event_id = 'b'`)).toEqual([]);
  });

  it('while events come in: nothing is recorded behind the lock, late ones are booked on the first open day', async () => {
    await importLines(app, makeBook(34, { contracts: 5, seasons: 4, closed: 0, events: 4 }));
    const { writer } = app.database;
    const send = (i: number): Promise<unknown> =>
      recordEvent(writer, cashIn('COOP34', `C-${1 + (i % 5)}`, `r${i}`, '2020-08-15'), app.clock.now());
    const events = Array.from({ length: 120 }, async (_, i) => {
      for (let wait = 0; wait < i; wait += 4) await new Promise((resolve) => setImmediate(resolve));
      return send(i);
    });
    const [result] = await Promise.all([settle('COOP34', 'S1', true), ...events]);
    expect(result).toMatchObject({ closed: true });
    await send(120);
    const [season] = await raw.query<{ closed_seq: number }>('select closed_seq from season where id = 1');
    const rows = await raw.query<{ seq: number; season_id: number; booked_on: string }>(
      `select seq, season_id, cast(booked_on as varchar) as booked_on from book_record where event_id like 'r%'`,
    );
    const closedSeq = Number(season?.closed_seq);
    expect(rows).toHaveLength(121);
    for (const row of rows) {
      const isLate = Number(row.seq) > closedSeq;
      expect([row.season_id, row.booked_on]).toEqual(isLate ? [2, '2020-12-01'] : [1, '2020-08-15']);
    }
    expect((await verify(app)).fault).toBeUndefined();
    const before = await lines('S1');
    await settle('COOP34', 'S2', true);
    expect(await lines('S1')).toBe(before);
    expect((await verify(app)).fault).toBeUndefined();
  });

  it('thirty times in a row carries every balance on, and verifies', async () => {
    await importLines(app, makeBook(35, { contracts: 2, seasons: 30, closed: 20, events: 2 }));
    for (let s = 21; s <= 30; s++) expect(await settle('COOP35', `S${s}`, true)).toMatchObject({ closed: true });
    const csv = (await exported(app, { what: 'lines', format: 'csv' })).split('\r\n').map((row) => row.split(','));
    const value = (season: number, contract: string, subject: string, line: string): string | undefined =>
      csv.find((r) => r[1] === `S${season}` && r[3] === contract && r[6] === subject && r[7] === line)?.[8];
    let compared = 0;
    for (let s = 2; s <= 30; s++)
      for (const contract of ['C-1', 'C-2'])
        for (const subject of ['CNY', 'lambs', 'dams:ewe']) {
          const closing = value(s - 1, contract, subject, 'closing');
          if (closing !== undefined) expect(value(s, contract, subject, 'opening') ?? '0').toBe(closing);
          compared += closing === undefined ? 0 : 1;
        }
    expect(compared).toBeGreaterThan(150);
    expect((await verify(app)).fault).toBeUndefined();
  });
});
