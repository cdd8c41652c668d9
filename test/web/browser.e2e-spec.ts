/**
 * What only a browser shows: scripts, keys, and pages without scripts.
 *
 * @runs sqlite only
 */
import type { Browser } from 'playwright-core';
import { RegistrationService } from '../../src/contracts/registration.service';
import { describeInBrowser, openWindow } from '../support/browser';
import { openSite, type Reader, type Site } from '../support/site';
import { HOSTILE } from './furnish';

const ORIGIN = { actor: 'test', address: 'test', requestId: 'test' };

// What a browser shows does not depend on the database: once is enough.

describeInBrowser('in a real browser', (launch) => {
  let site: Site;
  let browser: Browser;
  let clerk: Reader;
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('娜仁', 'clerk', 'branch', 'administrator', 'auditor');
    await site.app.get(RegistrationService).addHousehold('WRYT', { code: 'H-X', name: HOSTILE, note: HOSTILE }, ORIGIN);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await site.close();
  });

  it('shows hostile texts as they are written', async () => {
    const { context, page } = await openWindow(browser, site.url, clerk, 'pc');
    await page.goto(`${site.url}/c/WRYT/households/H-X`);
    expect(await page.textContent('h1')).toBe(HOSTILE);
    await context.close();
  });

  it('keeps the language that was chosen', async () => {
    const { context, page } = await openWindow(browser, site.url, clerk, 'phone');
    await page.goto(`${site.url}/c/WRYT`);
    await page.click('text=Монгол');
    expect(await page.getAttribute('html', 'lang')).toBe('mn');
    await page.goto(`${site.url}/c/WRYT/contracts`);
    expect(await page.textContent('h1')).toBe('Гэрээ');
    expect(await page.textContent('footer')).toContain('уугуул хэлтэн');
    await context.close();
  });

  it('fills the grid from a spreadsheet and by keys, and keeps what is wrong', async () => {
    const { context, page, complaints } = await openWindow(browser, site.url, clerk, 'pc');
    await page.goto(`${site.url}/c/WRYT/entry/cash_in`);
    const first = page.locator('[name="rows[0].contract"]');
    await first.focus();
    await first.evaluate((input, text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, '王燕\t2026/2/3\t1,200.50\nWRYT-2022-002\t2026-02-04\t一百\n');
    expect(await first.inputValue()).toBe('WRYT-2022-001');
    expect(await page.inputValue('[name="rows[0].on"]')).toBe('2026-02-03');
    expect(await page.textContent('output')).toBe('已填 2 行');
    await page.locator('[name="rows[7].amount"]').press('Enter');
    expect(await page.locator('[name="rows[8].amount"]').evaluate((e) => e === document.activeElement)).toBe(true);
    await page.click('text=全部记入');
    expect(await page.textContent('.faults')).toContain('已记入 1 笔');
    expect(await page.inputValue('[name="rows[0].amount"]')).toBe('一百');
    expect(await page.locator('tr.wrong').count()).toBe(1);
    await page.fill('[name="rows[0].amount"]', '100');
    await page.click('text=全部记入');
    expect(await page.textContent('.told')).toContain('已记入 1 笔');
    expect(complaints.filter((c) => !c.includes('422'))).toEqual([]);
    await context.close();
  });

  it('shows what can be done about an entry on one line, also on a phone', async () => {
    const { context, page } = await openWindow(browser, site.url, clerk, 'phone');
    await page.goto(`${site.url}/c/WRYT/contracts/WRYT-2022-002`);
    const tops = await page
      .locator('tr#e-e-0099 .mend')
      .evaluateAll((actions) => actions.map((a) => a.getBoundingClientRect().top));
    expect(tops).toHaveLength(3);
    expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(12);
    await context.close();
  });

  it('keeps a ticked answer while the rest of the grid is typed', async () => {
    const { context, page, complaints } = await openWindow(browser, site.url, clerk, 'phone');
    await page.goto(`${site.url}/c/WRYT/entry/cash_out`);
    const row = { contract: 'WRYT-2023-003', on: '2025-11-20', amount: '10' };
    for (const [name, text] of Object.entries(row)) await page.fill(`[name="rows[0].${name}"]`, text);
    await page.click('text=全部记入');
    expect(await page.textContent('.told')).toContain('一行也没有记入');
    await page.getByLabel('照样记入').check();
    await page.fill('[name="rows[0].note"]', '补记');
    expect(await page.getByLabel('照样记入').isChecked()).toBe(true);
    await page.click('text=全部记入');
    expect(await page.textContent('.told')).toContain('已记入 1 笔');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('records, and fills the grid, without scripts', async () => {
    const { context, page } = await openWindow(browser, site.url, clerk, 'phone', { javaScriptEnabled: false });
    await page.goto(`${site.url}/c/WRYT/contracts/WRYT-2023-003/events/new?kind=cash_in`);
    await page.fill('[name="amount"]', '12.30');
    await page.click('text=记入账本');
    expect(await page.textContent('.told')).toContain('已记入账本：收款');
    await page.goto(`${site.url}/c/WRYT/entry/cash_in`);
    await page.fill('[name="rows[0].contract"]', 'WRYT-2023-003');
    await page.fill('[name="rows[0].amount"]', '45.60');
    await page.click('text=全部记入');
    expect(await page.textContent('.told')).toContain('已记入 1 笔');
    await context.close();
  });
});
