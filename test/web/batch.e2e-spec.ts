/** @runs sqlite */
import { openSite, textOf, type Got, type Reader, type Site } from '../support/site';

const WAY = '/c/WRYT/entry/service';
const SEED = '/c/WRYT/contracts/WRYT-2023-003/events/new?kind=service';

type Row = Readonly<Record<string, string>>;

/** A grid as a browser sends it. */
const sheet = (...rows: readonly Row[]): Record<string, string> =>
  Object.fromEntries(rows.flatMap((row, i) => Object.entries(row).map(([name, text]) => [`rows[${i}].${name}`, text])));

/** What stands in a row of the page, by the names of its fields; of boxes those that are ticked. */
const cell = (html: string, name: string): string | undefined =>
  new RegExp(`name="${name.replace(/[[\]]/g, '\\$&')}"[^>]*value="([^"]*)"`).exec(html)?.[1] ??
  new RegExp(`value="([^"]*)"[^>]*name="${name.replace(/[[\]]/g, '\\$&')}"`).exec(html)?.[1];

describe('a clerk enters many slips at once', () => {
  let site: Site;
  let clerk: Reader;
  const eventCount = async (): Promise<number> =>
    Number((await site.database.reads.get<{ n: number }>('select count(*) as n from book_record'))?.n);
  const send = (...rows: readonly Row[]): Promise<Got> => clerk.post(WAY, sheet(...rows));
  const slip = (id: string, more: Row = {}): Row => ({
    id,
    contract: 'WRYT-2023-003',
    on: '2026-02-20',
    item: '药浴',
    amount: '60',
    ...more,
  });

  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('sarna', 'clerk');
  });
  afterAll(() => site.close());

  it('is asked about a row that says what is in the book, and nothing of the batch is recorded before', async () => {
    await clerk.post(SEED, { id: 'b-seed', on: '2026-02-20', item: '药浴', amount: '60' });
    const before = await eventCount();
    const rows = [
      slip('b-1', { on: '2026-02-21', note: '第一张' }),
      { id: 'b-2', on: '2026-03-01' },
      slip('b-3', { amount: '６０', note: '第三张' }),
    ];
    const asked = await send(...rows);
    expect([asked.status, await eventCount()]).toEqual([200, before]);
    expect(textOf(asked.html)).toContain('一行也没有记入');
    expect(textOf(asked.html)).toMatch(/账上这一天已有一笔内容相同的记录（第 \d+ 条），是不是重复了/);
    // Every row stands where it stood, with what was typed.
    expect(['rows[0].note', 'rows[2].note', 'rows[2].amount'].map((name) => cell(asked.html, name))).toEqual([
      '第一张',
      '第三张',
      '６０',
    ]);
    expect([...asked.html.matchAll(/name="rows\[(\d)\]\._again"/g)].map((m) => m[1])).toEqual(['2']);
    expect(cell(asked.html, 'rows[2]._again')).toBe('b-seed');
    // Not answered: asked once more.
    expect((await send(...rows)).status).toBe(200);
    expect(await eventCount()).toBe(before);
    const answered = [rows[0] as Row, rows[1] as Row, { ...rows[2], _again: 'b-seed' }];
    expect((await send(...answered)).status).toBe(303);
    expect(await eventCount()).toBe(before + 2);
    // The button was pressed twice.
    expect((await send(...answered)).status).toBe(303);
    expect(await eventCount()).toBe(before + 2);
  });

  it('is asked about two rows that say the same, of one contract only', async () => {
    const before = await eventCount();
    const rows = [
      slip('c-1', { item: '驱虫' }),
      slip('c-2', { item: '驱虫', contract: 'WRYT-2022-002' }),
      slip('c-3', { item: '驱虫', note: '另一张' }),
    ];
    const asked = await send(...rows);
    expect([asked.status, await eventCount()]).toEqual([200, before]);
    expect(textOf(asked.html)).toContain('与本页第 1 行内容相同');
    // What is answered already is not counted again.
    const half = await send(...rows, slip('c-4', { item: '驱虫', _again: 'c-1' }));
    expect(textOf(half.html)).toContain('有 1 行要先回答');
    expect([...asked.html.matchAll(/name="rows\[(\d)\]\._again"/g)].map((m) => m[1])).toEqual(['2']);
    expect((await send(rows[0] as Row, rows[1] as Row, { ...rows[2], _again: 'c-1' })).status).toBe(303);
    expect(await eventCount()).toBe(before + 3);
  });

  it('is told of a row that comes late where it counts, and confirms that day and no other', async () => {
    const before = await eventCount();
    const late = slip('d-1', { on: '2025-11-20', item: '剪毛' });
    const asked = await send(late);
    expect([asked.status, await eventCount()]).toEqual([200, before]);
    expect(textOf(asked.html)).toContain('2025-11-20 在已经结账的2025年夏秋季里');
    expect(textOf(asked.html)).toContain('计入 2025-12-01');
    expect((await send({ ...late, on: '2025-11-21', _late: '2025-11-20' })).status).toBe(200);
    expect(await eventCount()).toBe(before);
    expect((await send({ ...late, _late: '2025-11-20' })).status).toBe(303);
    expect(await eventCount()).toBe(before + 1);
  });

  it('may leave a row out that was a double after all', async () => {
    const before = await eventCount();
    const answer = await send(slip('e-1', { item: '修蹄' }), slip('e-2', { item: '修蹄', _skip: 'yes' }));
    expect([answer.status, await eventCount()]).toEqual([303, before + 1]);
    // What is left out is no double of what comes after it.
    const rest = [slip('e-3', { item: '打耳标', _skip: 'yes' }), slip('e-4', { item: '打耳标' })];
    expect([(await send(...rest)).status, await eventCount()]).toEqual([303, before + 2]);
  });

  it('is told what is wrong together with what is asked, and keeps the answers beside what stays wrong', async () => {
    const before = await eventCount();
    const asked = await send(slip('f-1', { amount: '很多', item: '补饲' }), slip('f-2'));
    expect([asked.status, await eventCount()]).toEqual([422, before]);
    expect(asked.html).toContain('id="rows[0].amount-fault"');
    expect(asked.html).toContain('name="rows[1]._again"');
    const wrong = await send(slip('f-3', { contract: 'WRYT-2022-001', on: '2022-06-01', _late: '2022-06-01' }));
    expect([wrong.status, await eventCount()]).toEqual([422, before]);
    expect(wrong.html).toMatch(/<input[^>]*name="rows\[0\]\._late"[^>]*checked/);
  });

  it('is told that a form has more rows than it may, and nothing is made of them', async () => {
    const grid = await clerk.post(WAY, { 'rows[1000].amount': '1' });
    expect([grid.status, textOf(grid.html).includes('最多 1000 项')]).toEqual([400, true]);
    const rules = Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`terms.obligations[${i}].rule`, 'cash']));
    for (const path of ['/c/WRYT/contracts/new', '/c/WRYT/contracts/WRYT-2023-003/events/new?kind=amendment']) {
      const form = await clerk.post(path, { number: 'X-1', ...rules });
      expect([path, form.status, textOf(form.html).includes('最多 50 项')]).toEqual([path, 400, true]);
    }
  });
});
