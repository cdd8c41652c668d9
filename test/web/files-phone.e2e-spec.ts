/**
 * A clerk in the pasture, with a telephone that runs no scripts: a photo with an entry, and a household's signed paper.
 *
 * @runs sqlite
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { MAX_FILE_BYTES } from '../../src/attachments/attachments.service';
import { FileStore } from '../../src/attachments/file-store';
import { CLI_ORIGIN } from '../../src/audit/audit';
import { PresentAllService } from '../../src/statements/present-all.service';
import { describeInBrowser, openWindow, SIZES } from '../support/browser';
import { openSite, type Site } from '../support/site';
import { fileOf, pictureOf } from '../support/upload';

const CONTRACT = '/c/WRYT/contracts/WRYT-2022-002';
const STATEMENT = '/c/WRYT/statements/2025-winter/WRYT-2022-002';
const photo = (name: string, buffer: Buffer): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'image/png', buffer }); // prettier-ignore

describeInBrowser('a telephone with photos', (launch) => {
  let site: Site;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let folder: string;
  beforeAll(async () => {
    site = await openSite();
    folder = mkdtempSync(join(tmpdir(), 'sureg-photos-'));
    browser = await launch();
    const clerk = await site.reader('娜仁', 'clerk');
    ({ context, page, complaints } = await openWindow(browser, site.url, clerk, 'phone', { javaScriptEnabled: false }));
  });
  afterAll(async () => {
    await context?.close();
    await browser?.close();
    const kept = site.app.get(FileStore).folder;
    await site.close();
    for (const place of [kept, folder]) rmSync(place, { recursive: true, force: true });
  });

  const fits = async (): Promise<void> => {
    const width = await page.locator('body').evaluate((body) => body.ownerDocument.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(SIZES.phone.width);
  };

  it('sends them with an entry; one that is too large costs no typing', async () => {
    await page.goto(`${site.url}${CONTRACT}/events/new?kind=cash_in`);
    await page.fill('[name=on]', '2026-02-27');
    await page.fill('[name=amount]', '120');
    await page.click('details summary');
    expect(await page.getAttribute('[name=files]', 'accept')).toBe('image/*,application/pdf');
    await page.fill('[name=note]', '补交');
    await page.setInputFiles('[name=files]', [photo('太大.jpg', fileOf('jpg', MAX_FILE_BYTES + 1))]);
    await page.click('main form [type=submit]:not([formnovalidate])');
    expect(await page.textContent('.field.photos')).toMatch(/太大\.jpg：文件超过 5 MB.*请重新选择：太大\.jpg/);
    await fits();
    expect([await page.inputValue('[name=amount]'), await page.inputValue('[name=note]')]).toEqual(['120', '补交']);
    await page.setInputFiles('[name=files]', [photo('收据 一.png', pictureOf(400, 300)), photo('收据 二.png', pictureOf(900, 1600))]); // prettier-ignore
    await page.click('main form [type=submit]:not([formnovalidate])');
    await page.waitForURL(`**${CONTRACT}`);
    await page.click('text=照片和纸件（2）');
    await page.waitForURL('**/files');
    const pictures = page.locator('ul.photos img');
    expect(await pictures.count()).toBe(2);
    for (const picture of await pictures.all()) {
      await picture.scrollIntoViewIfNeeded();
      expect(await picture.evaluate((img: HTMLImageElement) => img.decode().then(() => img.naturalWidth))).toBeGreaterThan(0); // prettier-ignore
    }
    await fits();
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text="收据 一.png"')]);
    expect(download.suggestedFilename()).toBe('收据 一.png');
  });

  it('sends the signed paper of a statement, which confirms it', async () => {
    await site.app.get(PresentAllService).presentAll('WRYT', '2025-winter', CLI_ORIGIN);
    await page.goto(`${site.url}${STATEMENT}`);
    await page.click('text=登记纸上的签字');
    await fits();
    await page.fill('[name=signedOn]', '2026-02-28');
    await page.setInputFiles('[name=files]', [photo('签字页.png', pictureOf(600, 800))]);
    await page.click('main form [type=submit]');
    await page.waitForURL(`**${STATEMENT}`);
    expect(await page.textContent('main')).toMatch(/已登记纸上的签字.*已确认.*萨仁高娃 · 纸上签字 · 2026-02-28/s);
    await fits();
    expect(complaints.filter((text) => !/422/.test(text))).toEqual([]);
  });

  it('is told in time when far too much was chosen', async () => {
    await page.goto(`${site.url}${CONTRACT}/events/new?kind=cash_in`);
    await page.fill('[name=amount]', '7');
    await page.click('details summary');
    const path = join(folder, '影片.jpg');
    writeFileSync(path, fileOf('jpg', 100_000_000));
    await page.setInputFiles('[name=files]', path);
    await page.click('main form [type=submit]:not([formnovalidate])');
    await page.locator('.faults').waitFor();
    expect(await page.textContent('.field.photos')).toContain('影片.jpg：文件超过 5 MB');
    expect(await page.inputValue('[name=amount]')).toBe('7');
  });
});
