/**
 * What a real browser prints of pages: statements that say on every sheet what they are about, and slips on A5.
 *
 * @runs sqlite
 */
import type { Browser } from 'playwright-core';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { Cards } from '../../src/parties/cards.service';
import { requireCooperative } from '../../src/parties/cooperatives';
import { requireHousehold } from '../../src/parties/households';
import { wholeOf } from '../../src/parties/scope';
import { describeInBrowser, openWindow } from '../support/browser';
import { pagesOf, pdfReadersAvailable } from '../support/pdf';
import { openSite, type Reader, type Site } from '../support/site';

const STATEMENT = '/2022-summer/WRYT-2022-002';
const read = pdfReadersAvailable() ? it : it.skip;

describeInBrowser('a page on paper', (launch) => {
  let site: Site;
  let browser: Browser;
  let clerk: Reader;
  let herder: Reader;
  beforeAll(async () => {
    site = await openSite();
    browser = await launch();
    clerk = await site.reader('娜仁', 'clerk');
    const { reads } = site.database;
    const cooperative = await requireCooperative(reads, 'WRYT');
    const household = await requireHousehold(reads, wholeOf(cooperative), 'H002');
    const secret = await site.app
      .get(Cards)
      .issue(cooperative, household, '萨仁高娃', CLI_ORIGIN, (card) => card.secret);
    herder = site.visitor();
    await herder.post(`/h/${secret}`, { newPin: '280417', again: '280417' });
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  it('is printed by a button as high as those beside it', async () => {
    const { context, page } = await openWindow(browser, site.url, clerk, 'pc');
    await page.goto(`${site.url}/c/WRYT/statements/2025-winter/WRYT-2022-002`);
    const buttons = page.locator('.life').locator('[role=button], button');
    const heights = await buttons.evaluateAll((all) => all.map((b) => Math.round(b.getBoundingClientRect().height)));
    await context.close();
    expect(heights).toHaveLength(2);
    expect(new Set(heights).size).toBe(1);
  });

  const printed = async (reader: Reader, path: string, scale = 1): Promise<Buffer> => {
    const { context, page } = await openWindow(browser, site.url, reader, 'pc');
    await page.goto(site.url + path);
    const pdf = await page.pdf({ preferCSSPageSize: true, scale });
    await context.close();
    return pdf;
  };

  read.each([
    ['the clerk', 1],
    ['the clerk', 2],
    ['the herder', 2],
  ] as const)(
    'of %s, %d times as large: every sheet has the statement, its period and its number',
    async (who, scale) => {
      const isClerk = who === 'the clerk';
      const path = isClerk ? `/c/WRYT/statements${STATEMENT}` : `/my/statements${STATEMENT}`;
      const pages = pagesOf(await printed(isClerk ? clerk : herder, path, scale));
      expect(pages.length).toBeGreaterThanOrEqual(2);
      for (const [i, page] of pages.entries()) {
        expect(page).toContain('对账单 2022-summer/WRYT-2022-002 · ');
        expect(page).toMatch(/ · 2022-06-01 – 2022-11-30 /);
        expect(page).toContain(`${i + 1} / ${pages.length}`);
      }
      expect(pages.join(' ')).not.toMatch(/打印|退出|Монгол/);
    },
  );

  read.each([
    ['the clerk', '/c/WRYT/contracts/WRYT-2022-002/events/e-0029/slip'],
    ['the herder', '/my/slips/WRYT-2022-002/e-0029'],
  ] as const)('of %s: a slip is one sheet of A5, and says that it is a copy', async (who, path) => {
    const pdf = await printed(who === 'the clerk' ? clerk : herder, path);
    expect(pagesOf(pdf)).toEqual([
      expect.stringMatching(/副本：正本由合作社打印.* WRYT-000045 .*450\.00 元.*牧户（签字或按手印）/),
    ]);
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString('latin1')) ?? [];
    expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 420]);
  });
});
