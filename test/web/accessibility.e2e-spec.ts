/**
 * Every page, for everybody who may see it: nothing for axe to complain about, nothing in the console, nothing wider than the screen.
 *
 * @runs sqlite only
 * @slow
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeInBrowser, openWindow, SIZES, type Size } from '../support/browser';
import { routesOf } from '../support/routes';
import { isFull, timeout } from '../support/scale';
import { openSite, type Reader, type Site } from '../support/site';
import { ACTORS, actorsOf, furnish, routeOf, type Furnished } from './furnish';
import { ANSWERS, FILES, PAGES } from './pages';

const AXE = require.resolve('axe-core/axe.min.js');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WRONG = `axe.run({ runOnly: ${JSON.stringify(RULES)}, resultTypes: ['violations'] }).then((r) =>
  r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', ')))`;

interface Variant {
  readonly size: Size;
  readonly lang: string;
}
/** Mongolian is the longest of the three: on a phone it has to fit as well. */
const VARIANTS: readonly Variant[] = [
  { size: 'phone', lang: 'zh-CN' },
  { size: 'pc', lang: 'en' },
  { size: 'phone', lang: 'mn' },
  { size: 'pc', lang: 'zh-CN' },
  { size: 'phone', lang: 'en' },
];

// What a browser shows does not depend on the database: once is enough.

describeInBrowser('every page, for everybody who may see it', (launch) => {
  let site: Site;
  let browser: Browser;
  let furnished: Furnished;
  const wrongAtFirst: string[] = [];
  beforeAll(async () => {
    site = await openSite();
    browser = await launch();
    furnished = await furnish(site, async (setup) => {
      const eye = await openEye(browser, site, undefined);
      for (const variant of VARIANTS) wrongAtFirst.push(...(await eye.look('setup', setup, variant)));
      await eye.close();
    });
  });
  afterAll(async () => {
    await browser?.close();
    await site.close();
  });

  it('is in the list', () => {
    const routes = routesOf(site.app);
    const seen = new Set(Object.values(PAGES).map((address) => routeOf(routes, address)));
    const pages = routes.filter(({ method, path }) => method === 'GET' && !/^\/(?:api|health)\b/.test(path));
    expect(pages.filter((route) => !seen.has(route) && !FILES.has(route.path)).map(({ path }) => path)).toEqual([]);
  });

  it('the first one, before there is anybody', () => {
    expect(wrongAtFirst).toEqual([]);
  });

  // All variants in the long form; otherwise each page once for every role, in one variant after the other.
  const sent = new Set<string>();
  it.each(ACTORS)(
    '%s',
    async (actor) => {
      const eye = await openEye(browser, site, furnished.readers[actor]);
      const pages = Object.keys(PAGES).filter((page) => page !== 'setup' && actorsOf(site, page).includes(actor));
      const answers = Object.entries(ANSWERS).filter(([, { page }]) => pages.includes(page));
      let turn = ACTORS.indexOf(actor);
      const variants = (): readonly Variant[] => (isFull ? VARIANTS : [VARIANTS[turn++ % VARIANTS.length] as Variant]);
      const wrong: string[] = [];
      for (const page of pages)
        for (const variant of variants()) wrong.push(...(await eye.look(page, furnished.address(page), variant)));
      for (const [name, answer] of answers)
        for (const variant of variants()) {
          const found = await eye.send(name, furnished.address(answer.page), answer, variant);
          if (found) sent.add(name);
          wrong.push(...(found ?? []));
        }
      await eye.close();
      if (isFull) console.log(`${actor}: ${eye.looks()} pages seen`);
      expect(wrong).toEqual([]);
    },
    timeout(120_000),
  );

  it('every form of the list was sent by somebody', () => {
    expect(Object.keys(ANSWERS).filter((name) => !sent.has(name))).toEqual([]);
  });
});

/** A browser's window with axe in it. */
interface Eye {
  /** What is wrong with a page. */
  look(name: string, address: string, variant: Variant): Promise<string[]>;
  /** What is wrong with the answer to one of its forms; undefined where the page has no such form. */
  send(
    name: string,
    address: string,
    answer: (typeof ANSWERS)[string],
    variant: Variant,
  ): Promise<string[] | undefined>;
  looks(): number;
  close(): Promise<void>;
}

async function openEye(browser: Browser, site: Site, reader: Reader | undefined): Promise<Eye> {
  const { context, page, complaints } = await openWindow(browser, site.url, reader, 'phone');
  // Put in by the browser and not by the page, whose own policy would refuse it.
  await context.addInitScript({ path: AXE });
  let count = 0;
  const show = async (address: string, { size, lang }: Variant): Promise<number> => {
    await chooseLanguage(context, site.url, lang);
    await page.setViewportSize(SIZES[size]);
    complaints.length = 0;
    return (await page.goto(site.url + address))?.status() ?? 0;
  };
  const judge = async (name: string, status: number, { size, lang }: Variant): Promise<string[]> => {
    count += 1;
    const wrong = await page.evaluate<string[]>(WRONG);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    const heard = complaints.filter((c) => status < 400 || !c.includes('the server responded with a status'));
    return [...wrong, ...(overflow > 0 ? [`${overflow} px too wide`] : []), ...heard].map((w) => `${name} ${size} ${lang}: ${w}`); // prettier-ignore
  };
  return {
    look: async (name, address, variant) => judge(name, await show(address, variant), variant),
    send: async (name, address, { typed, press, status }, variant) => {
      await show(address, variant);
      // Not everybody who sees the page may send its form.
      if ((await page.locator(press).count()) === 0) return undefined;
      const [answered] = await Promise.all([
        page.waitForResponse((r) => r.request().method() === 'POST'),
        page.waitForEvent('load'),
        submit(page, typed, press),
      ]);
      const got = answered.status();
      const wrong = await judge(name, got, variant);
      return got === status ? wrong : [...wrong, `${name}: answered ${got}`];
    },
    looks: () => count,
    close: () => context.close(),
  };
}

async function chooseLanguage(context: BrowserContext, url: string, lang: string): Promise<void> {
  await context.addCookies([{ name: 'sureg-lang', value: lang, url }]);
}

/** Sends a form as a browser would that checks nothing itself. */
async function submit(page: Page, typed: Readonly<Record<string, string>>, press: string): Promise<void> {
  await page.locator(press).evaluate((button: HTMLButtonElement, values) => {
    const { form } = button;
    if (!form) return;
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements.namedItem(name) as HTMLInputElement | null;
      if (field) Object.assign(field, field.type === 'date' ? { type: 'text' } : {}, { value });
    }
    form.noValidate = true;
    form.requestSubmit(button);
  }, typed);
}
