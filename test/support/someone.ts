/** Somebody at a browser of their own, who reads, clicks and types; every page they see is looked at on the way. */
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { openWindow, type Size } from './browser';
import type { Reader } from './site';

const PATIENCE_MILLIS = 15_000;

export interface SomeoneOptions {
  readonly size?: Size;
  readonly javaScriptEnabled?: boolean;
  /** Somebody who is signed in already. */
  readonly reader?: Reader;
}

/** A cell of a table, with the sign that keyboards have. */
function plain(text: string): string {
  return text.trim().replace('−', '-');
}

export class Someone {
  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly complaints: string[],
    private readonly wrong: string[],
  ) {}

  /** Opens a browser window at an address: the only one that is typed in. */
  static async at(
    browser: Browser,
    url: string,
    { size = 'pc', reader, ...options }: SomeoneOptions = {},
  ): Promise<Someone> {
    const { context, page, complaints } = await openWindow(browser, new URL(url).origin, reader, size, options);
    context.setDefaultTimeout(PATIENCE_MILLIS);
    const wrong: string[] = [];
    page.on('requestfailed', (request) => {
      // A download ends the navigation that began it.
      const why = request.failure()?.errorText ?? '';
      if (why !== 'net::ERR_ABORTED') wrong.push(`${why} ${request.method()} ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) wrong.push(`${response.status()} ${response.request().method()} ${response.url()}`);
    });
    const someone = new Someone(page, context, complaints, wrong);
    await page.goto(url);
    await someone.look();
    return someone;
  }

  /** Everything that was amiss on the pages seen since it was last asked. */
  troubles(): string[] {
    return [...this.wrong.splice(0), ...this.complaints.splice(0)];
  }

  /** Types an address, as a link on paper is typed. */
  async type(address: string): Promise<void> {
    await this.page.goto(address);
    await this.look();
  }

  /** Follows a link or presses a button, and reads the page it leads to. */
  async press(name: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), this.way(name, within).click()]);
    await this.look();
  }

  /** A link or a button by what it says. */
  way(name: string | RegExp, within: Page | Locator = this.page): Locator {
    const called = { name, exact: typeof name === 'string' };
    return within.getByRole('link', called).or(within.getByRole('button', called)).first();
  }

  /** Types into the field of that name: what stands there is replaced. */
  async fill(name: string, text: string, within: Page | Locator = this.page): Promise<void> {
    await this.field(name, within).fill(text);
  }

  async choose(name: string, option: string, within: Page | Locator = this.page): Promise<void> {
    await this.field(name, within).selectOption({ label: option });
  }

  /** Types into a row of a list on a form, which is asked for where there is none yet. */
  async row(list: string, at: number, cells: Readonly<Record<string, string>>): Promise<void> {
    const rows = this.page.getByRole('group', { name: list }).locator('tbody tr');
    if ((await rows.count()) <= at) await this.press(`再加一行：${list}`);
    const row = rows.nth(at);
    for (const [name, text] of Object.entries(cells)) {
      const cell = row.getByLabel(name, { exact: true });
      const isList = await cell.evaluate((element) => element.tagName === 'SELECT');
      await (isList ? cell.selectOption({ label: text }) : cell.fill(text));
    }
  }

  /** Opens what is folded away, if it still is. */
  async unfold(summary: string | RegExp): Promise<void> {
    const folded = this.page.locator('details:not([open]) > summary', { hasText: summary });
    if ((await folded.count()) > 0) await folded.first().click();
  }

  /** What the page says on top of what was just done. */
  async told(): Promise<string> {
    return (await this.page.locator('main > .told').first().textContent()) ?? '';
  }

  /** All that can be read on the page. */
  async text(): Promise<string> {
    return (await this.page.locator('main').innerText()).replace(/\s+/g, ' ');
  }

  /** A table by its name: the cells of each row, by the row's head. */
  async table(name: string): Promise<Record<string, string[]>> {
    const rows = await this.page.getByRole('region', { name, exact: true }).locator('tbody tr').all();
    const cells = await Promise.all(rows.map(async (row) => row.locator('th, td').allInnerTexts()));
    return Object.fromEntries(cells.map(([head = '', ...others]) => [head.trim(), others.map(plain)]));
  }

  /** The file behind a link. */
  async download(name: string, within: Page | Locator = this.page): Promise<{ name: string; content: Buffer }> {
    const [file] = await Promise.all([this.page.waitForEvent('download'), this.way(name, within).click()]);
    return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
  }

  leave(): Promise<void> {
    return this.context.close();
  }

  private field(name: string, within: Page | Locator): Locator {
    const plain = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const labelled = within.getByLabel(new RegExp(`^${plain}(选填)?$`));
    // The text of a label that has its list inside is the text of the list too; its name is not.
    return labelled.or(within.getByRole('combobox', { name, exact: true })).first();
  }

  /** Nothing stands beyond the edge of the screen. */
  private async look(): Promise<void> {
    const beyond = await this.page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    if (beyond !== 0) this.wrong.push(`${this.page.url()} is ${beyond} px too wide`);
  }
}
