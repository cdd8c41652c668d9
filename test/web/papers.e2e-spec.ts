/**
 * What a clerk hands over: a household's card and the slip of a delivery.
 *
 * @runs sqlite
 */
import { DomainError } from '../../src/domain/errors';
import { PdfService } from '../../src/exports/pdf/pdf.service';
import { openSite, textOf, type Reader, type Site } from '../support/site';

const CARDS = '/c/WRYT/households/H002/cards';
const SLIP = '/c/WRYT/contracts/WRYT-2022-002/events';

describe('papers', () => {
  let site: Site;
  let clerk: Reader;
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('娜仁', 'clerk');
  });
  afterAll(() => site.close());

  const prints = async (): Promise<object[]> => {
    const rows = await site.database.reads.all<{ subject: string; n: number }>(
      `select subject, count(*) as n from audit_event where action = 'slip_printed' group by subject order by subject`,
    );
    return rows.map(({ subject, n }) => ({ subject, n: Number(n) }));
  };

  it('a card is printed, or its link shown once; it opens the account until it is revoked', async () => {
    const printed = await clerk.post(CARDS, { holder: '萨仁高娃', as: 'pdf' });
    expect([printed.status, printed.headers['content-type'], printed.html.slice(0, 5)]).toEqual([201, 'application/pdf', '%PDF-']); // prettier-ignore
    const shown = await clerk.post(CARDS, { holder: '女儿 𠮷', as: 'link' });
    expect(shown.status).toBe(201);
    const [, path = ''] = /http:\/\/[^/]+(\/h\/[\w-]{43})/.exec(shown.html) ?? [];
    expect((await site.visitor().get(path)).status).toBe(200);
    const page = await clerk.get(CARDS);
    expect(textOf(page.html)).toContain('女儿 𠮷');
    expect(page.html).not.toContain(path);
    expect((await clerk.post(`${CARDS}/2/revoke`, {})).status).toBe(303);
    expect((await site.visitor().get(path)).status).toBe(404);
    expect((await clerk.post(CARDS, { holder: ' ', as: 'link' })).status).toBe(422);
    expect((await clerk.get('/c/WRYT/households/NOBODY/cards')).status).toBe(404);
    const auditor = await site.reader('审计', 'auditor');
    expect((await auditor.get(CARDS)).html).not.toContain('name="holder"');
    expect((await auditor.post(CARDS, { holder: 'x', as: 'link' })).status).toBe(403);
  });

  it('a card whose paper could not be printed is not made, and the old one goes on opening the account', async () => {
    const shown = await clerk.post(CARDS, { holder: '孟和', as: 'link' });
    const [, path = ''] = /http:\/\/[^/]+(\/h\/[\w-]{43})/.exec(shown.html) ?? [];
    const cards = () => site.database.reads.all<{ id: number }>('select id from herder_card order by id');
    const known = await cards();
    const last = String(known.at(-1)?.id);
    const printer = jest.spyOn(site.app.get(PdfService), 'cardPdf').mockRejectedValue(new DomainError('printing_busy'));
    const refused = await clerk.post(CARDS, { holder: '孟和', as: 'pdf' });
    expect([refused.status, textOf(refused.html)]).toEqual([422, expect.stringContaining('打印')]);
    expect((await clerk.post(`${CARDS}/${last}/reprint`, { as: 'pdf' })).status).toBe(422);
    printer.mockRestore();
    expect(await cards()).toEqual(known);
    expect((await site.visitor().get(path)).status).toBe(200);
    const anew = await clerk.post(`${CARDS}/${last}/reprint`, { as: 'pdf' });
    expect([anew.status, anew.html.slice(0, 5)]).toEqual([201, '%PDF-']);
    expect((await site.visitor().get(path)).status).toBe(404);
    expect(await cards()).toHaveLength(known.length + 1);
    const [first, second] = await Promise.all([1, 2].map(() => clerk.post(CARDS, { holder: '孟和', as: 'link' })));
    expect([first?.status, second?.status]).toEqual([201, 201]);
  });

  it('a card that is asked for twice by the same form is one: that of the answer that was seen last', async () => {
    const pathIn = (html: string): string => /http:\/\/[^/]+(\/h\/[\w-]{43})/.exec(html)?.[1] ?? '';
    const opens = async (html: string) => (await site.visitor().get(pathIn(html))).status;
    const [, newest = ''] = /name="newest" value="(\d+)"/.exec((await clerk.get(CARDS)).html) ?? [];
    const form = { holder: '通拉嘎', as: 'link', newest };
    const [first, second] = [await clerk.post(CARDS, form), await clerk.post(CARDS, form)];
    expect([await opens(first.html), await opens(second.html)]).toEqual([404, 200]);
    const other = await clerk.post(CARDS, { ...form, holder: '另一位' });
    const colleague = await site.reader('其木格', 'clerk');
    const theirs = await colleague.post(CARDS, form);
    for (const { html } of [second, other, theirs]) expect(await opens(html)).toBe(200);
    const [id] = await site.database.reads.all<{ id: number }>(`select id from herder_card where holder = '另一位'`);
    const reprint = () => clerk.post(`${CARDS}/${id?.id}/reprint`, { as: 'link' });
    const [once, again] = [await reprint(), await reprint()];
    expect(await Promise.all([other, once, again].map(({ html }) => opens(html)))).toEqual([404, 404, 200]);
    expect((await colleague.post(`${CARDS}/${id?.id}/reprint`, { as: 'link' })).status).toBe(422);
  });

  it('a slip that could not be printed is not counted', async () => {
    const address = `${SLIP}/e-0029/slip`;
    const printer = jest.spyOn(site.app.get(PdfService), 'slipsPdf').mockRejectedValue(new Error('the thread ended'));
    expect((await clerk.post(address, {})).status).toBe(500);
    printer.mockRestore();
    const said = jest.spyOn(site.app.get(PdfService), 'slipsPdf');
    expect((await clerk.post(address, {})).status).toBe(201);
    expect(said.mock.calls[0]?.[0]).toEqual([expect.not.objectContaining({ reprint: expect.anything() })]);
    expect((await clerk.post(address, {})).status).toBe(201);
    expect(said.mock.calls[1]?.[0]).toEqual([expect.objectContaining({ reprint: 1 })]);
    said.mockRestore();
  });

  it('many slips are printed at once, each on a page with its own count; nothing ticked is told', async () => {
    const list = await clerk.get('/c/WRYT/slips?kind=claim');
    const ticks = [...list.html.matchAll(/name="slip" value="([^"]+)"/g)].map(([, tick]) => tick as string);
    expect(ticks).toContain('WRYT-2022-002/e-0029');
    expect(textOf((await clerk.get('/c/WRYT/slips?kind=claim&print=new')).html)).not.toContain('450.00');
    const printed = await clerk.post('/c/WRYT/slips', {
      slip: ['WRYT-2022-001/e-0001', 'WRYT-2022-002/e-0029'].join('\n'),
    });
    expect([printed.status, printed.html.slice(0, 5)]).toEqual([201, '%PDF-']);
    expect(await prints()).toEqual([{ subject: 'e-0001', n: 1 }, { subject: 'e-0029', n: 3 }]); // prettier-ignore
    const said = jest.spyOn(site.app.get(PdfService), 'slipsPdf');
    const twice = await clerk.post('/c/WRYT/slips', { slip: Array(2).fill('WRYT-2022-001/e-0001').join('\n') });
    expect([twice.status, said.mock.calls[0]?.[0]]).toEqual([201, [expect.objectContaining({ reprint: 1 })]]);
    said.mockRestore();
    for (const slip of ['WRYT-2022-002/\0', 'WRYT-2022-002', '/', 'WRYT-2022-002/e-0029/x'])
      expect([slip, (await clerk.post('/c/WRYT/slips', { slip })).status]).toEqual([slip, 400]);
    const none = await clerk.post('/c/WRYT/slips', {});
    expect([none.status, none.headers['location']]).toEqual([303, '/c/WRYT/slips']);
    expect(textOf((await clerk.get('/c/WRYT/slips')).html)).toContain('请先选中要打印的单据');
    expect((await clerk.post('/c/WRYT/slips', { slip: 'WRYT-2022-002/NO-SUCH' })).status).toBe(404);
    const auditor = await site.reader('审计 2', 'auditor');
    expect((await auditor.get('/c/WRYT/slips')).html).not.toContain('name="slip"');
    expect((await auditor.post('/c/WRYT/slips', { slip: 'WRYT-2022-002/e-0029' })).status).toBe(403);
  });

  it('a slip is a page that says it is a copy, and what was owed before and after', async () => {
    const page = textOf((await clerk.get(`${SLIP}/e-0029/slip`)).html);
    expect(page).toContain('副本：正本已打印 3 次');
    expect(page).toMatch(/WRYT-0000\d\d .*萨仁高娃 H002 .*450\.00 元.*之前 之后/);
    expect((await clerk.get(`${SLIP}/NO-SUCH/slip`)).status).toBe(404);
  });

  it('a slip is numbered by the chain, and counts how often it was printed', async () => {
    const event = await site.database.reads.get<{ event_id: string; seq: number }>(
      `select event_id, seq from book_record where kind = 'lamb_return' and contract_id = 2 order by seq limit 1`,
    );
    for (const prints of [1, 2]) {
      const slip = await clerk.post(`${SLIP}/${event?.event_id}/slip`, {});
      expect([slip.status, slip.html.slice(0, 5)]).toEqual([201, '%PDF-']);
      expect(slip.headers['content-disposition']).toContain(`WRYT-${String(event?.seq).padStart(6, '0')}.pdf`);
      const row = await site.database.reads.get<{ n: number }>('select count(*) as n from slip_print where seq = ?', [
        event?.seq ?? 0,
      ]);
      expect(Number(row?.n)).toBe(prints);
    }
    expect((await clerk.post(`${SLIP}/NO-SUCH/slip`, {})).status).toBe(404);
  });
});
