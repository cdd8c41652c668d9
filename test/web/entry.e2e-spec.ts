/** @runs sqlite */
import { EVENT_KINDS } from '../../src/domain/events/registry';
import { openSite, textOf, type Reader, type Site } from '../support/site';

const CONTRACT = '/c/WRYT/contracts/WRYT-2023-003';
const HOSTILE = '</script><b>"𠮷\' Ө Ү 🐑';

/** The hidden id of a form: its entry's key. */
const idIn = (html: string): string => /name="id" value="([^"]+)"/.exec(html)?.[1] ?? 'none';
const way = (kind: string, more = ''): string => `${CONTRACT}/events/new?kind=${kind}${more}`;

describe('a clerk enters what happened', () => {
  let site: Site;
  let clerk: Reader;
  const eventCount = async (): Promise<number> =>
    Number((await site.database.reads.get<{ n: number }>('select count(*) as n from book_record'))?.n);

  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('sarna', 'clerk');
  });
  afterAll(() => site.close());

  it.each([...EVENT_KINDS.keys()].filter((k) => k !== 'reversal'))('has a form for %s', async (kind) => {
    const { status, html } = await clerk.get(way(kind));
    expect(status).toBe(200);
    expect(html).toContain('name="on" ');
    expect(html).toContain('value="2026-03-01"');
    expect(idIn(html)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('begins an amendment with the terms in force, not with the original ones', async () => {
    const { html } = await clerk.get(way('amendment'));
    expect(html).toMatch(/name="terms\.obligations\[2\]\.amount"[^>]*value="8000\.00"/);
    expect(html).not.toContain('value="9000.00"');
  });

  it('records it, says so once, and shows it on the contract', async () => {
    const id = idIn((await clerk.get(way('cash_in'))).html);
    const before = await eventCount();
    const sent = { id, on: '2026-02-28', amount: '1,234.50', method: '现金', note: HOSTILE };
    const answer = await clerk.post(way('cash_in'), sent);
    expect([answer.status, answer.headers['location']]).toEqual([303, CONTRACT]);
    const page = await clerk.get(CONTRACT);
    expect(textOf(page.html)).toContain('已记入账本：收款（第');
    expect(textOf(page.html)).toContain('1,234.50 元');
    expect(textOf(page.html)).toContain(HOSTILE);
    expect(page.html).not.toContain(HOSTILE);
    expect(textOf((await clerk.get(CONTRACT)).html)).not.toContain('已记入账本');
    // The same form once more: the button was pressed twice.
    expect((await clerk.post(way('cash_in'), sent)).status).toBe(303);
    expect(await eventCount()).toBe(before + 1);
  });

  it('goes on with another one, what seldom changes filled in', async () => {
    const id = idIn((await clerk.get(way('feed_issue'))).html);
    const slip = { id, on: '2026-02-27', item: '玉米', quantity: '１００', unit: 'jin', unitPrice: '1.4' };
    const answer = await clerk.post(way('feed_issue'), { ...slip, _then: 'new' });
    expect(answer.headers['location']).toBe(way('feed_issue'));
    const { html } = await clerk.get(way('feed_issue'));
    expect(html).toMatch(/name="item"[^>]*value="玉米"/);
    expect(html).toMatch(/name="unitPrice"[^>]*value="1.40"/);
    expect(html).not.toMatch(/name="quantity"[^>]*value="100"/);
  });

  it('keeps what was typed, with the fault beside its field', async () => {
    const typed = {
      id: 'e-typed',
      on: '2026-02-30',
      'accepted[1].class': 'lamb',
      'accepted[1].count': '很多',
      note: HOSTILE,
    };
    const { status, html } = await clerk.post(way('lamb_return'), typed);
    expect(status).toBe(422);
    expect(html).toMatch(/name="accepted\[0\]\.count"[^>]*value="很多"/);
    expect(html).toContain('id="f-accepted[0].count-fault"');
    expect(html).toContain('id="f-on-fault"');
    expect(textOf(html)).toContain(HOSTILE);
    expect(html).not.toContain('<b>"𠮷');
  });

  it('tells in plain words what the rules refuse', async () => {
    const sent = {
      id: 'e-many',
      on: '2026-02-28',
      obligation: 'lambs',
      'accepted[0].class': 'lamb',
      'accepted[0].count': '9000',
    };
    const { status, html } = await clerk.post(way('lamb_return').replace('2023-003', '2022-002'), sent);
    expect(status).toBe(422);
    expect(textOf(html)).toContain('超过了应还的数');
  });

  it('adds a row without losing what was typed', async () => {
    const typed = { id: 'e-row', on: '2026-02-28', 'heads[0].class': 'ewe', 'heads[0].count': '3', _more: 'heads' };
    const { status, html } = await clerk.post(way('handover'), typed);
    expect(status).toBe(200);
    expect(html).toMatch(/name="heads\[0\]\.count"[^>]*value="3"/);
    expect(html).toContain('name="heads[1].count"');
  });

  it('asks before it records what was recorded on that day already', async () => {
    const same = { on: '2026-02-26', item: '防疫', amount: '80' };
    expect((await clerk.post(way('service'), { id: 'e-s1', ...same })).status).toBe(303);
    const asked = await clerk.post(way('service'), { id: 'e-s2', ...same });
    expect([asked.status, textOf(asked.html).includes('是不是重复了')]).toEqual([200, true]);
    expect(asked.html).toContain('name="_again"');
    expect((await clerk.post(way('service'), { id: 'e-s2', ...same, _again: 'yes' })).status).toBe(303);
  });

  it('says "waiting", never "recorded", of what a second person has to approve', async () => {
    const before = await eventCount();
    const answer = await clerk.post(way('penalty'), { id: 'e-pen', on: '2026-02-20', amount: '50', reason: '逾期' });
    expect(answer.status).toBe(303);
    const page = textOf((await clerk.get(CONTRACT)).html);
    expect(page).toContain('尚未记账：违约金正等待党支部批准');
    expect(page).not.toContain('已记入账本');
    expect(await eventCount()).toBe(before);
  });

  it('says before it is pressed that what is his own of today needs nobody else, and takes it back', async () => {
    await clerk.post(way('cash_in'), { id: 'e-own', on: '2026-02-11', amount: '7' });
    expect(textOf((await clerk.get(CONTRACT)).html)).toContain('可直接撤回');
    const form = await clerk.get(way('reversal', '&of=e-own'));
    expect(textOf(form.html)).toContain('不需要第二人批准');
    expect(textOf(form.html)).toContain('直接撤回');
    expect(form.html).not.toContain('提交批准');
    const sent = await clerk.post(way('reversal', '&of=e-own'), { id: idIn(form.html), reason: '记错户' });
    expect(sent.status).toBe(303);
    expect(textOf((await clerk.get(CONTRACT)).html)).toContain('已记入账本：冲正');
    // Nobody of this cooperative's people has recorded what came with its book.
    const older = await clerk.get(way('reversal', '&of=e-0103'));
    expect(older.html).toContain('提交批准');
    expect(textOf(older.html)).toContain('需要党支部第二人批准');
  });

  it('corrects what is his own of today at once, both halves or neither', async () => {
    await clerk.post(way('cash_in'), { id: 'e-typo', on: '2026-02-12', amount: '90' });
    const form = await clerk.get(way('cash_in', '&corrects=e-typo'));
    expect(form.html).not.toContain('提交批准');
    const before = await eventCount();
    const sent = { id: idIn(form.html), on: '2026-02-12', amount: '9', _reason: '多写了一个零' };
    expect((await clerk.post(way('cash_in', '&corrects=e-typo'), sent)).status).toBe(303);
    expect(await eventCount()).toBe(before + 2);
  });

  it('corrects an entry that is on paper: its reversal and the new one wait together', async () => {
    await clerk.post(way('cash_in'), { id: 'e-wrong', on: '2026-02-10', amount: '700' });
    expect((await clerk.post(`${CONTRACT}/events/e-wrong/slip`, {})).status).toBe(201);
    const form = await clerk.get(way('cash_in', '&corrects=e-wrong'));
    expect(form.html).toMatch(/name="amount"[^>]*value="700.00"/);
    const sent = { id: idIn(form.html), on: '2026-02-10', amount: '70' };
    const unexplained = await clerk.post(way('cash_in', '&corrects=e-wrong'), sent);
    expect([unexplained.status, unexplained.html.includes('f-_reason-fault')]).toEqual([422, true]);
    const answer = await clerk.post(way('cash_in', '&corrects=e-wrong'), { ...sent, _reason: '多写了一个零' });
    expect(answer.status).toBe(303);
    const waiting = await site.database.reads.get<{ payload: string }>(
      "select payload from proposal where action = 'correct_event'",
    );
    expect(JSON.parse(waiting?.payload ?? '{}')).toMatchObject({
      reversal: { kind: 'reversal', of: 'e-wrong', reason: '多写了一个零' },
      event: { kind: 'cash_in', amount: '70.00' },
    });
  });

  it('refuses a grid of more fields than it takes, instead of losing its last rows', async () => {
    const row = { contract: 'WRYT-2023-003', on: '2026-02-20', live: '0', total: '1', note: '整页' };
    const rows = Array.from({ length: 2_001 }, (_, i) => Object.entries(row).map(([name, text]) => [`rows[${i}].${name}`, text])); // prettier-ignore
    const before = await eventCount();
    const refused = await clerk.post('/c/WRYT/entry/lambing', Object.fromEntries(rows.flat()));
    expect([refused.status, textOf(refused.html).includes('提交的内容太大')]).toEqual([413, true]);
    expect(await eventCount()).toBe(before);
  });

  it('lets nobody else enter, and nothing in from another site', async () => {
    const auditor = await site.reader('sheng', 'auditor');
    expect((await auditor.get(way('cash_in'))).status).toBe(403);
    const forged = await clerk.post(way('cash_in'), { id: 'e-f', on: '2026-02-10', amount: '1', _csrf: 'guess' });
    expect(forged.status).toBe(403);
  });
});
