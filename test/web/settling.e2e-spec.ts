/**
 * A settlement under way, as the people of a cooperative see it on the page of its season.
 *
 * @runs sqlite
 */
import type { SqlValue } from '../../src/database/tx';
import { openSite, textOf, type Reader, type Site } from '../support/site';

const SEASON = '/c/WRYT/seasons/2025-winter';
const STOP = `${SEASON}/settle/stop`;
const AT = '2026-03-01T00:00:00.000Z';

describe('a settlement that is under way', () => {
  let site: Site;
  let clerk: Reader;
  let branch: Reader;
  let auditor: Reader;
  let clerkId: number;
  /** A run that the clerk asked for, as another server left it. */
  const left = (id: number, more: Readonly<Record<string, SqlValue>>): Promise<unknown> => {
    const row: Record<string, SqlValue> = { cooperative_id: 1, id, kind: 'settle', parameters: '{"season":"2025-winter"}', known_at: AT, asked_by: clerkId, asked_at: AT, beat: 7, attempts: 1, ...more }; // prettier-ignore
    return site.database.writer.write('installation', (tx) =>
      tx.insertMany('job', Object.keys(row), [Object.values(row)]),
    );
  };
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('娜仁', 'clerk');
    branch = await site.reader('书记', 'branch');
    auditor = await site.reader('审计', 'auditor');
    const { id: user } = (await site.database.reads.get<{ id: number }>(`select id from app_user where login = '娜仁'`)) ?? {}; // prettier-ignore
    clerkId = user ?? 0;
    await left(1, { state: 'running', owner: 'another server', done: 40, total: 1200, result: '{"failed":1,"here":40,"millis":2000}' }); // prettier-ignore
  });
  afterAll(() => site.close());
  const said = async (who: Reader, page = SEASON): Promise<string> => textOf((await who.get(page)).html);

  it('shows everybody how far it is, and lets those who may settle stop it', async () => {
    for (const who of [clerk, branch, auditor]) expect(await said(who)).toContain('正在结算：40 / 1,200 还需约 58 秒');
    for (const who of [clerk, branch]) expect((await who.get(SEASON)).html).toContain(`action="${STOP}"`);
    expect((await auditor.get(SEASON)).html).not.toContain(STOP);
    expect(await said(clerk, '/c/WRYT/jobs')).toContain('结算 2025-winter');
    expect(await said(branch, '/c/WRYT/jobs')).toContain('还没有任务');
  });

  it('waits for its turn when nothing is known of it yet', async () => {
    const set = (total: number | null): Promise<unknown> => site.database.writer.write('installation', (tx) => tx.run('update job set total = ? where id = 1', [total])); // prettier-ignore
    await set(null);
    expect(await said(branch)).toContain('排队等待结算');
    await set(1200);
  });

  it('is stopped by another than whoever asked, and goes on when it is asked for again', async () => {
    expect((await auditor.post(STOP, {})).status).toBe(403);
    const stopped = await branch.post(STOP, {});
    expect([stopped.status, stopped.headers['location']]).toEqual([303, SEASON]);
    expect(await said(clerk)).toContain('上次结算已停止：40 / 1,200，再次结算会接着做');
    expect((await clerk.get(SEASON)).html).not.toContain(STOP);
    // Sent twice, or when it has ended, it finds nothing to stop.
    expect((await clerk.post(STOP, {})).status).toBe(303);
    await clerk.post(`${SEASON}/settle`, {});
    for (let tries = 0; tries < 100 && !(await said(clerk)).includes('上次结算完成'); tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await said(clerk)).toContain('上次结算完成：3 份');
    expect(await said(clerk, '/c/WRYT/jobs')).toContain('完成 上次结算完成：3 份');
  });

  it('says in words why it failed, and which contracts', async () => {
    const failures = [{ contract: 'WRYT-2022-002', code: 'amount_too_large' }];
    await left(50, { state: 'done', done: 3, total: 3, result: JSON.stringify({ failed: 1, failures }) });
    expect(await said(auditor)).toContain('上次结算没有全部成功：2 / 3 WRYT-2022-002 数目太大，无法准确记账');
    await left(51, { state: 'failed', done: 40, total: 1200, error: 'job_abandoned', result: '{"details":{}}' });
    expect(await said(auditor)).toContain('上次结算没有全部成功：40 / 1,200 任务多次中断，已停止');
  });
});
