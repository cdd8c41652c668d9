/**
 * A herder's telephone: the card's link, the PIN, what is owed, and the season's statement to confirm or dispute.
 *
 * @runs sqlite
 */
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { Cards } from '../../src/parties/cards.service';
import { requireCooperative } from '../../src/parties/cooperatives';
import { requireHousehold } from '../../src/parties/households';
import { wholeOf } from '../../src/parties/scope';
import { PresentAllService } from '../../src/statements/present-all.service';
import { describeInBrowser, openWindow } from '../support/browser';
import { openSite, textOf, type Got, type Reader, type Site } from '../support/site';

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
    const wrong = await again.post(link, { pin: '280418' });
    expect([wrong.status, textOf(wrong.html)]).toEqual([422, expect.stringContaining('PIN 不对')]);
    expect(textOf(wrong.html)).not.toContain('登录名');
    expect((await again.post(link, { pin: '280417' })).headers['location']).toBe('/my');
    expect((await site.visitor().get('/h/nonsense')).status).toBe(404);
  });

  it('is told how long a card that was guessed at is blocked', async () => {
    const link = await cardOf(site, 'H002');
    await site.visitor().post(link, { newPin: '280417', again: '280417' });
    const guesser = site.visitor();
    for (let i = 0; i < 5; i++) expect((await guesser.post(link, { pin: '111222' })).status).toBe(422);
    const blocked = await guesser.post(link, { pin: '280417' });
    expect([blocked.status, textOf(blocked.html)]).toEqual([429, expect.stringMatching(/请过 \d+ 分钟再试/)]);
    const minutes = /请过 (\d+) 分钟/.exec(textOf(blocked.html))?.[1];
    expect(blocked.headers['retry-after']).toBe(String(Number(minutes) * 60));
  });

  it('is refused in the language of the page', async () => {
    const link = await cardOf(site, 'H002');
    const herder = site.visitor();
    const told = async (got: Promise<Got>): Promise<string> => textOf((await got).html.replace(/<footer>.*/s, ''));
    herder.cookies.set('sureg-lang', 'mn');
    const refused = [
      await told(herder.post(link, { newPin: '123456', again: '123456' })),
      await told(herder.get('/h/nonsense')),
      await told(herder.get('/no/such/page')),
      await told(herder.post(link, { newPin: '280417', again: '280418' })),
    ];
    await herder.post(link, { newPin: '280417', again: '280417' });
    const other = site.visitor();
    other.cookies.set('sureg-lang', 'mn');
    refused.push(await told(other.post(link, { pin: '280418' })));
    for (const text of refused) expect(text).not.toMatch(/\p{Script=Han}/u);
    const path = `/my/statements/${SEASON}/WRYT-2022-002`;
    const unknown = await told(herder.get('/my/statements/NONE/WRYT-2022-002'));
    const stale = await told(herder.post(`${path}/confirm`, { ...(await formOf(herder, path)), seen: '0'.repeat(64) }));
    expect(unknown).toContain('Олдсонгүй');
    expect(stale).toContain('Үүнийг дөнгөж өөрчилсөн; дахин харна уу');
  });

  it('confirms only what was seen, and disputes a line with a reason', async () => {
    const herder = site.visitor();
    const link = await cardOf(site, 'H002');
    await herder.post(link, { newPin: '280417', again: '280417' });
    const path = `/my/statements/${SEASON}/WRYT-2022-002`;
    const form = await formOf(herder, path);
    expect(form.seen).toMatch(/^[0-9a-f]{64}$/);
    const stale = await herder.post(`${path}/confirm`, { ...form, seen: '0'.repeat(64) });
    // What it says now is shown at once, to be looked at and confirmed.
    expect([stale.status, stale.html]).toEqual([412, expect.stringContaining(form.seen)]);
    const silent = await herder.post(`${path}/dispute`, { ...form, line: 'owed|no|such', reason: ' ' });
    expect(silent.status).toBe(422);
    expect(silent.html).toMatch(/<textarea[^>]* aria-invalid="true" aria-describedby="f-reason-fault"/);
    expect(silent.html).toContain('id="f-reason-fault"');
    const noLine = await herder.post(`${path}/dispute`, { ...form, line: 'owed|no|such', reason: '少了' });
    expect([noLine.status, noLine.html]).toEqual([422, expect.stringContaining('aria-describedby="f-line-fault"')]);
    expect(textOf(noLine.html)).toContain('少了');
    for (const [, address] of silent.html.matchAll(/hreflang="[^"]*" href="([^"]*)"/g))
      expect([address, (await herder.get(new URL(address ?? '', `http://x${path}/dispute`).href.slice(8))).status]).toEqual([address, 200]); // prettier-ignore
    herder.cookies.delete('sureg-lang');
    const said = { ...form, line: 'owed|lambs|closing', reason: '少记了一只羔羊 <b>𠮷</b>' };
    expect((await herder.post(`${path}/dispute`, said)).status).toBe(303);
    const disputed = (await herder.get(path)).html;
    expect(textOf(disputed)).toContain('少记了一只羔羊 <b>𠮷</b>');
    expect(textOf(disputed)).toContain('最迟 2026年3月16日答复');
    // The line stands out in the statement and is named where it is disputed.
    expect(textOf(/<tr class="[^"]*disputed.*?<\/tr>/s.exec(disputed)?.[0] ?? '')).toContain('期末尚欠');
    expect((await herder.post(`${path}/dispute`, { ...said, line: 'cash|CNY|closing' })).status).toBe(303);
    const twice = (await herder.get(path)).html;
    expect(twice.match(/<tr class="[^"]*disputed/g)).toHaveLength(2);
    const clerk = await site.reader('娜仁', 'clerk');
    const desk = `/c/WRYT/statements/${SEASON}/WRYT-2022-002`;
    const answer = (text: string): Promise<Got> => clerk.post(`${desk}/answer`, { seen: form.seen, text });
    const long = '已核对'.repeat(667);
    const refused = await answer(long);
    expect([refused.status, refused.html]).toEqual([422, expect.stringContaining(`${long}</textarea>`)]);
    expect(refused.html).toMatch(/<textarea[^>]* aria-invalid="true" aria-describedby="f-text-fault"/);
    expect((await answer(' ')).status).toBe(422);
    expect((await answer('已核对，\n3 月 2 日补记')).status).toBe(303);
    expect(textOf((await herder.get(path)).html)).toMatch(/答复 已核对， 3 月 2 日补记/);
    expect((await herder.post(`${path}/confirm`, form)).headers['location']).toBe(path);
    const confirmed = textOf((await herder.get(path)).html);
    expect(confirmed).toContain('已确认');
    expect((await herder.post(`${path}/confirm`, form)).status).toBe(303);
    const rows = await site.database.reads.all('select * from signature');
    expect(rows).toHaveLength(1);
  });
});

/** The hidden fields of the form on a page. */
async function formOf(reader: Reader, path: string): Promise<{ _csrf: string; seen: string }> {
  const { html } = await reader.get(path);
  const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  return { _csrf: field('_csrf'), seen: field('seen') };
}

describe('cash on a statement', () => {
  it('is said in words: who owes whom', async () => {
    const site = await openSite();
    await site.app.get(PresentAllService).presentAll('WRYT', SEASON, CLI_ORIGIN);
    const herder = site.visitor();
    await herder.post(await cardOf(site, 'H002'), { newPin: '280417', again: '280417' });
    const clerk = await site.reader('娜仁', 'clerk');
    const words = {
      'zh-CN': ['合作社欠您家', '合作社欠牧户'],
      en: ['The cooperative owes you', 'The cooperative owes the household'],
      mn: ['Хоршоо танд', 'Хоршоо өрхөд'],
    };
    for (const [lang, [own, of]] of Object.entries(words)) {
      expect(textOf((await herder.get(`/my/statements/${SEASON}/WRYT-2022-002?lang=${lang}`)).html)).toContain(own);
      const page = textOf((await clerk.get(`/c/WRYT/statements/${SEASON}/WRYT-2022-002?lang=${lang}`)).html);
      // Above, and in the line it closes with.
      expect(page.split(of ?? '?').length).toBeGreaterThan(2);
    }
    await site.close();
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
    // Axe needs scripts: whether everybody can use these pages is tested in accessibility.e2e-spec.ts.
    ({ context, page, complaints } = await openWindow(browser, site.url, undefined, 'phone', {
      javaScriptEnabled: false,
    }));
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

  it('shows labels in the traditional script to those who choose it, within the budget, with a font of its own', async () => {
    const fresh = await openWindow(browser, site.url, undefined, 'phone', { javaScriptEnabled: false });
    await fresh.context.addCookies(await context.cookies());
    const sizes: number[] = [];
    const fonts: string[] = [];
    fresh.page.on('response', (response) => {
      if (response.url().endsWith('.woff2')) fonts.push(response.url());
      void response.body().then((body) => sizes.push(/gzip/.test(response.headers()['content-encoding'] ?? '') ? gzipSync(body).length : body.length), () => undefined); // prettier-ignore
    });
    await fresh.page.goto(`${site.url}/my?lang=mn-Mong`);
    await fresh.page.waitForLoadState('networkidle');
    expect(fonts).toHaveLength(1);
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBeLessThan(MOST_BYTES);
    expect(await fresh.page.locator('.vertical').first().textContent()).toContain('ᠬᠤᠷᠠᠭ᠎ᠠ');
    expect(await fresh.page.locator('.vertical').first().evaluate((e) => getComputedStyle(e).writingMode)).toBe('vertical-lr'); // prettier-ignore
    expect(await fresh.page.textContent('main')).toContain('Босоо бичгийг уугуул хэлтэн хараахан хянаагүй');
    await usable('my-vertical', fresh.page);
    await fresh.page.click('a[href="?lang=mn"]');
    expect(await fresh.page.locator('a[href="?lang=mn-Mong"]').count()).toBe(1);
    expect(await fresh.page.locator('.vertical').count()).toBe(0);
    await fresh.context.close();
  });

  async function usable(name: string, seen: Page = page): Promise<void> {
    const shots = process.env['SUREG_SHOTS'];
    if (shots !== undefined) await seen.screenshot({ path: `${shots}/herder-${name}.png`, fullPage: true });
    const overflow = await seen.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect({ name, overflow }).toEqual({ name, overflow: 0 });
  }
});
