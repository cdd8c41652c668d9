/** @runs sqlite */
import { openSite, textOf, type Reader, type Site } from '../support/site';

const PROPOSALS = '/c/WRYT/proposals';
const ENTRY = '/c/WRYT/contracts/WRYT-2022-002/events/new';
const HOSTILE = '</script><b>"𠮷\' 🐑';

describe('a second person decides on a page', () => {
  let site: Site;
  let clerk: Reader;
  let branch: Reader;
  const seqNow = async (): Promise<number> =>
    Number((await site.database.reads.get<{ n: number }>('select count(*) as n from book_record'))?.n);

  /** Proposes a penalty; gives the address of its page. */
  const propose = async (who: Reader, id: string, amount: string, reason = '逾期'): Promise<string> => {
    const answer = await who.post(`${ENTRY}?kind=penalty`, { id, on: '2026-02-20', amount, reason });
    expect(answer.status).toBe(303);
    const row = await site.database.reads.get<{ id: number }>('select id from proposal where subject = ?', [id]);
    return `${PROPOSALS}/${row?.id}`;
  };

  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('sarna', 'clerk');
    branch = await site.reader('bateer', 'branch');
  });
  afterAll(() => site.close());

  it('lists what waits, by whom, until when and about what', async () => {
    const way = await propose(clerk, 'p-list', '50', HOSTILE);
    const { html } = await branch.get(PROPOSALS);
    const text = textOf(html);
    expect(html).toContain(`href="${way}"`);
    expect(text).toContain('违约金');
    expect(text).toContain(`50.00 元 · ${HOSTILE}`);
    expect(html).not.toContain('<b>"𠮷');
    expect(text).toContain('sarna');
    expect(text).toContain('2026-03-15 08:00');
    await clerk.post(`${way}/withdraw`, {});
    expect(textOf((await branch.get(PROPOSALS)).html)).toContain('没有等待批准的申请');
    expect((await branch.get(PROPOSALS)).html).toContain(`href="${way}"`);
    expect((await branch.get(`${PROPOSALS}?state=refused`)).html).not.toContain(`href="${way}"`);
    expect((await branch.get(`${PROPOSALS}?after=guess`)).status).toBe(400);
  });

  it('says when it is too early to approve for a maker who had a hand in the account, and lets it be refused', async () => {
    const tied = await site.reader('tied', 'branch');
    const way = await propose(clerk, 'p-tied', '50');
    await site.database.writer.write('people', (tx) =>
      tx.insertMany('account_change', ['user_id', 'made_by', 'what', 'at'], [[tied.person.id, clerk.person.id, 'second_factor', site.clock.now()]]),
    ); // prettier-ignore
    const { html } = await tied.get(way);
    expect(textOf(html)).toContain('sarna 重置了两步验证。 一天之内不能为此人审批：2026-03-02 08:00 以后可以批准');
    expect([html.includes(`action="${way}/approve"`), html.includes(`action="${way}/refuse"`)]).toEqual([false, true]);
    const early = await tied.post(`${way}/approve`, {});
    expect([early.status, textOf(early.html).includes('提出人 sarna 刚重置了您的两步验证')]).toEqual([422, true]);
    expect((await branch.get(way)).html).toContain(`action="${way}/approve"`);
    expect((await tied.post(`${way}/refuse`, { reason: '不' })).status).toBe(303);
  });

  it('shows every line that would change, before and after, and records it when approved', async () => {
    const way = await propose(clerk, 'p-yes', '1,250');
    const before = await seqNow();
    const page = await branch.get(way);
    expect(page.html).toContain(`action="${way}/approve"`);
    const [, was = '', is = ''] = /往来款 期末余额 ([−\d,.]+) ([−\d,.]+) 元/.exec(textOf(page.html)) ?? [];
    const fen = (text: string): number => Math.round(Number(text.replaceAll(',', '').replace('−', '-')) * 100);
    expect(fen(is) - fen(was)).toBe(125_000);
    expect(textOf(page.html)).toContain('往来款 违约金 0.00 1,250.00 元');
    expect(await seqNow()).toBe(before);
    const answer = await branch.post(`${way}/approve`, {});
    expect([answer.status, answer.headers['location']]).toEqual([303, way]);
    const told = textOf((await branch.get(way)).html);
    expect(told).toContain(`已批准并记账：违约金（第 ${before + 1} 条）`);
    expect(told).toContain('bateer');
    expect(await seqNow()).toBe(before + 1);
    const late = await branch.post(`${way}/refuse`, { reason: '太晚' });
    expect([late.status, textOf(late.html).includes('这份申请已不在等待审批')]).toEqual([422, true]);
  });

  it('refuses with a reason, and says that nothing was recorded', async () => {
    const way = await propose(clerk, 'p-no', '60');
    const before = await seqNow();
    const unexplained = await branch.post(`${way}/refuse`, { reason: '' });
    expect([unexplained.status, unexplained.html.includes('id="f-reason-fault"')]).toEqual([422, true]);
    expect((await branch.post(`${way}/refuse`, { reason: HOSTILE })).status).toBe(303);
    const { html } = await clerk.get(way);
    expect(textOf(html)).toContain(`理由：${HOSTILE}`);
    expect(textOf(html)).toContain('没有记账');
    expect(await seqNow()).toBe(before);
  });

  it('gives makers no way to approve what is theirs, also when they are of the branch', async () => {
    const both = await site.reader('gerel', 'clerk', 'branch');
    for (const maker of [clerk, both]) {
      const way = await propose(maker, `p-own-${maker.person.login}`, '70');
      const { html } = await maker.get(way);
      expect(html).not.toContain('/approve"');
      expect(textOf(html)).toContain('等待党支部第二人批准');
      expect(html).toContain(`action="${way}/withdraw"`);
      expect((await branch.get(way)).html).not.toContain('/withdraw"');
    }
    const own = await both.post(`${await propose(both, 'p-own', '71')}/approve`, {});
    expect([own.status, textOf(own.html).includes('自己提出的申请不能由自己审批')]).toEqual([422, true]);
    const auditor = await site.reader('sheng', 'auditor');
    expect((await auditor.get(PROPOSALS)).status).toBe(200);
  });

  it('tells what the rules refuse, before and after somebody approves it all the same', async () => {
    const waive = async (id: string, quantity: string): Promise<string> => {
      const typed = { id, on: '2026-02-20', obligation: 'lambs', quantity, reason: '雪灾' };
      expect((await clerk.post(`${ENTRY}?kind=waiver`, typed)).status).toBe(303);
      const row = await site.database.reads.get<{ id: number }>('select id from proposal where subject = ?', [id]);
      return `${PROPOSALS}/${row?.id}`;
    };
    const balances = await clerk.get('/api/v1/cooperatives/WRYT/contracts/WRYT-2022-002/balances', { accept: 'application/json' }); // prettier-ignore
    const { lines } = JSON.parse(balances.html) as { lines: { subject: string; line: string; quantity: string }[] };
    const owed = lines.find((l) => l.subject === 'lambs' && l.line === 'closing')?.quantity ?? '';
    const [all, more] = [await waive('w-all', owed), await waive('w-more', '1')];
    expect(textOf((await branch.get(all)).html)).toContain('本期减免');
    expect((await branch.post(`${all}/approve`, {})).status).toBe(303);
    expect(textOf((await branch.get(more)).html)).toContain('按规则现在不能执行');
    const before = await seqNow();
    const answer = await branch.post(`${more}/approve`, {});
    expect([answer.status, textOf(answer.html).includes('超过了应还的数')]).toEqual([422, true]);
    expect(textOf((await clerk.get(more)).html)).toContain('尚未记账，申请继续等待');
    expect(await seqNow()).toBe(before);
  });

  it('asks to look again when something came in between, and shows what it would do now', async () => {
    const way = await propose(clerk, 'p-slip', '30');
    const shown = /name="shown" value="([0-9a-f]{64})"/.exec((await branch.get(way)).html)?.[1] ?? '';
    const slip = { id: 'slip-1', on: '2026-02-20', amount: '8,888.00' };
    expect((await clerk.post(`${ENTRY}?kind=cash_out`, slip)).status).toBe(303);
    const before = await seqNow();
    const answer = await branch.post(`${way}/approve`, { shown });
    expect(answer.status).toBe(422);
    expect(textOf(answer.html)).toContain('批准的结果已经变了');
    expect(textOf(answer.html)).not.toContain('尚未记账，申请继续等待');
    const now = /name="shown" value="([0-9a-f]{64})"/.exec(answer.html)?.[1] ?? '';
    expect(now).not.toBe(shown);
    expect(await seqNow()).toBe(before);
    expect((await branch.post(`${way}/approve`, { shown: '' })).status).toBe(422);
    expect((await branch.post(`${way}/approve`, { shown: now })).status).toBe(303);
  });

  it('shows what closing a season would freeze', async () => {
    const open = await site.database.reads.get<{ code: string }>(
      'select code from season where closed_seq is null order by starts_on',
    );
    const season = open?.code ?? '';
    const made = await site.app.inject({
      method: 'POST',
      url: '/api/v1/cooperatives/WRYT/settlements',
      headers: { ...clerk.person.headers, 'content-type': 'application/json' },
      payload: JSON.stringify({ season, close: true }),
    });
    expect(made.statusCode).toBe(202);
    const { html } = await branch.get(`${PROPOSALS}/${(JSON.parse(made.body) as { id: number }).id}`);
    expect(textOf(html)).toContain(`结算季 ${season} 结账`);
    expect(textOf(html)).toMatch(new RegExp(`将固定 ${season} 的 \\d+ 份对账单`));
    expect(textOf(html)).toContain('尚欠羔羊');
  });
});
