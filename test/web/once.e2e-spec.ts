/**
 * Impatient people, and two at the same thing, in a real browser: whatever is pressed twice is done once, and nobody overwrites what another has written.
 *
 * @runs sqlite
 */
import type { Browser } from 'playwright-core';
import { describeInBrowser } from '../support/browser';
import { openSite, type Site } from '../support/site';
import { Someone } from '../support/someone';

const CONTRACT = '/c/WRYT/contracts/WRYT-2023-003';

describeInBrowser('what is done once', (launch) => {
  let site: Site;
  let browser: Browser;
  let clerk: Someone;
  let other: Someone;
  let branch: Someone;
  beforeAll(async () => {
    site = await openSite();
    browser = await launch();
    const at = async (login: string, ...roles: Parameters<Site['reader']>[1][]) =>
      Someone.at(browser, `${site.url}/c/WRYT`, { reader: await site.reader(login, ...roles) });
    [clerk, other, branch] = await Promise.all([at('娜仁', 'clerk'), at('其木格', 'clerk'), at('书记', 'branch')]);
  });
  afterAll(async () => {
    await browser?.close();
    await site.close();
  });
  const records = async (): Promise<number> => {
    const row = await site.database.reads.get<{ n: number }>('select head_seq as n from cooperative where code = ?', ['WRYT']); // prettier-ignore
    return Number(row?.n);
  };
  /** Presses twice, as impatient people do, and reads where that leads. */
  const twice = async (who: Someone, name: string): Promise<void> => {
    await Promise.all([who.page.waitForEvent('load'), who.way(name).dblclick()]);
    await who.page.locator('.told, .faults, .problem').first().waitFor();
  };

  it('an entry that is pressed twice, reloaded, and sent again after going back', async () => {
    const before = await records();
    await clerk.type(`${site.url}${CONTRACT}/events/new?kind=cash_in`);
    await clerk.fill('金额（元）', '12.34');
    await twice(clerk, '记入账本');
    expect(await clerk.told()).toContain('已记入账本：收款');
    await clerk.page.reload();
    expect(await clerk.page.locator('.told').count()).toBe(0);
    await clerk.page.goBack();
    await clerk.fill('金额（元）', '12.34');
    await clerk.press('记入账本');
    expect(await clerk.text()).toContain('是不是重复了');
    expect(await records()).toBe(before + 1);
  });

  it('a household, and a season', async () => {
    const before = await records();
    await clerk.type(`${site.url}/c/WRYT/households/new`);
    await clerk.fill('编号', 'H-2');
    await clerk.fill('户主姓名', '陶格斯');
    await twice(clerk, '保存');
    expect(await clerk.told()).toBe('已登记牧户 陶格斯');
    await clerk.type(`${site.url}/c/WRYT/seasons/new`);
    await clerk.fill('编号', '2026-summer');
    await twice(clerk, '保存');
    expect(await clerk.told()).toContain('2026-summer');
    expect(await records()).toBe(before + 2);
  });

  it('a draft, new and changed', async () => {
    await clerk.type(`${site.url}/c/WRYT/contracts/new?household=H-2`);
    await clerk.fill('合同号', 'N-1');
    await clerk.fill('结束日期', '2029-02-28');
    await clerk.row('发放的牲畜', 0, { 种类: '母羊', 只数: '10' });
    await clerk.fill('只数', '9', clerk.page.getByRole('group', { name: '应还 1' }));
    await twice(clerk, '保存草稿');
    expect(await clerk.told()).toContain('草稿 N-1 已保存');
    await clerk.press('修改草稿');
    await clerk.fill('担保人', '嘎查长');
    await twice(clerk, '保存草稿');
    expect(await clerk.told()).toContain('草稿 N-1 已保存');
  });

  it('a draft that two clerks change: the second is told, and nothing of either is lost', async () => {
    const edit = `${site.url}/c/WRYT/contracts/N-1/edit`;
    await Promise.all([clerk.type(edit), other.type(edit)]);
    await clerk.fill('见证人', '娜仁的见证人');
    await clerk.press('保存草稿');
    await other.fill('见证人', '其木格的见证人');
    await other.press('保存草稿');
    expect(await other.page.locator('.faults').innerText()).toContain('刚被别人改过');
    expect(await other.page.getByLabel('见证人').inputValue()).toBe('其木格的见证人');
    await clerk.press('修改草稿');
    expect(await clerk.page.getByLabel('见证人').inputValue()).toBe('娜仁的见证人');
  });

  it('a proposal, and its approval', async () => {
    await clerk.type(`${site.url}/c/WRYT/contracts/N-1`);
    await twice(clerk, '生效');
    expect(await clerk.told()).toContain('尚未记账');
    await branch.press('审批');
    expect(await branch.page.getByRole('link', { name: '合同 N-1 生效' }).count()).toBe(1);
    await branch.press('合同 N-1 生效');
    const proposal = branch.page.url();
    const before = await records();
    await twice(branch, '批准并记账');
    // Which of the two answers is shown depends on how quick they were: the page itself says what became of it.
    await branch.type(proposal);
    expect(await branch.text()).toContain('已批准');
    expect(await records()).toBe(before + 1);
  });

  it('a statement that another has presented meanwhile', async () => {
    const statement = `${site.url}/c/WRYT/statements/2025-winter/WRYT-2022-002`;
    await Promise.all([clerk.type(statement), other.type(statement)]);
    const before = await records();
    await twice(clerk, '送交牧户');
    expect(await clerk.told()).toContain('已送达 1 份对账单');
    await other.press('送交牧户');
    expect(await records()).toBe(before + 1);
    expect(await other.text()).toContain('已送达');
  });
});
