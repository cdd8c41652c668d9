/**
 * The whole of a season, told through the pages by four people in a real browser: from an empty installation to a late fact.
 *
 * @runs sqlite
 * @slow
 */
import type { Browser } from 'playwright-core';
import { SetupService } from '../../src/identity/setup.service';
import { describeInBrowser } from '../support/browser';
import { openSite, type Site } from '../support/site';
import { Someone } from '../support/someone';

const PASSWORD = '草原上的羊群-有九百九十只';
const STAFF = { wenshu: ['其木格', '文书'], shuji: ['巴图', '党支部审批人'], shenji: ['苏日娜', '审计员'] } as const;
/** At hand on a contract's page; the others are folded away. */
const USUAL = new Set(['还羔', '发放饲草料', '产羔', '死亡', '发放', '出售']);
const SUMMER = '2025年夏秋季';
const WINTER = '2025年冬春季';

describeInBrowser('the story of a season', (launch) => {
  let site: Site;
  let browser: Browser;
  let clerk: Someone;
  let branch: Someone;
  let auditor: Someone;
  let herder: Someone;
  const everybody: Someone[] = [];
  let isBroken = false;
  const links: Record<string, string> = {};
  beforeAll(async () => {
    site = await openSite({ isEmpty: true });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await site.close();
  });
  afterEach(() => {
    expect(everybody.flatMap((who) => who.troubles())).toEqual([]);
  });

  /** One step of the story; after one that went wrong nothing makes sense. */
  const step = (name: string, tell: () => Promise<void>): void =>
    it(name, async () => {
      expect(isBroken).toBe(false);
      isBroken = true;
      await tell();
      isBroken = false;
    });
  /** On the page of the contract, from wherever one is. */
  const atContract = async (who: Someone): Promise<void> => {
    await who.press('合同');
    await who.press('HT-1');
  };
  /** Enters one event under the contract. */
  const enter = async (kind: string, fill: () => Promise<void>): Promise<void> => {
    await atContract(clerk);
    if (!USUAL.has(kind)) await clerk.unfold('其他事项');
    await clerk.press(kind);
    await fill();
    await clerk.press('记入账本');
    expect(await clerk.told()).toContain(`已记入账本：${kind}`);
  };
  /** The branch approves the only thing that waits. */
  const approve = async (what: string): Promise<void> => {
    await branch.press('首页');
    await branch.press('1 项申请等待党支部批准');
    await branch.press(what);
    await branch.press('批准并记账');
    expect(await branch.told()).toContain(`已批准并记账：${what}`);
  };
  const atStatement = async (who: Someone, season: string): Promise<void> => {
    await who.press('结算季');
    await who.press(season);
    await who.press(/\/HT-1$/);
  };

  /** 36 lambs, less 2 x 36/42 for the ewes that died: 34; a third of 34.29 fell due on 15 November: 11. */
  const says = async (who: Someone, feed: string, cash: string): Promise<void> => {
    expect(await who.table('应还牲畜')).toEqual({ 期初尚欠: ['0'], 本期新增: ['34'], 本期已还: ['10'], 期末尚欠: ['24'], 累计到期: ['11'], 累计已还: ['10'], 到期未还: ['1'] }); // prettier-ignore
    expect(await who.table('往来款')).toEqual({ 期初余额: ['现金两清'], 饲草料: [feed], 代销服务费: ['168.00'], 代销货款: ['-5,600.00'], 期末余额: [cash] }); // prettier-ignore
    expect(await who.table('押金')).toEqual({ 期初押金: ['0.00'], 收押金: ['500.00'], 期末押金: ['500.00'] });
    expect(await who.table('存栏')).toEqual({ 期初存栏: ['0', '0', '0', '0'], 发放: ['40', '2', '0', '0'], '产羔（犊、驹）': ['0', '0', '16', '14'], 死亡: ['-2', '0', '0', '-1'], 出售: ['0', '0', '0', '-8'], 还羔: ['0', '0', '-7', '-3'], 期末存栏: ['38', '2', '9', '2'] }); // prettier-ignore
  };

  step('begins with an installation, its cooperative, and links for the people who are to work there', async () => {
    const secret = await site.app.get(SetupService).begin();
    const boss = await Someone.at(browser, `${site.url}/setup?token=${secret}`);
    await boss.fill('用户名', 'guanli');
    await boss.fill('姓名', '管理员');
    await boss.fill('新密码', PASSWORD);
    await boss.fill('再输一次', PASSWORD);
    await boss.press('建立操作员');
    await boss.fill('用户名', 'guanli');
    await boss.fill('密码', PASSWORD);
    await boss.press('登录');
    await boss.press('新建合作社');
    await boss.fill('编号', 'SRG');
    await boss.fill('名称', '苏鲁克养殖合作社');
    await boss.choose('会计制度', '农民专业合作社会计制度（2021）');
    await boss.press('新建');
    for (const [login, [name, role]] of Object.entries(STAFF)) {
      await boss.press('人员');
      await boss.fill('用户名', login);
      await boss.fill('姓名', name);
      await boss.page.getByRole('checkbox', { name: role }).check();
      await boss.press('添加并取得链接');
      links[login] = await boss.page.locator('.secret code').innerText();
    }
    expect(boss.troubles()).toEqual([]);
    await boss.leave();
  });

  step('goes on with the clerk, the branch and the auditor, who choose passwords and come in', async () => {
    const comeIn = async (login: keyof typeof STAFF): Promise<Someone> => {
      const who = await Someone.at(browser, links[login] ?? '');
      await who.fill('新密码', PASSWORD);
      await who.fill('再输一次', PASSWORD);
      await who.press('设置密码');
      await who.fill('用户名', login);
      await who.fill('密码', PASSWORD);
      await who.press('登录');
      expect(await who.page.locator('h1').innerText()).toBe('首页');
      return who;
    };
    [clerk, branch, auditor] = await Promise.all([comeIn('wenshu'), comeIn('shuji'), comeIn('shenji')]);
    everybody.push(clerk, branch, auditor);
  });

  step('has two seasons and a household', async () => {
    for (const [code, name, from, to] of [
      ['2025-summer', SUMMER, '2025-06-01', '2025-11-30'],
      ['2025-winter', WINTER, '2025-12-01', '2026-05-31'],
    ] as const) {
      await clerk.press('结算季');
      await clerk.press('新结算季');
      await clerk.fill('编号', code);
      await clerk.fill('名称', name);
      await clerk.fill('开始日期', from);
      await clerk.fill('结束日期', to);
      await clerk.press('保存');
      expect(await clerk.told()).toContain(name);
    }
    await clerk.press('牧户');
    await clerk.press('新牧户');
    await clerk.fill('编号', 'H-1');
    await clerk.fill('户主姓名', '乌云其其格');
    await clerk.press('保存');
    expect(await clerk.told()).toBe('已登记牧户 乌云其其格');
  });

  step(
    'has a contract, whose terms are built step by step and tried out before the branch puts them in force',
    async () => {
      await clerk.press('新合同');
      await clerk.fill('合同号', 'HT-1');
      await clerk.fill('开始日期', '2025-06-01');
      await clerk.fill('结束日期', '2028-05-31');
      await clerk.row('发放的牲畜', 0, { 种类: '母羊', 只数: '40' });
      await clerk.row('发放的牲畜', 1, { 种类: '种公羊', 只数: '2' });
      const debt = clerk.page.getByRole('group', { name: '应还 1' });
      await clerk.fill('只数', '36', debt);
      await clerk.choose('到期方式', '按约定日期分批', debt);
      for (const [i, on] of ['2025-11-15', '2026-11-15', '2027-11-15'].entries()) {
        await clerk.row('分批', i, { 日期: on, 数量: '12' });
      }
      await clerk.unfold('其他约定');
      await clerk.row('死亡损失', 0, { '原因（可多选）': '疾病', 后果: '减少应还' });
      await clerk.fill('牧户承担（%）', '70', clerk.page.getByRole('group', { name: '饲草料' }));
      await clerk.fill('服务费（%）', '3', clerk.page.getByRole('group', { name: '代销' }));
      await clerk.fill('押金（元）', '500');
      await clerk.press('试算');
      expect(await clerk.text()).toContain('好年景');
      expect(await clerk.text()).toContain('2027-11-15 羔羊 12 只 36 只');
      await clerk.press('保存草稿');
      expect(await clerk.told()).toBe('草稿 HT-1 已保存，尚未生效');
      await clerk.press('生效');
      expect(await clerk.told()).toContain('正等待党支部批准');
      await approve('合同 HT-1 生效');
    },
  );

  step('is recorded as it happens: handover, deposit, feed, lambing, deaths, a return and a sale', async () => {
    await enter('发放', async () => {
      await clerk.fill('日期', '2025-06-05');
      await clerk.row('牲畜', 0, { 种类: '母羊', 只数: '40' });
      await clerk.row('牲畜', 1, { 种类: '种公羊', 只数: '2' });
    });
    await enter('收押金', async () => {
      await clerk.fill('日期', '2025-06-05');
      await clerk.fill('金额（元）', '500');
    });
    await enter('发放饲草料', async () => {
      await clerk.fill('日期', '2025-07-01');
      await clerk.fill('品名', '苜蓿草捆');
      await clerk.fill('数量', '33');
      await clerk.choose('单位', '捆');
      await clerk.fill('每捆（袋）公斤数', '22.5');
      await clerk.fill('单价（元）', '31.25');
    });
    await enter('产羔', async () => {
      await clerk.fill('日期', '2025-07-10');
      await clerk.fill('成活', '30');
      await clerk.fill('产羔总数', '32');
      await clerk.row('牲畜', 0, { 种类: '母羔', 只数: '16' });
      await clerk.row('牲畜', 1, { 种类: '公羔', 只数: '14' });
    });
    await enter('死亡', async () => {
      await clerk.fill('日期', '2025-08-01');
      await clerk.row('牲畜', 0, { 种类: '母羊', 只数: '2' });
      await clerk.choose('原因', '疾病');
    });
    await enter('死亡', async () => {
      await clerk.fill('日期', '2025-08-09');
      await clerk.row('牲畜', 0, { 种类: '公羔', 只数: '1' });
      await clerk.choose('账别', '自有');
      await clerk.choose('原因', '狼害等');
    });
    await enter('还羔', async () => {
      await clerk.fill('日期', '2025-10-15');
      await clerk.row('验收合格', 0, { 种类: '母羔', 只数: '5', '总重（公斤）': '131.5' });
      await clerk.row('验收不合格', 0, { 种类: '公羔', 只数: '1', 原因: '不足 20 公斤' });
    });
    await enter('出售', async () => {
      await clerk.fill('日期', '2025-11-05');
      await clerk.fill('渠道', '合作社');
      await clerk.row('牲畜', 0, { 种类: '公羔', 只数: '8' });
      await clerk.fill('单价（元）', '700');
      await clerk.choose('计价单位', '只');
    });
  });

  step('has returns that come in by the dozen, entered in a grid', async () => {
    await clerk.press('批量录入');
    await clerk.press('还羔');
    const rows = [
      ['2025-10-20', '公羔', '3'],
      ['2025-10-28', '母羔', '2'],
    ] as const;
    for (const [i, [on, animals, count]] of rows.entries()) {
      await clerk.fill(`第 ${i + 1}: 合同`, 'HT-1');
      await clerk.fill(`第 ${i + 1}: 日期`, on);
      await clerk.choose(`第 ${i + 1}: 种类`, animals);
      await clerk.fill(`第 ${i + 1}: 只数`, count);
    }
    await clerk.press('全部记入');
    expect(await clerk.told()).toContain('已记入 2 笔');
  });

  step('is settled and presented, and says what was computed by hand', async () => {
    await clerk.press('结算季');
    await clerk.press(SUMMER);
    await clerk.press('结算');
    await clerk.page.getByText('上次结算完成：1 份').waitFor();
    await clerk.press('全部送达');
    await clerk.page.getByText('已送达 1 份对账单').first().waitFor();
    await clerk.press(/\/HT-1$/);
    await says(clerk, '721.88', '合作社欠牧户 4,710.12 元');
  });

  step('is read by the household on its telephone, without scripts, and disputed', async () => {
    await clerk.press('牧户');
    await clerk.press('乌云其其格');
    await clerk.press('乌云其其格家的卡');
    await clerk.fill('持卡人姓名', '乌云其其格');
    await clerk.press('只显示链接');
    const link = await clerk.page.locator('.secret code').innerText();
    herder = await Someone.at(browser, link, { size: 'phone', javaScriptEnabled: false });
    everybody.push(herder);
    await herder.fill('新 PIN', '280417');
    await herder.fill('再输入一次', '280417');
    await herder.press('打开我家的账');
    const owed = await herder.text();
    for (const said of ['还欠羔羊 24 只', '已还 10 只，共 34 只', '合作社欠您家 4,710.12 元', '押金 500.00 元', '出售'])
      expect(owed).toContain(said);
    await herder.press(SUMMER);
    expect(await herder.text()).toContain('饲草料 721.88 元');
    await herder.unfold('有不对的地方');
    await herder.choose('哪一行不对？', '元 · 饲草料 721.88 元');
    await herder.fill('为什么？', '七月只拉了 30 捆草，不是 33 捆');
    await herder.press('提出异议');
    expect(await herder.told()).toContain('已提出异议');
  });

  step('is answered by the clerk, and corrected once the branch has approved', async () => {
    await clerk.press('首页');
    await clerk.press('1 份对账单有异议，等待文书处理');
    await clerk.press(/\/HT-1$/);
    expect(await clerk.text()).toContain('七月只拉了 30 捆草，不是 33 捆');
    await clerk.fill('给牧户的答复', '查了领料单，是 30 捆，马上更正');
    await clerk.press('答复');
    await atContract(clerk);
    await clerk.press('更正', clerk.page.getByRole('row', { name: /苜蓿草捆/ }));
    await clerk.fill('数量', '30');
    await clerk.fill('更正原因', '领料单上是 30 捆');
    await clerk.press('提交批准');
    expect(await clerk.told()).toContain('尚未记账');
    await atStatement(clerk, SUMMER);
    await says(clerk, '721.88', '合作社欠牧户 4,710.12 元');
    await approve('更正：发放饲草料');
  });

  step('is presented again, since it is another now, and confirmed', async () => {
    await clerk.press('首页');
    expect(await clerk.text()).not.toContain('等待文书处理');
    await clerk.press('1 份对账单送达后内容有变化，等待重新送达');
    await clerk.press(/\/HT-1$/);
    expect(await clerk.text()).toContain('送交之后内容有变化');
    await says(clerk, '656.25', '合作社欠牧户 4,775.75 元');
    await clerk.press('送交牧户');
    await herder.press(/回到我家的账/);
    await herder.press(SUMMER);
    expect(await herder.text()).toContain('查了领料单，是 30 捆，马上更正');
    expect(await herder.text()).toContain('饲草料 656.25 元');
    await herder.press('我看过了，没有问题');
    expect(await herder.told()).toBe('已确认，谢谢。');
  });

  step('is signed by clerk and branch, and closed by two', async () => {
    await atStatement(clerk, SUMMER);
    await clerk.press('经办人签字');
    await atStatement(branch, SUMMER);
    await branch.press('支部签字');
    expect(await branch.text()).not.toContain('未签');
    await clerk.press(SUMMER);
    await clerk.press('申请结账');
    expect(await clerk.told()).toContain('尚未记账');
    await approve('结算季 2025-summer 结账');
  });

  step('is looked at by the auditor, who checks the chain and takes papers and figures away', async () => {
    await atStatement(auditor, SUMMER);
    expect(await auditor.text()).toContain('已结账（确认）');
    await says(auditor, '656.25', '合作社欠牧户 4,775.75 元');
    const paper = await auditor.download('打印（PDF）');
    expect([paper.name, paper.content.subarray(0, 5).toString()]).toEqual(['SRG-2025-summer-HT-1.pdf', '%PDF-']);
    await auditor.press('审计');
    await auditor.press('账链');
    await auditor.press('核对全部账目');
    expect(await auditor.told()).toContain('核对完毕');
    await auditor.press('导出');
    await auditor.choose('结算季', SUMMER);
    await auditor.press('选定');
    const lines = await auditor.download('CSV', auditor.page.getByRole('row', { name: '对账单各行' }));
    expect(lines.content.toString()).toContain('-4775.75');
  });

  step(
    'has a slip that turns up too late: it changes nothing that was closed, and is on the next statement',
    async () => {
      await atContract(clerk);
      await clerk.press('还羔');
      await clerk.fill('日期', '2025-11-25');
      await clerk.row('验收合格', 0, { 种类: '公羔', 只数: '1' });
      await clerk.press('记入账本');
      expect(await clerk.text()).toContain(`2025-11-25 在已经结账的${SUMMER}里`);
      expect(await clerk.text()).toContain(`计入 2025-12-01，出现在${WINTER}的对账单上`);
      await clerk.page.getByLabel('我知道这是补记，照样记入').check();
      await clerk.press('记入账本');
      expect(await clerk.told()).toContain('已补记：还羔');
      expect(await clerk.told()).toContain(`见${WINTER}的对账单`);
      await atStatement(clerk, SUMMER);
      await says(clerk, '656.25', '合作社欠牧户 4,775.75 元');
      await atStatement(clerk, WINTER);
      expect(await clerk.table('应还牲畜')).toEqual({ 期初尚欠: ['24'], 本期已还: ['1'], 期末尚欠: ['23'], 累计到期: ['11'], 累计已还: ['11'] }); // prettier-ignore
      expect(await clerk.table('往来款')).toEqual({
        期初余额: ['合作社欠牧户 4,775.75 元'],
        期末余额: ['合作社欠牧户 4,775.75 元'],
      });
      expect(await clerk.text()).toContain('2025-11-25 还羔 公羔 1 补记，计入 2025-12-01');
      await herder.press(/回到我家的账/);
      expect(await herder.text()).toContain('还欠羔羊 23 只');
      expect(await herder.text()).toContain('补记，计入 2025-12-01');
      await herder.press(WINTER);
      expect(await herder.text()).toContain('2025-11-25 还羔 公羔 1 补记，计入 2025-12-01');
    },
  );

  step('ends with a book that is whole', async () => {
    await auditor.press('审计');
    await auditor.press('账链');
    await auditor.press('核对全部账目');
    expect(await auditor.told()).toContain('核对完毕');
  });
});
