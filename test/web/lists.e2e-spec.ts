/** Every list as a file: what its page shows with the filters of the address, and nothing else. */
import { openSite, textOf, type Reader, type Site } from '../support/site';

describe('a list as it is shown', () => {
  let site: Site;
  let auditor: Reader;
  beforeAll(async () => {
    site = await openSite();
    auditor = await site.reader('审计', 'auditor', 'branch');
    const clerk = await site.reader('娜仁', 'clerk');
    const penalty = { id: 'p-1', on: '2026-02-20', amount: '200', reason: '逾期' };
    await clerk.post('/c/WRYT/contracts/WRYT-2022-002/events/new?kind=penalty', penalty);
  });
  afterAll(() => site.close());

  /** Heading and rows of the file that the page leads to. */
  const fileOf = async (page: string): Promise<string[]> => {
    const { html } = await auditor.get(page);
    const href = /href="([^"]+\/lists\/\w+\.csv[^"]*)"/.exec(html)?.[1]?.replace(/&amp;/g, '&') ?? 'no file';
    const csv = await auditor.get(href);
    expect([href, csv.status]).toEqual([href, 200]);
    const workbook = await auditor.get(href.replace('.csv', '.xlsx'));
    expect([workbook.status, workbook.html.slice(0, 2)]).toEqual([200, 'PK']);
    return csv.html.replace('\uFEFF', '').trimEnd().split('\r\n');
  };
  /** How often the name of something stands in the file. */
  const named = (rows: readonly string[], name: string): number => rows.filter((row) => row.includes(name)).length;

  it.each([
    ['season=2022-summer', ['WRYT-2022-001', 'WRYT-2022-002']],
    ['season=2022-summer&q=高娃', ['WRYT-2022-002']],
    ['season=2022-summer&q=h001', ['WRYT-2022-001']],
    ['season=2022-summer&q=%25', []],
    ['season=2022-summer&owes=cash&q=2022-002', ['WRYT-2022-002']],
    ['season=2022-summer&owes=overdue', []],
    ['season=2022-summer&state=closed_unconfirmed&q=001', ['WRYT-2022-001']],
    ['season=2022-summer&state=draft', []],
    ['season=2025-winter&owes=overdue', ['WRYT-2022-002', 'WRYT-2023-003']],
    ['season=2025-winter&owes=overdue&q=王燕', []],
    ['q=高娃', ['WRYT-2022-002']],
  ] as const)('statements with %s', async (query, contracts) => {
    const address = `/c/WRYT/statements?${query}`;
    const page = textOf((await auditor.get(address)).html);
    const [, ...rows] = await fileOf(address);
    expect(rows.map((row) => /WRYT-20\d\d-\d{3}/.exec(row)?.[0])).toEqual(contracts);
    for (const contract of contracts) expect(page).toContain(`/${contract}`);
    if (contracts.length === 0) expect(page).toContain('没有');
  });

  it.each([
    ['/c/WRYT/contracts', '萨仁高娃', 3, '王燕', 1],
    ['/c/WRYT/contracts?q=高娃', '萨仁高娃', 3, '王燕', 0],
    ['/c/WRYT/households?q=高娃', '萨仁高娃', 1, '王燕', 0],
    ['/c/WRYT/slips?kind=claim', '保险理赔', 2, '还羔', 0],
    ['/c/WRYT/contracts/WRYT-2022-002', '保险理赔', 2, '履行完毕', 0],
    ['/c/WRYT/seasons', '2022-summer', 1, '2025-winter', 1],
    ['/c/WRYT/proposals', '违约金', 1, '已批准', 0],
    ['/c/WRYT/users', '审计', 1, '管理员', 0],
  ] as const)('%s', async (page, some, count, other, others) => {
    const [heading = '', ...rows] = await fileOf(page);
    expect(heading.split(',').length).toBeGreaterThanOrEqual(3);
    expect([named(rows, some), named(rows, other)]).toEqual([count, others]);
  });

  it('goes over all pages, however many', async () => {
    const all = await site.database.reads.get<{ n: number }>(
      'select count(*) as n from book_record where event_id is not null',
    );
    const slips = await fileOf('/c/WRYT/slips');
    expect(slips).toHaveLength(Number(all?.n) + 1);
    expect(new Set(slips).size).toBe(slips.length);
  });

  it('is of lists that there are', async () => {
    for (const file of ['cards.csv', 'contracts.pdf', 'constructor.csv', 'contracts', 'contracts.csv.exe'])
      expect([file, (await auditor.get(`/c/WRYT/lists/${file}`)).status]).toEqual([file, 404]);
    expect((await auditor.get('/c/WRYT/statements?season=NONE')).status).toBe(404);
    expect((await auditor.get('/c/WRYT/lists/events.csv?contract=NONE')).status).toBe(404);
    expect((await auditor.get('/c/WRYT/lists/statements.csv?season=NONE')).status).toBe(404);
  });

  it('is for those who see its page', async () => {
    const clerk = await site.reader('其其格', 'clerk');
    expect((await clerk.get('/c/WRYT/users')).status).toBe(403);
    expect((await clerk.get('/c/WRYT/lists/users.csv')).status).toBe(403);
    expect((await clerk.get('/c/WRYT/lists/households.csv')).status).toBe(200);
  });
});
