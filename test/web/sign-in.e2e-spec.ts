/** @runs sqlite */
import { TOTP, Secret } from 'otpauth';
import { instantAfter } from '../../src/common/clock';
import { Invitations } from '../../src/identity/invitations.service';
import { SetupService } from '../../src/identity/setup.service';
import { Users } from '../../src/identity/users.service';
import { THE_OPERATOR } from '../../src/identity/viewer';
import { grant } from '../support/people';
import { openSite, textOf, type Reader, type Site } from '../support/site';

const ORIGIN = { actor: 'operator', address: 'test', requestId: 'test' };
const PASSWORD = '草原上的羊群很多呀真的';

const csrfIn = (html: string): string => /name="_csrf" value="([^"]*)"/.exec(html)?.[1] ?? '';

/** The digits that an authenticator shows. */
function codeOf(secret: string, at: string): string {
  return new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({ timestamp: Date.parse(at) });
}

async function addUser(site: Site, login: string, isOperator = false): Promise<void> {
  const users = site.app.get(Users, { strict: false });
  await users.addWithPassword(THE_OPERATOR, ORIGIN, { login, name: '乌兰', isOperator }, PASSWORD);
}

/** Signs a visitor in and gives what later forms need. */
async function enter(site: Site, login: string): Promise<Reader & { csrf(): Promise<string> }> {
  const visitor = site.visitor();
  const answer = await visitor.post('/sign-in', { login, password: PASSWORD });
  expect(answer.status).toBe(303);
  return { ...visitor, csrf: async () => csrfIn((await visitor.get('/account')).html) };
}

describe('the ways in', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  it('the first operator is made once, by the link that the server printed', async () => {
    const token = (await site.app.get(SetupService, { strict: false }).begin()) ?? '';
    const visitor = site.visitor();
    expect((await visitor.get('/setup?token=guess')).status).toBe(404);
    expect((await visitor.get(`/setup?token=${token}`)).status).toBe(200);
    const typed = { token, login: 'Wulan', name: '乌兰', newPassword: PASSWORD };
    const differs = await visitor.post('/setup', { ...typed, again: 'another password' });
    expect([differs.status, differs.html.includes('id="f-again-fault"')]).toEqual([422, true]);
    expect(differs.html).toContain('value="Wulan"');
    const weak = await visitor.post('/setup', { ...typed, newPassword: '123456', again: '123456' });
    expect([weak.status, weak.html.includes('id="f-newPassword-fault"')]).toEqual([422, true]);
    const done = await visitor.post('/setup', { ...typed, again: PASSWORD });
    expect([done.status, done.headers['location']]).toEqual([303, '/sign-in']);
    expect(textOf((await visitor.get('/sign-in')).html)).toContain('操作员已建立');
    expect((await visitor.get(`/setup?token=${token}`)).status).toBe(404);
    expect((await visitor.post('/setup', { ...typed, login: 'second', again: PASSWORD })).status).toBe(404);
  });

  it('leads back to where somebody wanted to go, never to another site', async () => {
    const visitor = site.visitor();
    const asked = await visitor.get('/c/WRYT/contracts?due=overdue');
    expect([asked.status, asked.headers['location']]).toEqual([303, '/sign-in?next=%2Fc%2FWRYT%2Fcontracts%3Fdue%3Doverdue']); // prettier-ignore
    const { html } = await visitor.get('/sign-in?next=%2Fc%2FWRYT%2Fcontracts%3Fdue%3Doverdue');
    expect(html).toContain('value="/c/WRYT/contracts?due=overdue"');
    expect((await visitor.get('/sign-in?next=%2F%2Fevil.example')).html).toContain('name="next" value="/"');
    const wrongly = { login: 'wulan', password: PASSWORD, next: 'https://evil.example' };
    expect((await site.visitor().post('/sign-in', wrongly)).headers['location']).toBe('/');
    const answer = await visitor.post('/sign-in', { ...wrongly, next: '/account' });
    expect(answer.headers['location']).toBe('/account');
    expect((await visitor.get('/sign-in?next=%2Faccount')).headers['location']).toBe('/account');
  });

  it('says the same of a wrong login and of a wrong password, and never sends a password back', async () => {
    const told = await Promise.all(
      [
        { login: 'wulan', password: 'not the password' },
        { login: 'nobody', password: 'not the password' },
      ].map((typed) => site.visitor().post('/sign-in', typed)),
    );
    expect(told.map((a) => a.status)).toEqual([422, 422]);
    const [known, unknown] = told.map((a) => textOf(a.html));
    expect(known).toBe(unknown);
    expect(told[0]?.html).not.toContain('not the password');
    expect(told[0]?.html).toContain('value="wulan"');
    expect(told[0]?.html).not.toContain('name="code"');
  });

  it('an invitation is used once, by whoever holds its link', async () => {
    const users = site.app.get(Users, { strict: false });
    const secret = await users.add(THE_OPERATOR, ORIGIN, { login: 'naren', name: '娜仁', isOperator: true });
    const visitor = site.visitor();
    expect((await visitor.get('/invitation/guess')).status).toBe(404);
    const form = await visitor.get(`/invitation/${secret}`);
    expect(textOf(form.html)).toContain('娜仁，您的用户名是 naren');
    const weak = await visitor.post(`/invitation/${secret}`, { newPassword: 'naren', again: 'naren' });
    expect([weak.status, weak.html.includes('f-newPassword-fault')]).toEqual([422, true]);
    const done = await visitor.post(`/invitation/${secret}`, { newPassword: PASSWORD, again: PASSWORD });
    expect([done.status, done.headers['location']]).toEqual([303, '/sign-in']);
    expect((await visitor.get(`/invitation/${secret}`)).status).toBe(404);
    await expect(site.app.get(Invitations, { strict: false }).guest(secret)).rejects.toThrow('token_unknown');
    await enter(site, 'naren');
  });

  it('signing out ends the session, also one that has ended already', async () => {
    const me = await enter(site, 'naren');
    const answer = await me.post('/sign-out', { _csrf: await me.csrf() });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
    expect((await me.get('/')).headers['location']).toBe('/sign-in?next=%2F');
    expect(textOf((await me.get('/sign-in')).html)).toContain('已退出');
    expect((await me.get('/account')).headers['location']).toBe('/sign-in?next=%2Faccount');
    expect((await site.visitor().post('/sign-out', {})).status).toBe(303);
  });
});

describe("one's own account", () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    await addUser(site, 'other', true);
    await addUser(site, 'sarna');
  });
  afterAll(() => site.close());

  it('keeps the name and the language', async () => {
    const me = await enter(site, 'sarna');
    const answer = await me.post('/account', { name: '萨日娜', locale: 'en', _csrf: await me.csrf() });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/account?lang=en']);
    expect(textOf((await me.get('/account?lang=en')).html)).toContain('Saved.');
    expect((await me.get('/account')).html).toContain('value="萨日娜"');
    const endless = await me.post('/account', { name: '名'.repeat(101), locale: 'en', _csrf: await me.csrf() });
    expect([endless.status, endless.html.includes('id="f-name-fault"')]).toEqual([422, true]);
    expect((await me.get('/?lang=zh-CN')).status).toBe(200);
  });

  it('changes the password and ends the other sessions', async () => {
    const [here, there] = [await enter(site, 'sarna'), await enter(site, 'sarna')];
    const typed = { password: 'wrong', newPassword: 'eight camels in the snow', again: 'eight camels in the snow' };
    const wrong = await here.post('/account/password', { ...typed, _csrf: await here.csrf() });
    expect([wrong.status, wrong.html.includes('id="f-password-fault"')]).toEqual([422, true]);
    expect(wrong.html).not.toContain('eight camels');
    const right = { ...typed, password: PASSWORD, _csrf: await here.csrf() };
    expect((await here.post('/account/password', right)).status).toBe(303);
    expect((await here.get('/account')).status).toBe(200);
    expect((await there.get('/account')).status).toBe(303);
    const back = { password: typed.newPassword, newPassword: PASSWORD, again: PASSWORD, _csrf: await here.csrf() };
    expect((await here.post('/account/password', back)).status).toBe(303);
  });

  it('shows where one is signed in, and ends a session from afar', async () => {
    const [here, there] = [await enter(site, 'sarna'), await enter(site, 'sarna')];
    const ways = [...(await here.get('/account')).html.matchAll(/action="(\/account\/sessions\/[^"]+)"/g)];
    expect(ways.length).toBeGreaterThanOrEqual(1);
    for (const [, way = ''] of ways) expect((await here.post(way, { _csrf: await here.csrf() })).status).toBe(303);
    expect((await there.get('/account')).status).toBe(303);
    expect((await here.get('/account')).html).not.toContain('/account/sessions/');
  });

  it('shows a token for machines once, and revokes it', async () => {
    const me = await enter(site, 'sarna');
    const empty = await me.post('/account/tokens', { name: '报表', days: 'many', _csrf: await me.csrf() });
    expect([empty.status, empty.html.includes('f-days-fault'), empty.html.includes('f-scopes-fault')]).toEqual([422, true, true]); // prettier-ignore
    const typed = { name: '报表', days: '30', scopes: 'read', password: PASSWORD, _csrf: await me.csrf() };
    const refused = await me.post('/account/tokens', { ...typed, password: 'not my password' });
    expect([refused.status, refused.html.includes('f-password-fault')]).toEqual([422, true]);
    expect(refused.html).not.toContain('not my password');
    const made = await me.post('/account/tokens', typed);
    const secret = /<code>(sureg_[^<]+)<\/code>/.exec(made.html)?.[1] ?? '';
    expect([made.status, secret.length > 40]).toEqual([200, true]);
    const list = await me.get('/account/tokens');
    expect(list.html).not.toContain(secret);
    const asked = { authorization: `Bearer ${secret}`, accept: 'application/json' };
    expect((await site.visitor().get('/api/v1/me', asked)).status).toBe(200);
    const [, way = ''] = /action="(\/account\/tokens\/\d+\/revoke)"/.exec(list.html) ?? [];
    expect((await me.post(way, { _csrf: await me.csrf() })).status).toBe(303);
    expect((await site.visitor().get('/api/v1/me', asked)).status).toBe(401);
  });

  it('sets a second factor up, asks for it, and takes it away', async () => {
    const me = await enter(site, 'sarna');
    expect((await me.post('/account/second-factor', { _csrf: await me.csrf() })).headers['location']).toBe('/account/second-factor'); // prettier-ignore
    const form = await me.get('/account/second-factor');
    expect(form.html).toContain('<svg');
    const secret = (/class="secret-key">([^<]+)</.exec(form.html)?.[1] ?? '').replaceAll(' ', '');
    const own = { password: PASSWORD, _csrf: await me.csrf() };
    const wrong = await me.post('/account/second-factor/confirm', { ...own, code: '000000' });
    expect([wrong.status, wrong.html.includes('f-code-fault')]).toEqual([422, true]);
    expect(wrong.html).toContain('<svg');
    const code = codeOf(secret, site.clock.now());
    const thief = await me.post('/account/second-factor/confirm', { ...own, code, password: 'guessed' });
    expect([thief.status, thief.html.includes('f-password-fault')]).toEqual([422, true]);
    const done = await me.post('/account/second-factor/confirm', { ...own, code });
    const codes = [...done.html.matchAll(/<code>([A-Z2-7-]{29})<\/code>/g)].map(([, c]) => c ?? '');
    expect([done.status, codes.length]).toEqual([200, 10]);
    expect((await me.get('/account/second-factor')).html).not.toContain(codes[0]);

    const visitor = site.visitor();
    const asked = await visitor.post('/sign-in', { login: 'sarna', password: PASSWORD });
    expect([asked.status, asked.headers['location']]).toEqual([303, '/sign-in/code?next=%2F']);
    const step = await visitor.get('/sign-in/code?next=%2F');
    expect(step.html).toMatch(/name="code"[^>]*autofocus/);
    const guess = await visitor.post('/sign-in/code', { code: '000000' });
    expect([guess.status, guess.html.includes('name="code"')]).toEqual([422, true]);
    expect((await visitor.post('/sign-in/code', { code: codes[0] ?? '' })).status).toBe(303);

    const again = csrfIn((await visitor.get('/account')).html);
    const removed = await visitor.post('/account/second-factor/remove', {
      code: codes[1] ?? '',
      password: PASSWORD,
      _csrf: again,
    });
    expect([removed.status, removed.headers['location']]).toEqual([303, '/account']);
    await enter(site, 'sarna');
  });

  it('tell whoever comes in what others did to the account since the last time', async () => {
    const boss = await site.reader('boss-of-ivi', 'administrator');
    await addUser(site, 'ivi');
    const row = await site.database.reads.get<{ id: number }>(`select id from app_user where login = 'ivi'`);
    const cooperative = await site.database.reads.get<{ id: number }>(`select id from cooperative where code = 'WRYT'`);
    await grant(site.database, row?.id ?? 0, cooperative?.id ?? 0, ['clerk']);
    const told = async (): Promise<boolean> => textOf((await (await enter(site, 'ivi')).get('/c/WRYT')).html).includes('有人改动过您的账号'); // prettier-ignore
    expect([await told(), await told()]).toEqual([false, false]);
    site.clock.set(instantAfter(site.clock.now(), 60_000));
    expect((await boss.post('/c/WRYT/users/ivi/invite', {})).status).toBe(200);
    site.clock.set(instantAfter(site.clock.now(), 60_000));
    expect([await told(), await told()]).toEqual([true, false]);
    expect(textOf((await (await enter(site, 'ivi')).get('/account')).html)).toContain('boss-of-ivi 做了设置密码的链接');
  });
});

describe('where roles ask for a second factor', () => {
  it('leads whoever lacks one to set it up, and lets them go on at once', async () => {
    const site = await openSite({ needsSecondFactor: true });
    try {
      await addUser(site, 'boss', true);
      const me = site.visitor();
      expect((await me.post('/sign-in', { login: 'boss', password: PASSWORD })).status).toBe(303);
      expect((await me.get('/account')).headers['location']).toBe('/account/second-factor');
      const csrf = async (): Promise<string> => csrfIn((await me.get('/account/second-factor')).html);
      await me.post('/account/second-factor', { _csrf: await csrf() });
      const { html } = await me.get('/account/second-factor');
      expect(textOf(html)).toContain('您的岗位必须启用两步验证');
      const secret = (/class="secret-key">([^<]+)</.exec(html)?.[1] ?? '').replaceAll(' ', '');
      const code = codeOf(secret, site.clock.now());
      expect(
        (await me.post('/account/second-factor/confirm', { code, password: PASSWORD, _csrf: await csrf() })).status,
      ).toBe(200);
      expect((await me.get('/account')).status).toBe(200);
    } finally {
      await site.close();
    }
  });
});
