/**
 * What no rule forbids but hardly anybody means is asked about on pages and told in answers of the API: deposits below zero, receipts twice.
 *
 * @runs sqlite
 */
import { openSite, textOf, type Reader, type Site } from '../support/site';

const [ONE, OTHER] = ['WRYT-2023-003', 'WRYT-2022-002'];
const way = (kind: string, contract = ONE, more = ''): string =>
  `/c/WRYT/contracts/${contract}/events/new?kind=${kind}${more}`;

let site: Site;
let clerk: Reader;
beforeAll(async () => {
  site = await openSite();
  clerk = await site.reader('sarna', 'clerk');
}, 120_000);
afterAll(() => site.close());

const isRecorded = async (id: string): Promise<boolean> =>
  (await site.database.reads.get('select seq from book_record where event_id = ?', [id])) !== undefined;

/** The value of the box that answers a question. */
const boxOf = (html: string, name: string): string | undefined =>
  new RegExp(`name="(?:rows\\[0\\]\\.)?${name}"[^>]*value="([^"]*)"`).exec(html)?.[1];

async function api(
  contract: string,
  event: object,
): Promise<{ status: number; warnings?: { code: string; detail: string }[] }> {
  const url = `/api/v1/cooperatives/WRYT/contracts/${contract}/events`;
  const headers = { ...clerk.person.headers, 'accept-language': 'en' };
  const { statusCode: status, body } = await site.app.inject({ method: 'POST', url, headers, payload: event });
  return { status, ...(JSON.parse(body) as object) };
}

describe('more deposit paid back than was paid in', () => {
  it('is asked about on the form, and recorded when that is what is meant', async () => {
    // The example's household has 5,000.00 with the cooperative.
    const sent = { id: 'd-1', on: '2026-02-20', amount: '5100' };
    const asked = await clerk.post(way('deposit_out'), sent);
    expect([asked.status, textOf(asked.html).includes('退还的押金会比收取的多 100.00 元')]).toEqual([200, true]);
    expect(await isRecorded('d-1')).toBe(false);
    const answer = { _deposit: boxOf(asked.html, '_deposit') ?? '' };
    // Another amount is another question.
    expect((await clerk.post(way('deposit_out'), { ...sent, amount: '5200', ...answer })).status).toBe(200);
    expect((await clerk.post(way('deposit_out'), { ...sent, ...answer })).status).toBe(303);
    expect(await isRecorded('d-1')).toBe(true);
    // Sent twice it is one entry, and nothing is asked.
    expect((await clerk.post(way('deposit_out'), { ...sent, ...answer })).status).toBe(303);
  });

  it('is asked about when a deposit that was paid in is corrected, and not of what was there', async () => {
    expect((await clerk.post(way('deposit_in', OTHER), { id: 'd-2', on: '2026-02-20', amount: '300' })).status).toBe(
      303,
    );
    expect((await clerk.post(way('deposit_out', OTHER), { id: 'd-3', on: '2026-02-21', amount: '300' })).status).toBe(
      303,
    );
    const corrected = { id: 'd-4', on: '2026-02-20', amount: '200', _reason: '少收' };
    const asked = await clerk.post(way('deposit_in', OTHER, '&corrects=d-2'), corrected);
    expect([asked.status, textOf(asked.html).includes('比收取的多 100.00 元')]).toEqual([200, true]);
    const undone = await clerk.post(way('reversal', OTHER, '&of=d-2'), { id: 'd-5', reason: '没有收到' });
    expect([undone.status, textOf(undone.html).includes('比收取的多 300.00 元')]).toEqual([200, true]);
  });

  it('is asked about in the grid, the rows above counted in', async () => {
    await clerk.post(way('deposit_in', OTHER), { id: 'd-6', on: '2026-02-22', amount: '100' });
    const row = (i: number, amount: string): Record<string, string> => ({
      [`rows[${i}].id`]: `d-g${i}`, [`rows[${i}].contract`]: OTHER, [`rows[${i}].on`]: '2026-02-23', [`rows[${i}].amount`]: amount,
    }); // prettier-ignore
    const typed = { ...row(0, '60'), ...row(1, '70') };
    const asked = await clerk.post('/c/WRYT/entry/deposit_out', typed);
    expect(textOf(asked.html)).toContain('比收取的多 30.00 元');
    expect(boxOf(asked.html, '_deposit')).toBeUndefined();
    expect(await isRecorded('d-g0')).toBe(false);
    const answered = await clerk.post('/c/WRYT/entry/deposit_out', { ...typed, 'rows[1]._deposit': '-3000' });
    expect([answered.status, await isRecorded('d-g1')]).toEqual([303, true]);
  });

  it('is recorded over the API as before, and told in the answer', async () => {
    const event = { id: 'd-7', kind: 'deposit_out', on: '2026-02-24', amount: '10.00' };
    const { status, warnings } = await api(OTHER, event);
    expect([status, warnings?.map((w) => w.code)]).toEqual([201, ['deposit_below_zero']]);
    expect(warnings?.[0]?.detail).toMatch(/^CNY 40\.00 more was paid back/);
    const again = await api(OTHER, event);
    expect([again.status, again.warnings]).toEqual([200, undefined]);
  });
});

describe('a receipt that was entered before', () => {
  it('is asked about under any contract of the cooperative', async () => {
    const paid = { on: '2026-02-20', receipt: 'R-100%"_' };
    expect((await clerk.post(way('cash_in'), { id: 'r-1', amount: '10', ...paid })).status).toBe(303);
    const asked = await clerk.post(way('cash_in', OTHER), { id: 'r-2', amount: '20', ...paid });
    expect(asked.status).toBe(200);
    expect(textOf(asked.html)).toMatch(/收据号 R-100%"_ 已经用过：合同 WRYT-2023-003，账链第 \d+ 条/);
    const value = (boxOf(asked.html, '_receipt') ?? '').replaceAll('&quot;', '"');
    expect(
      (await clerk.post(way('cash_in', OTHER), { id: 'r-2', amount: '20', ...paid, _receipt: value })).status,
    ).toBe(303);
    // What comes in has other receipts than what goes out.
    expect((await clerk.post(way('cash_out'), { id: 'r-3', amount: '10', ...paid })).status).toBe(303);
    const seen = await api(ONE, { id: 'r-4', kind: 'cash_in', amount: '1.00', ...paid });
    expect([seen.status, seen.warnings?.map((w) => w.code)]).toEqual([201, ['receipt_twice']]);
    expect(
      (await api(ONE, { id: 'r-5', kind: 'cash_in', on: '2026-02-20', amount: '1.00', receipt: 'R-100' })).warnings,
    ).toBeUndefined();
  });

  it('is asked about in the grid, of the book and of the rows above', async () => {
    const row = (i: number, contract: string): Record<string, string> => ({
      [`rows[${i}].id`]: `r-g${i}`, [`rows[${i}].contract`]: contract, [`rows[${i}].on`]: '2026-02-23',
      [`rows[${i}].amount`]: String(100 + i), [`rows[${i}].receipt`]: 'R-7',
    }); // prettier-ignore
    const typed = { ...row(0, ONE), ...row(1, OTHER) };
    const asked = await clerk.post('/c/WRYT/entry/cash_in', typed);
    expect(textOf(asked.html)).toContain('收据号 R-7 与本页第 1 行相同');
    const answered = await clerk.post('/c/WRYT/entry/cash_in', { ...typed, 'rows[1]._receipt': 'r-g0' });
    expect([answered.status, await isRecorded('r-g1')]).toEqual([303, true]);
    const later = await clerk.post('/c/WRYT/entry/cash_in', row(2, ONE));
    expect([later.status, textOf(later.html).includes('收据号 R-7 已经用过')]).toEqual([200, true]);
  });
});

describe('somebody’s number in a text', () => {
  it.each(['电话 13900000001', '身份证15292119650708123X', '旧证 152921650708123'])(
    'is asked about: %s',
    async (note) => {
      const [id, paid] = [`n-${note.length}`, { on: '2026-02-20', amount: String(note.length) }];
      const asked = await clerk.post(way('cash_in'), { id, ...paid, note });
      expect([asked.status, textOf(asked.html).includes('以后删不掉')]).toEqual([200, true]);
      expect(await isRecorded(id)).toBe(false);
      const value = boxOf(asked.html, '_number') ?? '';
      expect((await clerk.post(way('cash_in'), { id, ...paid, note, _number: value })).status).toBe(303);
    },
  );

  it('is told over the API; ear tags, amounts and receipts are nobody’s numbers', async () => {
    const told = await api(ONE, {
      id: 'n-a',
      kind: 'cash_in',
      on: '2026-02-20',
      amount: '6.00',
      note: '打13900000001',
    });
    expect([told.status, told.warnings?.map((w) => w.code)]).toEqual([201, ['number_in_text']]);
    for (const [i, note] of ['耳标 315292199000001', '共 1234567.89 元', '139000000012'].entries())
      expect((await api(ONE, { id: `n-b${i}`, kind: 'cash_in', on: '2026-02-20', amount: `${7 + i}.00`, note })).warnings).toBeUndefined(); // prettier-ignore
  });
});
