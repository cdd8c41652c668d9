/** @runs sqlite */
import { addUser, signIn } from '../support/people';
import { openSite, textOf, type Reader, type Site } from '../support/site';

const USERS = '/c/WRYT/users';
const SETTINGS = '/c/WRYT/settings';

const linkIn = (html: string): string => /<code>(http[^<]+)<\/code>/.exec(html)?.[1] ?? '';
const rolesOf = async (site: Site, login: string): Promise<string[]> =>
  (
    await site.database.reads.all<{ role: string }>(
      'select g.role from role_grant g join app_user u on u.id = g.user_id where u.login = ? order by g.role',
      [login],
    )
  ).map((r) => r.role);

describe('an administrator looks after people and settings', () => {
  let site: Site;
  let boss: Reader;
  beforeAll(async () => {
    site = await openSite();
    boss = await site.reader('boss', 'administrator');
    await site.reader('sarna', 'clerk');
  });
  afterAll(() => site.close());

  it('invites somebody by a link that is shown once and chooses nothing for them', async () => {
    const nobody = await boss.post(USERS, { login: 'naren', name: '' });
    expect([nobody.status, nobody.html.includes('f-name-fault'), nobody.html.includes('f-roles-fault')]).toEqual([422, true, true]); // prettier-ignore
    expect(nobody.html).toContain('value="naren"');
    const made = await boss.post(USERS, { login: 'naren', name: '娜仁', roles: 'clerk' });
    const link = linkIn(made.html);
    expect([made.status, /\/invitation\/.{43}$/.test(link)]).toEqual([200, true]);
    const list = await boss.get(USERS);
    expect(list.html).not.toContain('/invitation/');
    expect(textOf(list.html)).toContain('等待设置密码');
    expect((await site.visitor().get(new URL(link).pathname)).status).toBe(200);
    const other = await boss.post(USERS, { login: 'naren', name: '另一个娜仁', roles: 'clerk' });
    expect([other.status, other.html.includes('f-login-fault')]).toEqual([422, true]);
    // Pressed twice, only the second answer is seen: its link is the one that opens.
    const twice = await boss.post(USERS, { login: 'naren', name: '娜仁', roles: 'clerk' });
    expect([twice.status, (await site.visitor().get(new URL(linkIn(twice.html)).pathname)).status]).toEqual([200, 200]);
    expect((await site.visitor().get(new URL(link).pathname)).status).toBe(404);
    const again = await boss.post(`${USERS}/naren/invite`, {});
    expect((await site.visitor().get(new URL(link).pathname)).status).toBe(404);
    expect((await site.visitor().get(new URL(linkIn(again.html)).pathname)).status).toBe(200);
  });

  it('gives and takes roles, never the last administrator', async () => {
    const given = await boss.post(`${USERS}/sarna/roles`, { give: 'branch' });
    expect([given.status, given.headers['location']]).toEqual([303, USERS]);
    expect(await rolesOf(site, 'sarna')).toEqual(['branch', 'clerk']);
    expect(textOf((await boss.get(USERS)).html)).toContain('sarna 已授予岗位：党支部审批人');
    await boss.post(`${USERS}/sarna/roles`, { take: 'branch' });
    expect(await rolesOf(site, 'sarna')).toEqual(['clerk']);
    const last = await boss.post(`${USERS}/boss/roles`, { take: 'administrator' });
    expect([last.status, last.html.includes('role="alert"')]).toEqual([422, true]);
    expect(await rolesOf(site, 'boss')).toEqual(['administrator']);
    expect((await boss.post(`${USERS}/sarna/roles`, { give: 'king' })).status).toBe(400);
  });

  it('offers a role to a login, and its owner accepts it on their own page', async () => {
    const id = await addUser(site.database, 'guest');
    const offered = await boss.post(`${USERS}/offers`, { login: 'guest', role: 'branch' });
    expect([offered.status, await rolesOf(site, 'guest')]).toEqual([303, []]);
    expect(textOf((await boss.get(USERS)).html)).toContain('guest · 党支部审批人');
    expect((await boss.post(`${USERS}/offers`, { login: 'nobody-has-it', role: 'branch' })).status).toBe(303);
    const guest = site.visitor();
    const { headers } = await signIn(site.database, id, 'guest', site.clock);
    guest.cookies.set('sureg', (headers['cookie'] ?? '').slice('sureg='.length));
    const _csrf = headers['x-csrf-token'] ?? '';
    for (const path of ['/', '/account']) expect(textOf((await guest.get(path)).html)).toContain('邀请您担任的岗位');
    const accepted = await guest.post('/account/offers/WRYT/branch', { do: 'accept', _csrf });
    expect([accepted.status, await rolesOf(site, 'guest')]).toEqual([303, ['branch']]);
    expect(textOf((await guest.get('/account')).html)).toContain('boss 授予了审批岗位');
    expect((await boss.post(`${USERS}/guest/remove`, {})).status).toBe(303);
    expect(await rolesOf(site, 'guest')).toEqual([]);
    const taken = await boss.post(`${USERS}/nobody-has-it/roles`, { take: 'branch' });
    expect([taken.status, (await boss.get(USERS)).html.includes('nobody-has-it ·')]).toEqual([303, false]);
  });

  it('disables somebody at once, and lets them in again', async () => {
    const clerk = await site.reader('gerel', 'clerk');
    expect((await clerk.get('/c/WRYT')).status).toBe(200);
    expect((await boss.post(`${USERS}/gerel/disable`, {})).status).toBe(303);
    expect((await clerk.get('/c/WRYT')).headers['location']).toBe('/sign-in?next=%2Fc%2FWRYT');
    expect(textOf((await boss.get(USERS)).html)).toContain('已停用');
    expect((await boss.post(`${USERS}/gerel/enable`, {})).status).toBe(303);
    const stranger = await boss.post(`${USERS}/nobody/disable`, {});
    expect(stranger.status).toBe(422);
    expect((await clerk.get(USERS)).status).toBe(303);
  });

  it('shows auditors who has which role, and lets them change nothing', async () => {
    const auditor = await site.reader('sheng', 'auditor');
    const { html } = await auditor.get(USERS);
    expect(textOf(html)).toContain('文书');
    expect(html).not.toContain('/roles"');
    expect((await auditor.post(`${USERS}/sarna/roles`, { give: 'branch' })).status).toBe(403);
    expect((await auditor.post(SETTINGS, { version: '0', expiryDays: '3' })).status).toBe(403);
    expect((await auditor.get(SETTINGS)).html).toContain('disabled');
  });

  it('changes what needs a second person; an outdated form changes nothing', async () => {
    const typed = { version: '0', always: 'cash_in', cashOver: '5,000', expiryDays: '7' };
    const wrong = await boss.post(SETTINGS, { ...typed, expiryDays: 'soon' });
    expect([wrong.status, wrong.html.includes('f-expiryDays-fault')]).toEqual([422, true]);
    expect(wrong.html).toMatch(/name="cashOver"[^>]*value="5,000"/);
    expect((await boss.post(SETTINGS, typed)).status).toBe(303);
    const { html } = await boss.get(SETTINGS);
    expect(html).toMatch(/name="cashOver"[^>]*value="5000.00"/);
    expect(html).toMatch(/<option value="cash_in" selected/);
    expect(textOf(html)).toContain('修改记录');
    const stale = await boss.post(SETTINGS, { ...typed, expiryDays: '9' });
    expect(stale.status).toBe(422);
    expect((await boss.get(SETTINGS)).html).toMatch(/name="expiryDays"[^>]*value="7"/);
    const again = await boss.post(SETTINGS, { ...typed, version: '1', cashOver: '9,000' });
    expect(again.status).toBe(303);
    expect(textOf((await boss.get(SETTINGS)).html)).toContain('修改审批限额');
    const proposed = await boss.get('/c/WRYT/proposals/1');
    expect(textOf(proposed.html)).toMatch(/现金超过（元）需批准 5,000\.00 元 9,000\.00 元/);
  });
});

describe('an operator looks after the installation', () => {
  it('adds a cooperative and an operator, and sees no book', async () => {
    const site = await openSite();
    try {
      const id = await addUser(site.database, 'root', true);
      const person = await signIn(site.database, id, 'root', site.clock);
      const root = site.visitor();
      root.cookies.set('sureg', (person.headers['cookie'] ?? '').slice('sureg='.length));
      const _csrf = person.headers['x-csrf-token'] ?? '';
      expect(textOf((await root.get('/')).html)).toContain('新建合作社');
      expect((await root.get('/c/WRYT')).status).toBe(404);
      expect((await root.get('/users')).status).toBe(200);
      const typed = { code: 'NEW', name: '新合作社', accounting: 'CN-COOP-2021', _csrf };
      const wrong = await root.post('/cooperatives', { ...typed, code: 'WRYT' });
      expect([wrong.status, wrong.html.includes('f-code-fault'), wrong.html.includes('value="新合作社"')]).toEqual([422, true, true]); // prettier-ignore
      const made = await root.post('/cooperatives', typed);
      expect([made.status, made.headers['location']]).toEqual([303, '/c/NEW/users']);
      expect((await root.get('/c/NEW/users')).status).toBe(200);
      const invited = await root.post('/users', { login: 'second', name: '二', operator: 'yes', _csrf });
      expect(linkIn(invited.html)).toContain('/invitation/');
      const rows = await site.database.reads.all('select login from app_user where is_operator = ?', [true]);
      expect(rows).toEqual([{ login: 'root' }, { login: 'second' }]);
      const boss = await site.reader('boss', 'administrator');
      const roles = async (role: Record<string, string>): Promise<string> => {
        const answer = await root.post('/users/second/roles', { _csrf, ...role });
        return `${answer.status} ${textOf(answer.status === 303 ? (await root.get('/users')).html : answer.html)}`;
      };
      expect(await roles({ book: 'WRYT', role: 'administrator', do: 'give' })).toMatch(/303 .*WRYT: 管理员/);
      expect(await roles({ book: 'NO-SUCH', role: 'clerk', do: 'give' })).toMatch(/422 .*NO-SUCH/);
      expect(await roles({ book: 'WRYT', role: 'administrator', do: 'take' })).not.toMatch(/303 .*second.*WRYT/);
      expect((await boss.post('/users/second/roles', { book: 'WRYT', role: 'clerk', do: 'give' })).status).toBe(403);
      for (const path of ['/users', '/cooperatives/new']) expect((await boss.get(path)).status).toBe(403);
    } finally {
      await site.close();
    }
  });
});
