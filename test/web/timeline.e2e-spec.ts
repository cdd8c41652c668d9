import { Readable } from 'node:stream';
import { ImportService } from '../../src/import/import.service';
import { quietRun } from '../../src/common/progress';
import { HEADER } from '../support/life';
import { openSite, type Reader, type Site } from '../support/site';

const ADDRESS = '/c/WRYT/contracts/WRYT-2022-002';
const CASH = 230;

/** What a link says, as a browser follows it. */
const hrefsOf = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map(([, href = '']) => href.replace(/&amp;/g, '&'));
const idsOf = (html: string): string[] => hrefsOf(html, /<tr id="e-([^"]+)"/g);

describe('a timeline of many events', () => {
  let site: Site;
  let clerk: Reader;
  let pages: string[];
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('sarna', 'clerk');
    const lines = [...Array(CASH).keys()].map((i) => JSON.stringify({ type: 'event', cooperative: 'WRYT', contract: 'WRYT-2022-002', id: `cash-${i}`, kind: 'cash_in', on: i < CASH / 2 ? '2026-01-05' : '2026-02-06', amount: '1.00' })); // prettier-ignore
    await site.app.get(ImportService).import(Readable.from([[HEADER, ...lines].join('\n')]), 'operator', quietRun());
    pages = [];
    for (let next: string | undefined = '?on=2026-02-20'; next !== undefined;) {
      const { html } = await clerk.get(ADDRESS + next.split('#')[0]);
      pages.push(html);
      [next] = hrefsOf(html, /<a rel="next" href="([^"]+)"/g);
    }
  });
  afterAll(() => site.close());

  it('is read to its beginning, page by page, every event once, the newest first', () => {
    const ids = pages.flatMap(idsOf);
    expect(pages.map((html) => idsOf(html).length).slice(0, -1)).toEqual([100, 100]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(0, CASH)).toEqual([...Array(CASH).keys()].reverse().map((i) => `cash-${i}`));
    expect(ids.length).toBeGreaterThan(CASH);
  });

  it('keeps the day that the contract is seen from, and leads back to the newest', () => {
    for (const html of pages) expect(html).toContain('value="2026-02-20"');
    expect(pages.map((html) => hrefsOf(html, /<a href="(\?on=2026-02-20#timeline)"/g).length)).toEqual([0, 1, 1]);
  });

  it('is opened by every reason of a figure at the part that shows its event', async () => {
    for (const html of pages) {
      const reasons = [...new Set(hrefsOf(html, /<a href="([^"]*#e-[^"]+)"/g))];
      const elsewhere = new Map<string, string[]>();
      for (const href of reasons) {
        const [query = '', anchor = ''] = href.split('#e-');
        if (query === '') expect(idsOf(html)).toContain(anchor);
        else elsewhere.set(query, [...(elsewhere.get(query) ?? []), anchor]);
      }
      expect(elsewhere.size).toBeGreaterThan(100);
      const [query, anchors] = [...elsewhere].at(-1) ?? ['', []];
      const opened = idsOf((await clerk.get(ADDRESS + query)).html);
      expect(opened).toEqual(expect.arrayContaining(anchors));
      // It is one of the pages that are reached from the newest.
      expect(pages.map((page) => idsOf(page)[0])).toContain(opened[0]);
    }
  });

  it('refuses a place that no page gave', async () => {
    expect((await clerk.get(`${ADDRESS}?after=nonsense`)).status).toBe(400);
    expect(idsOf((await clerk.get(`${ADDRESS}?event=unknown`)).html)[0]).toBe(`cash-${CASH - 1}`);
  });
});
