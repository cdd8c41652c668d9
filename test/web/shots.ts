/** Takes the pictures of `npm run shots`: every page of the list, on a PC and on a phone, in Chinese and in English. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium, openWindow, SIZES, type Size } from '../support/browser';
import { openSite } from '../support/site';
import { PAGES } from './pages';

const FOLDER = join(__dirname, '../../shots');

async function shoot(only: string | undefined): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium: run .ci/setup, or set CHROMIUM');
  mkdirSync(FOLDER, { recursive: true });
  const site = await openSite();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const reader = await site.reader('娜仁', 'clerk', 'branch', 'administrator', 'auditor');
    // So that there is something on the page of jobs.
    await reader.post('/c/WRYT/exports', { file: 'pack.zip', season: '2022-summer' });
    await reader.post('/c/WRYT/chain', {});
    for (const size of Object.keys(SIZES) as Size[]) {
      const { context, page } = await openWindow(browser, site.url, reader, size);
      for (const [name, path] of Object.entries(PAGES)) {
        if (only !== undefined && !name.includes(only)) continue;
        for (const lang of ['zh-CN', 'en']) {
          await page.goto(`${site.url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
          await page.screenshot({ path: join(FOLDER, `${name}-${size}-${lang.slice(0, 2)}.png`), fullPage: true });
        }
      }
      await context.close();
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
