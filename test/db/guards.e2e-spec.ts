import { Readable } from 'node:stream';
import { ImportService } from '../../src/import/import.service';
import { quietRun } from '../../src/common/progress';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { testDialect } from '../support/database';
import { contents, openRaw, type Raw } from '../support/sql';

describe('the database itself keeps what was recorded', () => {
  let app: TestApp;
  let raw: Raw;
  let before: Record<string, string>;
  beforeAll(async () => {
    app = await openTestApp();
    const lines = makeBook(1, { contracts: 3, seasons: 4, closed: 2, events: 8 });
    const amendment = { ...JSON.parse(lines.find((l) => l.includes('"contract","cooperative"')) ?? '{}') };
    lines.push(
      JSON.stringify({ type: 'event', cooperative: 'COOP1', contract: 'C-1', id: 'a1', kind: 'amendment', on: '2021-06-05', terms: amendment.terms }),
      JSON.stringify({ type: 'event', cooperative: 'COOP1', contract: 'C-1', id: 'a2', kind: 'amendment', on: '2021-06-06', terms: amendment.terms }),
      JSON.stringify({ type: 'event', cooperative: 'COOP1', contract: 'C-1', id: 'r1', kind: 'reversal', of: 'a2', reason: '误' }),
    ); // prettier-ignore
    await app.module.get(ImportService).import(Readable.from([lines.join('\n')]), 'operator', quietRun());
    raw = await openRaw(app.url);
    before = await contents(raw);
  });
  afterAll(async () => {
    await raw.close();
    await app.close();
  });
  afterEach(async () => {
    expect(await contents(raw)).toEqual(before);
  });

  const refused: [sql: string, says: RegExp][] = [
    ...['book_record', 'posting', 'account'].flatMap((table): [string, RegExp][] => [
      [`update ${table} set cooperative_id = cooperative_id`, /append-only/],
      [`delete from ${table}`, /append-only/],
    ]),
    [`update book_record set line = '{}' where seq = 5`, /append-only/],
    [`update book_record set hash = 'x'`, /append-only/],
    [`update posting set quantity = quantity + 1`, /append-only/],
    [`update account set name = 'x' where id = 1`, /append-only/],
    ...['cooperative', 'household', 'contract', 'terms_version'].map((table): [string, RegExp] => [
      `delete from ${table}`,
      /never deleted/,
    ]),
    [`update terms_version set terms = '{}'`, /never changed/],
    [`update terms_version set in_force_from = '2021-06-09' where event_id = 'a1'`, /never changed/],
    [`update terms_version set reversed_from = null where event_id = 'a2'`, /never changed/],
    [`update terms_version set contract_id = 2 where event_id = 'a1'`, /never changed/],
    [`update terms_version set cooperative_id = 2 where event_id = 'a1'`, /never changed/],
    [`update statement set lines = '[]' where closed_seq is not null`, /closed statement/],
    [`update statement set state = 'draft' where closed_seq is not null`, /closed statement/],
    [`update statement set closed_seq = null where closed_seq is not null`, /closed statement/],
    [`delete from statement where closed_seq is not null`, /closed statement/],
    [`update season set closed_seq = null where closed_seq is not null`, /closed season/],
    [`update season set ends_on = '2030-01-01' where id = 1`, /closed season/],
    [`delete from season where id = 1`, /closed season/],
    [
      `insert into book_record (cooperative_id, seq, type, recorded_at, line, booked_on, hash, contract_id, season_id, event_id, kind, happened_on)
       values (1, 100000, 'event', '2026-01-01T00:00:00.000Z', '{}', '2020-07-01', 'x', 1, 1, 'late', 'cash_in', '2020-07-01')`,
      /season is closed/,
    ],
    [`insert into household (cooperative_id, id, code, name, version) values (99, 1, 'X', 'X', 1)`, /foreign key/i],
    [`update contract set household_id = 99 where id = 1`, /foreign key/i],
  ];

  it.each(refused)('refuses: %s', async (sql, says) => {
    await expect(raw.query(sql)).rejects.toThrow(says);
  });

  const [onSqlite, onPostgres] = testDialect() === 'sqlite' ? [it, it.skip] : [it.skip, it];

  onPostgres.each([
    'book_record', 'posting', 'account', 'statement', 'terms_version', 'contract', 'season', 'household', 'cooperative',
  ])('refuses to truncate %s', async (table) => {
    await expect(raw.query(`truncate ${table} cascade`)).rejects.toThrow(/append-only/);
  }); // prettier-ignore

  onSqlite('refuses INSERT OR REPLACE on the application’s own connection, which would delete unseen', async () => {
    const { writer } = app.database;
    const columns = 'cooperative_id, seq, entry, line, account_id, quantity';
    const replace = `insert or replace into posting (${columns}) select cooperative_id, seq, entry, line, account_id, 7 from posting`;
    const attempt = writer.write('installation', (tx) => tx.run(replace));
    await expect(attempt).rejects.toMatchObject({ message: expect.stringMatching(/append-only/) });
  });
});
