/** A real browser, where the machine has one: tests that need it say loudly that they did not run, and fail on the build server. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Reader } from './site';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser's program; undefined when there is none. */
export function findChromium(): string | undefined {
  const wished = process.env['CHROMIUM'];
  return (wished === undefined ? PLACES : [wished]).find((place) => existsSync(place));
}

/** `describe` where there is a browser; elsewhere a story that is skipped, loudly, and fails on the build server. */
export function describeInBrowser(name: string, story: (launch: () => Promise<Browser>) => void): void {
  const executablePath = findChromium();
  if (executablePath !== undefined)
    return void describe(name, () => story(() => chromium.launch({ executablePath, args: ['--no-sandbox'] })));
  console.error(`NOT RUN: ${name}: no Chromium on this machine (.ci/setup installs it)`);
  if (process.env['CI'] !== undefined)
    return void it(`${name}: Chromium is installed`, () => {
      throw new Error('no Chromium: run .ci/setup');
    });
  describe.skip(name, () => story(() => Promise.reject(new Error('no Chromium'))));
}

export const SIZES = { pc: { width: 1280, height: 900 }, phone: { width: 360, height: 740 } } as const;
export type Size = keyof typeof SIZES;

/** A browser window of a reader; `complaints` are what the page wrote to its console as errors. */
export async function openWindow(
  browser: Browser,
  url: string,
  reader: Reader | undefined,
  size: Size,
  options: { readonly javaScriptEnabled?: boolean } = {},
): Promise<{ readonly context: BrowserContext; readonly page: Page; readonly complaints: string[] }> {
  const context = await browser.newContext({ viewport: SIZES[size], locale: 'zh-CN', ...options });
  if (reader) await context.addCookies([...reader.cookies].map(([name, value]) => ({ name, value, url })));
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { context, page, complaints };
}
