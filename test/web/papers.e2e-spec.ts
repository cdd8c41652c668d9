/** What a clerk hands over: a household's card and the slip of a delivery. */
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

  it('a slip is numbered by the chain, and counts how often it was printed', async () => {
    const event = await site.database.reads.get<{ event_id: string; seq: number }>(
      `select event_id, seq from book_record where kind = 'lamb_return' and contract_id = 2 order by seq limit 1`,
    );
    for (const prints of [1, 2]) {
      const slip = await clerk.post(`${SLIP}/${event?.event_id}/slip`, {});
      expect([slip.status, slip.html.slice(0, 5)]).toEqual([201, '%PDF-']);
      expect(slip.headers['content-disposition']).toContain(`WRYT-${event?.seq}.pdf`);
      const row = await site.database.reads.get<{ n: number }>('select count(*) as n from slip_print');
      expect(Number(row?.n)).toBe(prints);
    }
    expect((await clerk.post(`${SLIP}/NO-SUCH/slip`, {})).status).toBe(404);
  });
});
