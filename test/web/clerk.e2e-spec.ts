/** @runs sqlite */
import { openSite, textOf, type Reader, type Site } from '../support/site';

const HOME = '/c/WRYT';

describe('the pages of a clerk', () => {
  let site: Site;
  let clerk: Reader;
  const text = async (path: string): Promise<string> => textOf((await clerk.get(path)).html);

  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('sarna', 'clerk');
  });
  afterAll(() => site.close());

  it('lead a stranger to the sign-in and back to this site only', async () => {
    const answer = await clerk.get(`${HOME}/contracts?due=overdue`, { cookie: '' });
    expect([answer.status, answer.headers['location']]).toEqual([
      303,
      `/sign-in?next=${encodeURIComponent(`${HOME}/contracts?due=overdue`)}`,
    ]);
  });

  it('lead who works for one cooperative straight to it', async () => {
    const answer = await clerk.get('/');
    expect([answer.status, answer.headers['location']]).toEqual([303, HOME]);
  });

  it('begin with the season, what is overdue and what is due soon', async () => {
    const home = await text(HOME);
    expect(home).toContain('2025年冬春季');
    expect(home).toContain('还有 91 天');
    expect(home).toContain('逾期 276 天');
    expect(home).toContain('13 天内到期');
    expect((await clerk.get(`${HOME}?lang=en`)).html).toContain('<html lang="en">');
    expect(await text(HOME)).toContain('276 days overdue');
    await clerk.get(`${HOME}?lang=zh-CN`);
  });

  it('list contracts, filtered by what the address says', async () => {
    const numbers = async (query: string): Promise<string[]> => [
      ...new Set((await clerk.get(`${HOME}/contracts${query}`)).html.match(/WRYT-20\d\d-\d{3}(?=<\/a>)/g)),
    ];
    expect(await numbers('')).toEqual(['WRYT-2022-001', 'WRYT-2022-002', 'WRYT-2023-003']);
    expect(await numbers('?due=overdue')).toEqual(['WRYT-2022-002', 'WRYT-2023-003']);
    expect(await numbers('?due=soon')).toEqual(['WRYT-2023-003']);
    expect(await numbers('?due=ended')).toEqual(['WRYT-2022-001']);
    expect(await numbers(`?q=${encodeURIComponent('萨仁')}`)).toEqual(['WRYT-2022-002']);
    expect(await numbers('?q=%25')).toEqual([]);
    expect(await numbers('?state=draft')).toEqual([]);
    expect((await clerk.get(`${HOME}/contracts?after=nonsense`)).status).toBe(400);
  });

  it('show a contract as of any day, with the reason behind its figures', async () => {
    const then = await text(`${HOME}/contracts/WRYT-2022-001?on=2022-11-30`);
    expect(then).toContain('以下是截至 2022年11月30日 的账目');
    expect(then).toContain('尚欠 160 只');
    const { html } = await clerk.get(`${HOME}/contracts/WRYT-2022-001`);
    expect(textOf(html)).toContain('尚欠 0 只');
    for (const anchor of new Set(html.match(/href="#e-[^"]+"/g))) expect(html).toContain(`id="${anchor.slice(7, -1)}"`);
  });

  it('tell in plain words what is not there', async () => {
    const { status, html } = await clerk.get(`${HOME}/contracts/NO-SUCH`);
    expect([status, textOf(html).includes('NO-SUCH')]).toEqual([404, true]);
    expect((await clerk.get('/c/OTHER')).status).toBe(404);
  });

  it('register a household once, keeping what was typed', async () => {
    const wrong = await clerk.post(`${HOME}/households/new`, { code: '有 空格', name: 'Ө<b>"𠮷' });
    expect([wrong.status, wrong.html.includes('f-code-fault')]).toEqual([422, true]);
    expect(wrong.html).toContain('value="Ө&lt;b>&quot;𠮷"');
    const answer = await clerk.post(`${HOME}/households/new`, {
      code: 'H-9',
      name: '𠮷日嘎拉',
      member: 'yes',
      phone: '13900000009',
    });
    expect(answer.headers['location']).toBe(`${HOME}/households/H-9`);
    const page = await text(`${HOME}/households/H-9`);
    expect(page).toContain('已登记牧户 𠮷日嘎拉');
    expect(page).not.toContain('13900000009');
  });

  it('build a contract step by step, show what its terms come to, and save the draft', async () => {
    const begun = { number: 'N-1', household: 'H-9', from: '2026-03-01', to: '2029-02-28', 'terms.handout[0].class': 'ewe', 'terms.handout[0].count': '100' }; // prettier-ignore
    const more = await clerk.post(`${HOME}/contracts/new`, { ...begun, _more: 'terms.obligations' });
    expect(more.html).toContain('name="terms.obligations[0].rule"');
    const debt = { 'terms.obligations[0].rule': 'fixed_total', 'terms.obligations[0].id': 'lambs', 'terms.obligations[0].class': 'lamb', 'terms.obligations[0].quantity': '180', 'terms.obligations[0].schedule.kind': 'yearly' }; // prettier-ignore
    const checked = await clerk.post(`${HOME}/contracts/new`, { ...begun, ...debt, _do: 'check' });
    expect(textOf(checked.html)).toContain('2027-02-28 羔羊 60 只 60 只');
    expect(textOf(checked.html)).toContain('从 2027年2月28日 起交不上，最多缺 49 只');
    expect(textOf(checked.html).match(/到期的都交得上/g)).toHaveLength(2);
    const better = { '_year.bad.bornPer100': '９０', '_year.bad.lostPer100': '101' };
    const rosy = await clerk.post(`${HOME}/contracts/new`, { ...begun, ...debt, ...better, _do: 'check' });
    expect(textOf(rosy.html).match(/到期的都交得上/g)).toHaveLength(3);
    expect(rosy.html).toMatch(/name="_year\.bad\.lostPer100" value="15"/);
    const wrong = await clerk.post(`${HOME}/contracts/new`, { ...begun, ...debt, to: '2025-01-01', _do: 'save' });
    expect([wrong.status, wrong.html.includes('f-to-fault')]).toEqual([422, true]);
    const saved = await clerk.post(`${HOME}/contracts/new`, { ...begun, ...debt, _do: 'save' });
    expect(saved.headers['location']).toBe(`${HOME}/contracts/N-1`);
    expect(await text(`${HOME}/contracts/N-1`)).toContain('尚未生效');
    const edit = await clerk.get(`${HOME}/contracts/N-1/edit`);
    expect(edit.html).toMatch(/name="terms\.obligations\[0\]\.quantity"[^>]*value="180"/);
    const version = /name="_version" value="(\d+)"/.exec(edit.html)?.[1] ?? '';
    const activated = await clerk.post(`${HOME}/contracts/N-1/activate`, { version });
    expect(activated.status).toBe(303);
    expect(await text(`${HOME}/contracts/N-1`)).toContain('正等待党支部批准');
    expect(await text(HOME)).toContain('1 项申请等待党支部批准');
  });

  it('add a season, settle it, present its statements, and only propose to close it', async () => {
    expect((await clerk.get(`${HOME}/seasons/new`)).html).toMatch(/name="from"[^>]*value="2026-06-01"/);
    const season = { code: '2026-summer', name: '2026年夏秋季', from: '2026-06-01', to: '2026-11-30' };
    expect((await clerk.post(`${HOME}/seasons/new`, season)).status).toBe(303);
    expect((await clerk.post(`${HOME}/seasons/2025-winter/settle`, {})).status).toBe(303);
    for (let tries = 0; tries < 50 && !(await text(`${HOME}/seasons/2025-winter`)).includes('上次结算'); tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await text(`${HOME}/seasons/2025-winter`)).toContain('上次结算完成：3 份');
    await clerk.post(`${HOME}/seasons/2025-winter/present`, {});
    expect(await text(`${HOME}/seasons/2025-winter`)).toContain('已送达 3 份对账单');
    expect(await text(HOME)).toContain('3 份对账单等待牧户确认');
    await clerk.post(`${HOME}/seasons/2025-winter/close`, {});
    const page = await text(`${HOME}/seasons/2025-winter`);
    expect(page).toContain('尚未记账：申请结账正等待党支部批准');
    expect(page).not.toContain('已结账 2025');
    expect(await text(`${HOME}/statements/2025-winter/WRYT-2022-002`)).toContain('已送达');
  });

  it('show an auditor everything, and let them change nothing', async () => {
    const auditor = await site.reader('sheng', 'auditor');
    for (const path of [
      '',
      '/contracts',
      '/contracts/WRYT-2022-001',
      '/households',
      '/seasons',
      '/seasons/2022-summer',
    ])
      expect([path, (await auditor.get(HOME + path)).status]).toEqual([path, 200]);
    expect((await auditor.get(`${HOME}/contracts/WRYT-2022-001`)).html).not.toContain('events/new');
    for (const path of ['/households/new', '/contracts/new', '/seasons/new', '/entry', '/seasons/2025-winter/settle'])
      expect([path, (await auditor.post(HOME + path, {})).status]).toEqual([path, path === '/entry' ? 404 : 403]);
  });
});
