/** @runs sqlite */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Origin } from '../../src/audit/audit';
import { DomainErrors } from '../../src/domain/errors';
import { MappingService } from '../../src/mapping/mapping.service';
import { PAIRS, roleOf, type MappingContent } from '../../src/mapping/mapping';
import { PROPOSALS } from '../../src/mapping/proposals';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { packOf, unzipped } from '../support/packs';
import { exported, exportedBytes, importLines } from '../support/services';
import { openRaw } from '../support/sql';
import { sheetsIn } from '../support/xlsx';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const ACCOUNTANT: Origin = { actor: 'accountant', address: 'test', requestId: 'test' };
/** What is empty is left out; counts are numbers. */
type Line = Record<string, string | number | boolean | undefined>;

async function vouchers(app: TestApp, season: string, asKnown?: string): Promise<Line[]> {
  const which = { what: 'vouchers', format: 'jsonl', season, ...(asKnown === undefined ? {} : { asKnown }) } as const;
  const text = await exported(app, which);
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line)); // prettier-ignore
}

const fen = (amount: Line[string]): bigint => BigInt(String(amount ?? '0').replace('.', ''));
const of = (lines: readonly Line[], event: string): string[] =>
  lines
    .filter((l) => l['event'] === event)
    .map((l) => `${l['account']} ${l['debit'] ?? ''}|${l['credit'] ?? ''}|${l['heads'] ?? ''} ${l['class'] ?? 'CNY'}`);

describe('posting proposals', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, example);
  });
  afterAll(() => app.close());

  it('name the accounts of the accounting system, and say how sure each code is', async () => {
    const lines = await vouchers(app, '2022-summer');
    // 40 bags at 128.00, all for the household: 成员往来 against 产品物资.
    expect(of(lines, 'e-0002')).toEqual(['114 5120.00||', '121 |5120.00|'].map((l) => `${l} CNY`));
    // What is paid comes the other way round; it was a transfer.
    expect(of(lines, 'e-0018')).toEqual(['102 3000.00||', '114 |3000.00|'].map((l) => `${l} CNY`));
    // A household that pays 70 % of its feed: the rest is the cooperative's expense.
    expect(of(lines, 'e-0011')).toEqual(
      ['114 2213.75||', '121 |2213.75|', '521 948.75||', '121 |948.75|'].map((l) => `${l} CNY`),
    );
    // Heads have no price here: a number only, for the accountant to value.
    expect(of(lines, 'e-d-0705')).toEqual(['529 ||1 ewe', '142 ||1 ewe']);
    expect(new Set(lines.map((l) => `${l['account']} ${l['certainty']}`))).toEqual(
      new Set(['114 verified', '121 carried_over', '101 carried_over', '102 carried_over', '142 unverified', '529 carried_over', '521 carried_over', '501 carried_over', '128 verified', '141 unverified'].filter((a) => lines.some((l) => a.startsWith(`${l['account']} `)))),
    ); // prettier-ignore
    expect(lines.every((l) => l['proposal'] === true && l['mapping'] === 0)).toBe(true);
  });

  it('balance, voucher by voucher, and book on the household what its cash balance changed by', async () => {
    for (const season of ['2022-summer', '2023-winter', '2025-summer']) {
      const lines = await vouchers(app, season);
      const sums = new Map<string, bigint>();
      for (const l of lines) {
        const key = String(l['voucher']);
        if (l['class'] === undefined) sums.set(key, (sums.get(key) ?? 0n) + fen(l['debit']) - fen(l['credit']));
      }
      expect(sums.size).toBeGreaterThan(1);
      expect([...sums].filter(([, sum]) => sum !== 0n)).toEqual([]);
      const statement = (await exported(app, { what: 'lines', format: 'jsonl', season })).trimEnd().split('\n').map((l) => JSON.parse(l)); // prettier-ignore
      for (const contract of new Set(statement.map((l) => l.contract))) {
        const [opening, closing] = ['opening', 'closing'].map((line) => statement.find((l) => l.contract === contract && l.section === 'cash' && l.line === line).quantity); // prettier-ignore
        const own = lines.filter((l) => l['contract'] === contract && ['114', '113'].includes(l['account'] as string));
        const booked = own.reduce((sum, l) => sum + fen(l['debit']) - fen(l['credit']), 0n);
        expect(`${contract} ${booked}`).toBe(`${contract} ${fen(closing) - fen(opening)}`);
      }
    }
  });

  it('have an answer for every pair of postings that books make', async () => {
    const other = await openTestApp();
    await importLines(other, makeBook(86, { contracts: 4, seasons: 4, closed: 3, events: 20 }));
    const known = new Set(PAIRS.map((p) => `${p.of} ${p.against}`));
    const made = new Set<string>();
    for (const from of [app, other]) {
      const entries = (await exported(from, { what: 'entries', format: 'jsonl' })).trimEnd().split('\n').map((l) => JSON.parse(l)); // prettier-ignore
      for (let i = 0; i < entries.length; i += 2) {
        const [first, second] = [entries[i], entries[i + 1]];
        expect(fen(first.quantity) + fen(second.quantity)).toBe(0n);
        made.add(`${roleOf(first.account)} ${roleOf(second.account)}`);
      }
    }
    expect([...made].filter((pair) => !known.has(pair))).toEqual([]);
    expect(made.size).toBeGreaterThan(20);
    await other.close();
  });

  it('export for people as CSV and as a workbook whose two sides are added up, and need a season', async () => {
    const which = { what: 'vouchers', season: '2022-summer' } as const;
    const lines = await vouchers(app, '2022-summer');
    const [heading, ...records] = (await exported(app, { ...which, format: 'csv' })).trimEnd().split('\r\n');
    expect(heading).toBe('合作社,结算季,凭证号,日期,分录序号,摘要,科目编码,科目名称,借方（元）,贷方（元）,只数,类别,合同,牧户,业务,事件,收付方式,收据号,编码可靠程度,科目对照版本,依据,备注'); // prettier-ignore
    expect(records).toHaveLength(lines.length);
    const [sheet] = await sheetsIn(await exportedBytes(app, { ...which, format: 'xlsx', locale: 'en' }));
    const rows = sheet?.data.slice(4) ?? [];
    expect(rows).toHaveLength(lines.length + 1);
    const total = lines.reduce((sum, l) => sum + fen(l['debit']), 0n);
    expect(rows.at(-1)?.slice(8, 10).map((sum) => Math.round(Number(sum) * 100))).toEqual([Number(total), Number(total)]); // prettier-ignore
    await expect(exported(app, { what: 'vouchers', format: 'csv' })).rejects.toMatchObject({ code: 'field_required' });
  });

  it('disarm what an accountant typed that a spreadsheet would take for a formula', async () => {
    const other = await openTestApp();
    await importLines(other, example);
    const content = PROPOSALS['CN-COOP-2021'];
    const accounts = content.accounts.map((a) => (a.code === '102' ? { ...a, name: '=HYPERLINK("http://x")' } : a));
    await other.module.get(MappingService).change('WRYT', { ...content, accounts }, ACCOUNTANT);
    // The only season that is open: the others keep the mapping that they were closed with.
    const csv = await exported(other, { what: 'vouchers', format: 'csv', season: '2025-winter' });
    expect(csv).toContain(`,102,"'=HYPERLINK(""http://x"")",`);
    await other.close();
  });
});

describe('who is booked where', () => {
  it('members and others by their accounts, and a reversal against the accounts of what it reverses', async () => {
    const app = await openTestApp();
    const book = makeBook(81, { contracts: 2, seasons: 2, closed: 0, events: 0 }).map((line) =>
      line.replace('"name":"牧户2"', '"name":"牧户2","member":false'),
    );
    const event = (contract: string, id: string, more: object): string =>
      JSON.stringify({ type: 'event', cooperative: 'COOP81', contract, id, on: '2020-06-10', ...more });
    await importLines(app, [
      ...book,
      event('C-1', 'x1', { kind: 'cash_in', amount: '10.00' }),
      event('C-2', 'x2', { kind: 'cash_in', amount: '10.00' }),
      event('C-1', 'x3', { kind: 'adjustment', amount: '-5.00', reason: '对账' }),
      event('C-1', 'x4', { kind: 'reversal', of: 'x3', reason: '误' }),
      event('C-1', 'x5', { kind: 'adjustment', amount: '6.00', reason: '对账' }),
    ]);
    const lines = await vouchers(app, 'S1');
    expect(of(lines, 'x1')[1]).toBe('114 |10.00| CNY');
    expect(of(lines, 'x2')[1]).toBe('113 |10.00| CNY');
    expect(of(lines, 'x3')).toEqual(['529 5.00|| CNY', '114 |5.00| CNY']);
    expect(of(lines, 'x4')).toEqual(['114 5.00|| CNY', '529 |5.00| CNY']);
    expect(of(lines, 'x5')).toEqual(['114 6.00|| CNY', '502 |6.00| CNY']);
    await app.close();
  });
});

describe('a cooperative’s own mapping', () => {
  const own = (name: string): MappingContent => ({
    ...PROPOSALS['CN-COOP-2021'],
    proposal: false,
    accounts: PROPOSALS['CN-COOP-2021'].accounts.map((a) => (a.code === '101' ? { ...a, name } : a)),
  });
  const nameIn = (lines: readonly Line[]): unknown[] => [
    ...new Set(lines.filter((l) => l['account'] === '101').map((l) => `${l['mapping']} ${l['accountName']}`)),
  ];

  it('is in force for open seasons; a closed one keeps the version it was closed with, in vouchers and pack', async () => {
    const app = await openTestApp();
    const service = app.module.get(MappingService);
    const book = makeBook(82, { contracts: 3, seasons: 4, closed: 2, events: 8 });
    const closing = book.findIndex((line) => line.includes('"close"'));
    await importLines(app, book.slice(0, closing));
    // The clock stands still: what came first is known by the chain.
    expect(await service.change('COOP82', own('现金一'), ACCOUNTANT)).toMatchObject({
      version: 1,
      madeBy: 'accountant',
    });
    await importLines(app, book);
    expect((await service.change('COOP82', own('现金二'), ACCOUNTANT)).version).toBe(2);
    expect((await service.change('COOP82', own('现金二'), ACCOUNTANT)).version).toBe(2);
    expect(nameIn(await vouchers(app, 'S1'))).toEqual(['1 现金一']);
    expect(nameIn(await vouchers(app, 'S3'))).toEqual(['2 现金二']);
    const mapped = async (season: string): Promise<unknown> => {
      const files = await unzipped(await packOf(app, { season }));
      return [
        JSON.parse(String(files.get('manifest.json'))).mapping,
        JSON.parse(String(files.get('posting-mapping.json'))).version,
      ];
    };
    expect(await mapped('S1')).toEqual([{ version: 1, proposal: false }, 1]);
    expect(await mapped('S3')).toEqual([{ version: 2, proposal: false }, 2]);
    // Of an earlier instant the earlier version is known.
    app.clock.set('2026-07-01T00:00:00.000Z');
    await service.change('COOP82', own('现金三'), ACCOUNTANT);
    expect(nameIn(await vouchers(app, 'S3'))).toEqual(['3 现金三']);
    expect(nameIn(await vouchers(app, 'S3', '2026-06-30T00:00:00.000Z'))).toEqual(['2 现金二']);
    await app.close();
  });

  it('is only ever added to: the database itself refuses to change or delete a version', async () => {
    const app = await openTestApp();
    await importLines(app, makeBook(83, { contracts: 1, seasons: 1, closed: 0, events: 0 }));
    await app.module.get(MappingService).change('COOP83', own('现金'), ACCOUNTANT);
    const raw = await openRaw(app.url);
    await expect(raw.query(`update posting_mapping set content = '{}'`)).rejects.toThrow('append-only');
    await expect(raw.query('delete from posting_mapping')).rejects.toThrow('append-only');
    await raw.close();
    await app.close();
  });

  it('is refused when it is for another system, names accounts it does not list, or leaves something out', async () => {
    const app = await openTestApp();
    await importLines(app, makeBook(84, { contracts: 1, seasons: 1, closed: 0, events: 0 }));
    const refused = (content: unknown): Promise<unknown> =>
      app.module.get(MappingService).change('COOP84', content, ACCOUNTANT).catch((e: DomainErrors) => e.errors.map((x) => `${x.field}: ${x.code}`)); // prettier-ignore
    const { rules } = own('现金');
    expect(await refused({ ...own('现金'), accounting: 'CN-COLLECTIVE-2023' })).toEqual(['accounting: choice_invalid']);
    expect(
      await refused({ ...own('现金'), household: { member: '999', other: '113', memberInKind: '11401' } }),
    ).toEqual(['household.member: account_unknown', 'household.otherInKind: field_required']);
    expect(await refused({ ...own('现金'), rules: rules.slice(1) })).toEqual(['rules: mapping_incomplete']);
    expect(await refused({ ...own('现金'), rules: rules.filter((r) => r.sign !== '-') })).toEqual([
      'rules: mapping_incomplete',
    ]);
    expect(await refused({ ...own('现金'), rules: [{ of: 'current', against: '*', debit: '114' }, ...rules] })).toEqual(
      ['rules[0].credit: field_required'],
    );
    expect(await refused({ ...own('现金'), more: 1 })).toEqual(['more: key_unknown']);
    expect(await refused([])).toEqual(['undefined: object_invalid']);
    await app.close();
  });
});

describe('the proposals that come along', () => {
  it.each(['CN-COOP-2021', 'CN-COLLECTIVE-2023'] as const)(
    'for %s are mappings that can be booked with, marked as proposals',
    async (accounting) => {
      const app = await openTestApp();
      const book = makeBook(85, { contracts: 1, seasons: 1, closed: 0, events: 0 });
      await importLines(
        app,
        book.map((line) => line.replace('CN-COOP-2021', accounting)),
      );
      const proposal = PROPOSALS[accounting];
      expect(proposal.proposal).toBe(true);
      expect(
        await app.module.get(MappingService).change('COOP85', { ...proposal, proposal: false }, ACCOUNTANT),
      ).toMatchObject({ version: 1 });
      await app.close();
    },
  );
});
