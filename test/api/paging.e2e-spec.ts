import { openApi, WRYT, type Api } from '../support/api';

interface Item {
  readonly code?: string;
  readonly number?: string;
  readonly seq?: number;
  readonly event?: { readonly id: string };
}

describe('every list is read page by page, without gap or repetition', () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi();
  });
  afterAll(() => api.close());

  /** All items; `between` runs after each page. */
  async function readAll(path: string, limit: number, between?: () => Promise<unknown>): Promise<Item[]> {
    const items: Item[] = [];
    for (let cursor = ''; ;) {
      const page = await api.get(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`);
      expect(page.status).toBe(200);
      const got = page.body.items as Item[];
      expect(got.length).toBeLessThanOrEqual(limit);
      items.push(...got);
      if (page.body.next === undefined) return items;
      expect(got.length).toBe(limit);
      cursor = `&cursor=${page.body.next as string}`;
      await between?.();
    }
  }

  it('300 events, while others are recorded', async () => {
    const record = (id: string): Promise<unknown> =>
      api.record({ id, kind: 'cash_in', on: '2026-02-01', amount: '1.00' }, 'WRYT-2023-003');
    await Promise.all(Array.from({ length: 300 }, (_, i) => record(`p-${String(i).padStart(3, '0')}`)));
    let more = 0;
    const read = await readAll(`${WRYT}/contracts/WRYT-2023-003/events`, 7, () => record(`q-${(more += 1)}`));
    const ids = read.map((i) => i.event?.id as string);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('p-'))).toHaveLength(300);
    expect(read.map((i) => i.seq)).toEqual(read.map((i) => i.seq).sort((a = 0, b = 0) => a - b));
    // What was recorded meanwhile comes after what was there, so the pages that followed show it.
    expect(ids.filter((id) => id.startsWith('q-'))).toHaveLength(more);
  });

  it('households and contracts, with filters', async () => {
    const codes = Array.from({ length: 60 }, (_, i) => `P${String(i).padStart(2, '0')}`);
    for (const code of codes) await api.send('POST', `${WRYT}/households`, { code, name: `牧户${code}` });
    const households = (await readAll(`${WRYT}/households`, 9)).map((h) => h.code);
    expect(households).toEqual(['H001', 'H002', 'H003', ...codes]);
    const terms = { handout: [{ class: 'ewe', count: 1 }], obligations: [] };
    for (const [i, household] of codes.slice(0, 30).entries())
      await api.send('POST', `${WRYT}/contracts`, { number: `N${i}`, household, from: '2026-01-01', terms });
    expect(await readAll(`${WRYT}/contracts`, 7)).toHaveLength(33);
    expect((await readAll(`${WRYT}/contracts?state=active`, 2)).map((c) => c.number)).toEqual([
      'WRYT-2022-001',
      'WRYT-2022-002',
      'WRYT-2023-003',
    ]);
    expect(await readAll(`${WRYT}/contracts?state=draft`, 7)).toHaveLength(30);
    expect((await readAll(`${WRYT}/contracts?household=P03`, 7)).map((c) => c.number)).toEqual(['N3']);
    expect(await readAll(`${WRYT}/contracts?household=P59`, 7)).toEqual([]);
  });

  it('seasons and cooperatives', async () => {
    expect((await readAll(`${WRYT}/seasons`, 3)).map((s) => s.code)).toEqual([
      '2022-summer', '2022-winter', '2023-summer', '2023-winter', '2024-summer', '2024-winter', '2025-summer', '2025-winter',
    ]); // prettier-ignore
    const codes = ['A', '蒙古', '𠮷', 'b', 'ｚ'];
    for (const code of codes)
      await api.send('POST', '/api/v1/cooperatives', { code, name: code, accounting: 'CN-COOP-2021' });
    const all = (await readAll('/api/v1/cooperatives', 2)).map((c) => c.code);
    expect(all).toEqual(['A', 'WRYT', 'b', '蒙古', 'ｚ', '𠮷']);
    expect(await api.send('POST', '/api/v1/cooperatives', { code: 'A', name: 'A', accounting: 'CN-COOP-2021' }))
      .toMatchObject({ status: 409, body: { code: 'code_taken' } }); // prettier-ignore
  });

  it('has 50 items unless 1 to 200 are asked for', async () => {
    expect((await api.get(`${WRYT}/households`)).body.items).toHaveLength(50);
    for (const limit of ['0', '201', '-1', '1.5', '１', '', 'x']) {
      const answer = await api.get(`${WRYT}/households?limit=${encodeURIComponent(limit)}`);
      expect([limit, answer.status]).toEqual([limit, 400]);
    }
    for (const list of ['households', 'contracts', 'seasons', 'settlements', 'contracts/WRYT-2022-001/events'])
      for (const [key, status] of [[0, 200], [Number.MAX_SAFE_INTEGER, 200], [-1, 400], [Number.MIN_SAFE_INTEGER, 400]] as const) {
        const cursor = Buffer.from(JSON.stringify([key])).toString('base64url');
        expect([key, (await api.get(`${WRYT}/${list}?cursor=${cursor}`)).status]).toEqual([key, status]);
      } // prettier-ignore
    const { next } = (await api.get(`${WRYT}/households?limit=2`)).body as { next: string };
    expect(await api.get(`/api/v1/cooperatives?cursor=${next}`)).toMatchObject({
      status: 400,
      body: { code: 'page_invalid', errors: [{ field: 'cursor' }] },
    });
  });
});
