/** A herder's telephone: the card's link, the PIN, what is owed, and the season's statement to confirm or dispute. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { Cards } from '../../src/parties/cards';
import { requireCooperative } from '../../src/parties/cooperatives';
import { requireHousehold } from '../../src/parties/households';
import { wholeOf } from '../../src/parties/scope';
import { PresentAllService } from '../../src/settlement/present-all';
import { describeInBrowser, openWindow } from '../support/browser';
import { openSite, textOf, type Site } from '../support/site';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SEASON = '2025-winter';
/** What a herder's telephone may have to load in all, with everything in its cache empty. */
const MOST_BYTES = 100_000;

async function cardOf(site: Site, code: string): Promise<string> {
  const { reads } = site.database;
  const cooperative = await requireCooperative(reads, 'WRYT');
  const household = await requireHousehold(reads, wholeOf(cooperative), code);
  return site.app.get(Cards).issue(cooperative, household, '萨仁高娃', CLI_ORIGIN, ({ secret }) => `/h/${secret}`);
}

describe('a herder without a script', () => {
  let site: Site;
  beforeEach(async () => {
    site = await openSite();
    await site.app.get(PresentAllService).presentAll('WRYT', SEASON, CLI_ORIGIN);
  });
  afterEach(() => site.close());

  it('chooses a PIN, sees the own account and nobody else’s', async () => {
    const link = await cardOf(site, 'H002');
    const herder = site.visitor();
    expect(textOf((await herder.get(link)).html)).toContain('请自己选一个六位 PIN');
    const weak = await herder.post(link, { newPin: '123456', again: '123456' });
    expect([weak.status, textOf(weak.html)]).toEqual([422, expect.stringContaining('PIN 要 6 位数字')]);
    const unlike = await herder.post(link, { newPin: '280417', again: '280418' });
    expect([unlike.status, textOf(unlike.html)]).toEqual([422, expect.stringContaining('两次输入的 PIN 不一样')]);
    expect((await herder.post(link, { newPin: '280417', again: '280417' })).headers['location']).toBe('/my');
    const page = textOf((await herder.get('/my')).html);
    expect(page).toContain('萨仁高娃家的账');
    expect(page).toContain('落后了');
    expect(page).toContain('WRYT-2022-002');
    expect(page).not.toMatch(/WRYT-2022-001|WRYT-2023-003|巴特尔|王燕/);
    for (const path of [`/my/statements/${SEASON}/WRYT-2023-003`, '/my/statements/NONE/WRYT-2022-002'])
      expect((await herder.get(path)).status).toBe(404);
    for (const path of ['/c/WRYT', '/c/WRYT/contracts/WRYT-2022-002', '/c/WRYT/households', '/c/WRYT/audit'])
      expect([path, [403, 404]]).toEqual([path, expect.arrayContaining([(await herder.get(path)).status])]);
    const again = site.visitor();
    expect(textOf((await again.get(link)).html)).toContain('请输入您的六位 PIN');
    expect((await again.post(link, { pin: '280418' })).status).toBe(422);
    expect((await again.post(link, { pin: '280417' })).headers['location']).toBe('/my');
    expect((await site.visitor().get('/h/nonsense')).status).toBe(404);
  });

  it('confirms only what was seen, and disputes a line with a reason', async () => {
    const herder = site.visitor();
    const link = await cardOf(site, 'H002');
    await herder.post(link, { newPin: '280417', again: '280417' });
    const path = `/my/statements/${SEASON}/WRYT-2022-002`;
    const { html } = await herder.get(path);
    const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
    const form = { _csrf: field('_csrf'), seen: field('seen') };
    expect(form.seen).toMatch(/^[0-9a-f]{64}$/);
    const stale = await herder.post(`${path}/confirm`, { ...form, seen: '0'.repeat(64) });
    expect(stale.status).toBe(412);
    const silent = await herder.post(`${path}/dispute`, { ...form, line: 'owed|lambs|closing', reason: ' ' });
    expect(silent.status).toBe(422);
    const said = { ...form, line: 'owed|lambs|closing', reason: '少记了一只羔羊 <b>𠮷</b>' };
    expect((await herder.post(`${path}/dispute`, said)).status).toBe(303);
    expect(textOf((await herder.get(path)).html)).toContain('少记了一只羔羊 <b>𠮷</b>');
    expect((await herder.post(`${path}/confirm`, form)).headers['location']).toBe(path);
    const confirmed = textOf((await herder.get(path)).html);
    expect(confirmed).toContain('已确认');
    expect((await herder.post(`${path}/confirm`, form)).status).toBe(303);
    const rows = await site.database.reads.all('select * from signature');
    expect(rows).toHaveLength(1);
  });
});

describeInBrowser('a herder’s telephone', (launch) => {
  let site: Site;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    site = await openSite();
    await site.app.get(PresentAllService).presentAll('WRYT', SEASON, CLI_ORIGIN);
    browser = await launch();
    // Without scripts, as the page promises; axe is put in by the debugger all the same.
    ({ context, page, complaints } = await openWindow(browser, site.url, undefined, 'phone'));
  });
  afterAll(async () => {
    await context?.close();
    await browser?.close();
    await site.close();
  });

  it('opens the account from the card in two taps, within the budget, and can be used by everybody', async () => {
    let bytes = 0;
    let requests = 0;
    page.on('response', (response) => {
      requests += 1;
      void response.body().then((body) => (bytes += /gzip/.test(response.headers()['content-encoding'] ?? '') ? gzipSync(body).length : body.length), () => undefined); // prettier-ignore
    });
    await page.goto(site.url + (await cardOf(site, 'H002')));
    await usable('card');
    await page.fill('[name=newPin]', '280417');
    await page.fill('[name=again]', '280417');
    await page.click('main button[type=submit]');
    await page.waitForURL('**/my');
    await usable('my');
    expect(await page.locator('.ring').count()).toBeGreaterThan(0);
    await page.waitForLoadState('networkidle');
    expect(bytes).toBeLessThan(MOST_BYTES);
    // Two pages with two stylesheets and an icon each, some of them from the browser's own store, and the PIN that was sent.
    expect(requests).toBeLessThanOrEqual(9);
    await page.click('.links a');
    await usable('statement');
    await page.click('summary');
    await page.fill('textarea', '少了一只');
    await page.click('details button[type=submit]');
    expect(await page.textContent('main')).toContain('少了一只');
    await page.click('main form button[type=submit]:not(.secondary)');
    expect(await page.textContent('main')).toContain('已确认');
    expect(complaints).toEqual([]);
  });

  async function usable(name: string): Promise<void> {
    const shots = process.env['SUREG_SHOTS'];
    if (shots !== undefined) await page.screenshot({ path: `${shots}/herder-${name}.png`, fullPage: true });
    const violations = await page.evaluate<string[]>(`${AXE}; axe.run({ runOnly: ${JSON.stringify(RULES)} }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', ')))`); // prettier-ignore
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect({ name, violations, overflow }).toEqual({ name, violations: [], overflow: 0 });
  }
});
