import { openSite, textOf, type Reader, type Site } from '../support/site';

const AUDIT = '/c/WRYT/audit';

describe('an auditor looks at who did what, and at the chain', () => {
  let site: Site;
  let auditor: Reader;
  let boss: Reader;
  beforeAll(async () => {
    site = await openSite();
    boss = await site.reader('boss', 'administrator');
    await site.reader('sarna', 'clerk');
    for (let i = 0; i < 30; i += 1) {
      await boss.post('/c/WRYT/users/sarna/roles', { give: 'branch' });
      await boss.post('/c/WRYT/users/sarna/roles', { take: 'branch' });
    }
    site.clock.set('2026-03-01T16:00:00.000Z');
    boss = await site.reader('boss2', 'administrator');
    await boss.post('/c/WRYT/settings', { version: '0', expiryDays: '7' });
    auditor = await site.reader('=sheng', 'auditor');
  });
  afterAll(() => site.close());

  it('a page at a time, and to the end', async () => {
    const first = await auditor.get(`${AUDIT}?action=role_granted&actor=boss`);
    expect(first.html.match(/<th scope="row">boss<\/th>/g)).toHaveLength(30);
    const all = await auditor.get(AUDIT);
    const [, next = ''] = /rel="next" href="([^"]+)"/.exec(all.html) ?? [];
    const second = await auditor.get(`${AUDIT}${next.replaceAll('&amp;', '&')}`);
    const rows = (html: string): number => (html.match(/<th scope="row">/g) ?? []).length;
    const total = Number(
      (await site.database.reads.get<{ n: number }>('select count(*) as n from audit_event where cooperative_id = 1'))
        ?.n,
    );
    expect([rows(all.html), rows(second.html)]).toEqual([50, total - 50]);
    expect((await auditor.get(`${AUDIT}?after=guess`)).status).toBe(400);
  });

  it('by days as they are where the herders live', async () => {
    const on = async (from: string, to: string): Promise<string> =>
      textOf((await auditor.get(`${AUDIT}?from=${from}&to=${to}`)).html.split('</form>').slice(2).join(''));
    expect(await on('2026-03-02', '2026-03-02')).toContain('修改审批设置');
    expect(await on('2026-03-02', '2026-03-02')).not.toContain('授予岗位');
    expect(await on('2026-03-01', '2026-03-01')).not.toContain('修改审批设置');
    expect((await auditor.get(`${AUDIT}?from=soon`)).status).toBe(400);
  });

  it('and takes with them what is shown', async () => {
    const csv = await auditor.get(`${AUDIT}.csv?action=role_revoked`);
    const lines = csv.html.trim().split('\r\n');
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(lines).toHaveLength(31);
    expect(lines[0]).toMatch(/时间（北京时间）/);
    expect(lines[1]).toMatch(/^2026-03-01 08:00,boss,取消岗位,/);
    expect((await boss.get(`${AUDIT}.csv`)).status).toBe(200);
    expect((await (await site.reader('gerel', 'clerk')).get(`${AUDIT}.csv`)).status).toBe(403);
  });

  it('keeps the head, and finds what was changed behind the back of the book', async () => {
    const page = await auditor.get('/c/WRYT/chain');
    const anchor = JSON.parse((await auditor.get('/c/WRYT/chain/anchor.json')).html) as { seq: number; hash: string };
    expect(page.html).toContain(anchor.hash);
    const check = async (): Promise<string> => {
      const { status, headers } = await auditor.post('/c/WRYT/chain', {});
      expect([status, headers['location']]).toEqual([303, '/c/WRYT/chain']);
      return textOf((await auditor.get('/c/WRYT/chain')).html);
    };
    expect(await check()).toContain('全部一致');
    await site.database.writer.write('installation', (tx) => tx.run("update household set code = 'H00X' where id = 1"));
    expect(await check()).toContain('账目有损坏');
  });
});
