/**
 * What scripts add for people who enter much: keys, days by keys, and what a contract comes to while it is typed.
 *
 * @runs sqlite only
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeInBrowser, openWindow } from '../support/browser';
import { openSite, type Reader, type Site } from '../support/site';

const CONTRACT = '/c/WRYT/contracts/WRYT-2023-003';

describeInBrowser('keys', (launch) => {
  let site: Site;
  let browser: Browser;
  let clerk: Reader;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('娜仁', 'clerk');
    browser = await launch();
  });
  beforeEach(async () => ({ context, page, complaints } = await openWindow(browser, site.url, clerk, 'pc')));
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await site.close();
  });

  const press = async (key: string, path: string): Promise<void> => {
    await Promise.all([page.waitForURL(site.url + path), page.keyboard.press(key)]);
  };

  it('go to pages, to the search and to entries; not while one types, and not when they are turned off', async () => {
    await page.goto(`${site.url}/c/WRYT`);
    await press('c', '/c/WRYT/contracts');
    await page.keyboard.press('/');
    await page.keyboard.type('h3s');
    expect(await page.inputValue('[name="q"]')).toBe('h3s');
    await page.goto(site.url + CONTRACT);
    await press('2', `${CONTRACT}/events/new?kind=feed_issue`);
    await page.goto(site.url + CONTRACT);
    await page.keyboard.press('?');
    expect(await page.textContent('#keys ul')).toContain('h 首页');
    await page.keyboard.press('h');
    await page.click('#keys [role="switch"]');
    await page.keyboard.press('Escape');
    await page.keyboard.press('h');
    await page.reload();
    await page.keyboard.press('h');
    await page.click('#keys-open');
    expect(await page.isChecked('#keys [role="switch"]')).toBe(false);
    expect(page.url()).toBe(site.url + CONTRACT);
  });

  it('step through days, take a pasted one, and enter one more', async () => {
    await page.goto(`${site.url}${CONTRACT}/events/new?kind=cash_in`);
    const day = page.locator('[name="on"]');
    const today = await day.inputValue();
    await day.press('-');
    await day.press('-');
    await day.press('+');
    const before = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
    expect(await day.inputValue()).toBe(before);
    await day.press('t');
    expect(await day.inputValue()).toBe(today);
    await day.evaluate((field) => {
      const data = new DataTransfer();
      data.setData('text/plain', '2026年2月3日');
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    expect(await day.inputValue()).toBe('2026-02-03');
    await page.fill('[name="amount"]', '3.50');
    await page.press('[name="amount"]', 'Control+Enter');
    await page.waitForSelector('.told.good');
    expect(page.url()).toBe(`${site.url}${CONTRACT}/events/new?kind=cash_in`);
  });

  it('show what a contract comes to while it is typed, also in what is assumed of a year, and keep the cursor', async () => {
    await page.goto(`${site.url}/c/WRYT/contracts/new?household=H003`);
    expect(await page.locator('.what-if').count()).toBe(0);
    await page.fill('[name="number"]', 'K-1');
    await page.fill('[name="from"]', '2026-03-01');
    await page.fill('[name="terms.handout[0].count"]', '100');
    await page.fill('[name="terms.obligations[0].quantity"]', '180');
    await page.fill('[name="to"]', '2029-02-28');
    await page.waitForSelector('.what-if');
    expect(await page.textContent('#preview')).toContain('2027-02-28');
    await page.fill('[name="terms.obligations[0].quantity"]', '181');
    await page.locator('#preview', { hasText: '181' }).waitFor();
    const born = page.locator('#preview input').first();
    const name = await born.getAttribute('name');
    await born.fill('20');
    await page.locator('#preview input[value="20"]').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe(name);
    expect(await page.locator(`[name="${name}"]`).inputValue()).toBe('20');
  });
});
