/**
 * A figure below zero is told as what it is, on every page and paper, and stands under a legend that is true of it.
 *
 * @runs sqlite
 */
import { Readable } from 'node:stream';
import { ImportService } from '../../src/import/import.service';
import { quietRun } from '../../src/common/progress';
import { PdfService } from '../../src/exports/pdf/pdf.service';
import { requireCooperative } from '../../src/parties/cooperatives';
import { pagesOf, pdfReadersAvailable } from '../support/pdf';
import { openSite, textOf, type Reader, type Site } from '../support/site';

const read = pdfReadersAvailable() ? it : it.skip;

const cooperative = 'WRYT';
const terms = { handout: [{ class: 'ewe', count: 30 }], obligations: [] };
const event = (contract: string, id: string, more: object) => ({ type: 'event', cooperative, contract, id, ...more });
/** K1 was paid back a deposit that it never paid in; K2 paid one in and got a part of it back. */
const BOOK = [
  { type: 'book', format: 1 },
  { type: 'cooperative', code: cooperative, name: 'C', accounting: 'CN-COOP-2021' },
  { type: 'season', cooperative, code: 's1', from: '2026-01-01', to: '2026-05-31' },
  ...['K1', 'K2'].flatMap((number, i) => [
    { type: 'household', cooperative, code: `H${i}`, name: `王${i}` },
    { type: 'contract', cooperative, number, household: `H${i}`, from: '2026-01-01', to: '2028-12-31', terms },
  ]),
  event('K1', 'e1', { kind: 'deposit_out', on: '2026-02-01', amount: '1696.70' }),
  event('K1', 'e4', { kind: 'cash_in', on: '2026-02-01', amount: '20.00' }),
  event('K2', 'e2', { kind: 'deposit_in', on: '2026-02-01', amount: '500.00' }),
  event('K2', 'e3', { kind: 'deposit_out', on: '2026-02-02', amount: '200.00' }),
].map((line) => JSON.stringify(line));

let site: Site;
let clerk: Reader;
beforeAll(async () => {
  site = await openSite({ isEmpty: true });
  await site.app.get(ImportService).import(Readable.from([Buffer.from(BOOK.join('\n'))]), 'operator', quietRun());
  clerk = await site.reader('sarna', 'clerk');
}, 120_000);
afterAll(() => site.close());

const page = async (path: string): Promise<string> => textOf((await clerk.get(`/c/WRYT/${path}`)).html);

async function paper(contract: string): Promise<string> {
  const at = site.clock.now();
  const pdf = await site.database.reads.snapshot(async (reader) =>
    site.app
      .get(PdfService)
      .statements(reader, await requireCooperative(reader, 'WRYT'), { season: 's1', contract, at }),
  );
  // Chinese is broken anywhere at the end of a line.
  return pagesOf(pdf)
    .join(' ')
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '');
}

describe('a deposit', () => {
  it('is what was paid in less what was paid back, and below zero is no deposit', async () => {
    expect(await page('contracts/K2')).toMatch(
      / 押金 300\.00 元 押金 2026-02-01 收押金 500\.00 元 2026-02-02 退押金 −200\.00 元/,
    );
    const short = await page('contracts/K1');
    expect(short).toContain('退还的押金比收取的多 1,696.70 元');
    expect(short).toContain('退押金 −1,696.70 元');
    expect(await page('statements/s1/K1')).toContain('押金为负数：退还的比收取的多。');
    expect(await page('statements/s1/K2')).not.toContain('押金为负数');
  });

  read('below zero is not called a deposit on paper, and no legend says the opposite of its sign', async () => {
    const short = await paper('K1');
    expect(short).toContain('合作社退还的押金比收取的多 1696.70 元');
    expect(short).toContain('was paid back 1696.70 CNY more in deposits than had been paid in');
    expect(short).not.toMatch(/另有押金|has a deposit/);
    const held = await paper('K2');
    expect(held).toContain('另有押金 300.00 元存在合作社');
    for (const sheet of [short, held]) {
      const [cash = '', deposit = ''] = sheet.split('期末押金');
      expect(cash).toContain('正数由牧户付给合作社');
      expect(deposit).toContain('正数由合作社代管，负数是退还的比收取的多出的部分');
      expect(deposit).not.toContain('正数由牧户付给合作社');
    }
  });

  it('on a slip says which way it goes, as does cash', async () => {
    const slip = await page('contracts/K1/events/e1/slip');
    expect(slip).toContain('退还的押金比收取的多 1,696.70 元');
    expect(await page('contracts/K1/events/e4/slip')).toContain('合作社欠牧户 20.00 元');
  });
});
