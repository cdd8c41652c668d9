/** Takes the pictures of `npm run shots`: every page of the list, on a PC and on a phone, in three languages. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium, openWindow, SIZES, type Size } from '../support/browser';
import { openSite } from '../support/site';
import { actorsOf, furnish } from './furnish';
import { PAGES } from './pages';

const LANGUAGES = ['zh-CN', 'en', 'mn'];
const FOLDER = join(__dirname, '../../shots');

async function shoot(only: string | undefined): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium: run .ci/setup, or set CHROMIUM');
  mkdirSync(FOLDER, { recursive: true });
  const site = await openSite();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    // The first-run page is gone once there is anybody.
    const furnished = await furnish(site, () => Promise.resolve());
    const staff = await site.reader('娜仁', 'clerk', 'branch', 'administrator', 'auditor');
    for (const name of Object.keys(PAGES)) {
      if (name === 'setup' || (only !== undefined && !name.includes(only))) continue;
      const [actor = 'stranger'] = actorsOf(site, name).toReversed();
      const reader = actorsOf(site, name).includes('clerk') ? staff : furnished.readers[actor];
      for (const size of Object.keys(SIZES) as Size[]) {
        const { context, page } = await openWindow(browser, site.url, reader, size);
        for (const lang of LANGUAGES) {
          const address = new URL(furnished.address(name), site.url);
          // Some pages are about a language of their own.
          if (!address.searchParams.has('lang')) address.searchParams.set('lang', lang);
          await page.goto(address.href);
          await page.screenshot({ path: join(FOLDER, `${name}-${size}-${lang.slice(0, 2)}.png`), fullPage: true });
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
    await site.close();
  }
}

shoot(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
