/** The end of a season told through the pages by four people: presented, disputed, corrected, confirmed, signed, closed; then a late fact. */
import { CLI_ORIGIN } from '../../src/audit/audit';
import { VerifyService } from '../../src/verify/verify.service';
import { quietRun } from '../../src/common/progress';
import { Cards } from '../../src/parties/cards.service';
import { requireCooperative } from '../../src/parties/cooperatives';
import { requireHousehold } from '../../src/parties/households';
import { wholeOf } from '../../src/parties/scope';
import { openSite, textOf, type Got, type Reader, type Site } from '../support/site';

const STATEMENT = '/c/WRYT/statements/2025-winter/WRYT-2022-002';
const MINE = '/my/statements/2025-winter/WRYT-2022-002';
const CONTRACT = '/c/WRYT/contracts/WRYT-2022-002';

function hidden(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
}

describe('a season ends', () => {
  let site: Site;
  let clerk: Reader;
  let branch: Reader;
  let auditor: Reader;
  let herder: Reader;
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('娜仁', 'clerk');
    branch = await site.reader('书记', 'branch');
    auditor = await site.reader('审计', 'auditor');
    herder = site.visitor();
    const { reads } = site.database;
    const cooperative = await requireCooperative(reads, 'WRYT');
    const household = await requireHousehold(reads, wholeOf(cooperative), 'H002');
    const secret = await site.app
      .get(Cards)
      .issue(cooperative, household, '萨仁高娃', CLI_ORIGIN, (card) => card.secret);
    await herder.post(`/h/${secret}`, { newPin: '280417', again: '280417' });
  });
  afterAll(() => site.close());

  /** Takes a step on the statement as the reader sees it now. */
  const act = async (who: Reader, page: string, step: string, fields: Record<string, string> = {}): Promise<Got> => {
    const { html } = await who.get(page);
    return who.post(`${page}/${step}`, { _csrf: hidden(html, '_csrf'), seen: hidden(html, 'seen'), ...fields });
  };
  const said = async (who: Reader, page: string): Promise<string> => textOf((await who.get(page)).html);
  /** The branch approves what waits. */
  const approve = async (): Promise<void> => {
    const list = await branch.get('/c/WRYT/proposals');
    const [, number] = /\/c\/WRYT\/proposals\/(\d+)/.exec(list.html) ?? [];
    const page = await branch.get(`/c/WRYT/proposals/${number}`);
    const answer = await branch.post(`/c/WRYT/proposals/${number}/approve`, { _csrf: hidden(page.html, '_csrf') });
    expect([answer.status, textOf((await branch.get(`/c/WRYT/proposals/${number}`)).html)]).toEqual([303, expect.stringContaining('批准')]); // prettier-ignore
  };

  it('is presented by the clerk, and disputed by the household, which the clerk answers', async () => {
    expect((await herder.get(MINE)).html).not.toContain('/confirm');
    expect((await act(herder, MINE, 'confirm')).status).toBe(412);
    expect((await act(clerk, STATEMENT, 'present')).status).toBe(303);
    expect((await act(auditor, STATEMENT, 'present')).status).toBe(403);
    expect((await act(herder, MINE, 'dispute', { line: 'cash|CNY|closing', reason: '少付了 8.51 元' })).status).toBe(
      303,
    );
    expect(await said(clerk, STATEMENT)).toContain('少付了 8.51 元');
    expect((await act(clerk, STATEMENT, 'answer', { text: '查过了，马上更正' })).status).toBe(303);
    expect(await said(herder, MINE)).toContain('查过了，马上更正');
  });

  it('is corrected: the penalty waits for the branch, and what was presented is void once it counts', async () => {
    const form = await clerk.get(`${CONTRACT}/events/new?kind=adjustment`);
    const fields = { _csrf: hidden(form.html, '_csrf'), id: hidden(form.html, 'id'), kind: 'adjustment', on: '2026-02-28', amount: '-8.51', reason: '少付' }; // prettier-ignore
    const recorded = await clerk.post(`${CONTRACT}/events/new?kind=adjustment`, fields);
    expect(recorded.status).toBe(303);
    expect(await said(herder, MINE)).toContain('2,308.51');
    await approve();
    const changed = await said(clerk, STATEMENT);
    expect(changed).toContain('送交之后内容有变化');
    expect(changed).toContain('2,317.02');
    expect((await act(clerk, STATEMENT, 'present')).status).toBe(303);
  });

  it('is confirmed, signed by three, and closed by two', async () => {
    expect((await act(herder, MINE, 'confirm')).status).toBe(303);
    expect((await act(clerk, STATEMENT, 'sign', { role: 'clerk' })).status).toBe(303);
    expect((await act(clerk, STATEMENT, 'sign', { role: 'branch' })).status).toBe(403);
    expect((await act(branch, STATEMENT, 'sign', { role: 'branch' })).status).toBe(303);
    const season = await clerk.get('/c/WRYT/seasons/2025-winter');
    const close = await clerk.post('/c/WRYT/seasons/2025-winter/close', { _csrf: hidden(season.html, '_csrf') });
    expect(close.status).toBe(303);
    expect(await said(clerk, '/c/WRYT/seasons/2025-winter')).not.toContain('已结账（确认）');
    await approve();
    const closed = await said(auditor, STATEMENT);
    expect(closed).toContain('已结账（确认）');
    expect(closed).not.toContain('未签');
    const { html } = await auditor.get(`${STATEMENT}/pdf`);
    expect(html.startsWith('%PDF-')).toBe(true);
    // There is nothing left to do on the page, and what is sent all the same is refused.
    expect((await clerk.get(STATEMENT)).html).not.toContain('/present');
    expect((await act(clerk, STATEMENT, 'present')).status).toBe(412);
    expect((await site.app.get(VerifyService).verify(quietRun())).fault).toBeUndefined();
  });
});
