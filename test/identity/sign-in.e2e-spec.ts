import * as argon2 from '@node-rs/argon2';
import { publicAddress } from '../../src/edge/public-address';
import { openInstallation, PASSWORD, type Installation } from '../support/identity';
import { openRaw } from '../support/sql';

// The module's own exports cannot be spied on: each is counted and handed on.
jest.mock('@node-rs/argon2', () => {
  const real = jest.requireActual<typeof argon2>('@node-rs/argon2');
  return { ...real, verify: jest.fn(real.verify), hash: jest.fn(real.hash) };
});
const works = (): number => jest.mocked(argon2.verify).mock.calls.length + jest.mocked(argon2.hash).mock.calls.length;

describe('signing in and out', () => {
  let at: Installation;
  beforeAll(async () => {
    at = await openInstallation();
    await at.add('wangyan', [['A', 'clerk']]);
    await at.add('gone', [['A', 'clerk']]);
    await at.add('boss', [['A', 'administrator']]);
    await (await at.signedIn('boss')).post('users/gone/disable');
  });
  afterAll(() => at.close());

  it('makes a new session at each sign-in and ends the one before, so that a planted cookie is worth nothing', async () => {
    const own = at.browser();
    own.cookies.set('sureg', 'planted-by-somebody-else');
    await own.signIn('wangyan', PASSWORD);
    const first = own.session ?? '';
    expect(first).toMatch(/^[\w-]{43}$/);
    await own.signIn('wangyan', PASSWORD);
    expect(own.session).not.toBe(first);
    const thief = at.browser();
    for (const stolen of ['planted-by-somebody-else', first]) {
      thief.cookies.set('sureg', stolen);
      expect((await thief.get('me')).status).toBe(401);
    }
    expect((await own.get('me')).body).toMatchObject({ login: 'wangyan', roles: { A: ['clerk'] }, operator: false });
  });

  it('leaves a cookie that is dead after sign-out, also when it was kept', async () => {
    const own = await at.signedIn('wangyan');
    const kept = own.session ?? '';
    expect((await own.post('sign-out')).status).toBe(204);
    expect(own.session).toBeUndefined();
    own.cookies.set('sureg', kept);
    expect((await own.get('me')).status).toBe(401);
  });

  it('answers the same to a wrong password, an unknown login and a disabled user, after the same work', async () => {
    const answers: unknown[] = [];
    const work: number[] = [];
    for (const [login, password] of [['wangyan', 'not the password'], ['nobody', PASSWORD], ['gone', PASSWORD]] as const) {
      const before = works();
      const { status, body } = await at.browser('10.0.0.9').post('sign-in', { login, password });
      const { requestId: _each, ...rest } = body as { requestId: string };
      work.push(works() - before);
      answers.push({ status, ...rest });
    } // prettier-ignore
    expect(work).toEqual([1, 1, 1]);
    expect(answers).toEqual([answers[0], answers[0], answers[0]]);
    expect(answers[0]).toMatchObject({ status: 401, code: 'sign_in_failed' });
  });

  it('takes a login in any case, and nothing beside what it asks for', async () => {
    expect((await at.browser().signIn('WangYan', PASSWORD)).status).toBe(204);
    for (const extra of ['isOperator', 'roles', 'userId', 'isStrong', 'isKiosk', '__proto__']) {
      const payload = `{"login":"wangyan","password":${JSON.stringify(PASSWORD)},"${extra}":true}`;
      const answer = await at.app.inject({
        method: 'POST',
        url: '/api/v1/sign-in',
        headers: { 'content-type': 'application/json' },
        payload,
      });
      expect([extra, answer.statusCode, answer.headers['set-cookie']]).toEqual([extra, 400, undefined]);
    }
  });

  it('shows where one is signed in, and ends a session elsewhere at once', async () => {
    await at.add('many', [['A', 'auditor']]);
    const here = await at.signedIn('many', '10.0.0.2');
    const there = await at.signedIn('many', '10.0.0.3');
    const { items } = (await here.get('me/sessions')).body as {
      items: { id: string; address: string; isCurrent: boolean }[];
    };
    expect(items.map((s) => [s.address, s.isCurrent]).sort()).toEqual([['10.0.0.2', true], ['10.0.0.3', false]]); // prettier-ignore
    const other = items.find((s) => !s.isCurrent)?.id ?? '';
    const stranger = await at.signedIn('wangyan');
    expect((await stranger.ask('DELETE', `me/sessions/${other}`)).body).toMatchObject({ code: 'session_unknown' });
    expect((await there.get('me')).status).toBe(200);
    expect((await here.ask('DELETE', `me/sessions/${other}`)).status).toBe(204);
    expect((await there.get('me')).status).toBe(401);
    expect((await here.get('me')).status).toBe(200);
  });

  it('changes a password only with the old one, refuses a common one, and ends the other sessions', async () => {
    await at.add('changer', [['A', 'auditor']]);
    const here = await at.signedIn('changer');
    const there = await at.signedIn('changer');
    const change = (password: string, newPassword: string) => here.post('me/password', { password, newPassword });
    expect((await change('wrong password', 'ein anderes Wort')).body).toMatchObject({ code: 'sign_in_failed' });
    expect((await change(PASSWORD, 'Password123!')).body).toMatchObject({ code: 'password_weak' });
    expect((await change(PASSWORD, 'my changer pass')).body).toMatchObject({ code: 'password_weak' });
    expect((await change(PASSWORD, 'ein anderes Wort')).status).toBe(204);
    expect([(await here.get('me')).status, (await there.get('me')).status]).toEqual([200, 401]);
    expect((await at.browser().signIn('changer', PASSWORD)).status).toBe(401);
    expect((await at.browser().signIn('changer', 'ein anderes Wort')).status).toBe(204);
  });

  it('hashes anew when more work is asked than when the password was set', async () => {
    const raw = await openRaw(at.url);
    await at.add('veteran', [['A', 'auditor']]);
    const old = await argon2.hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
    await raw.query(`update app_user set password_hash = ? where login = 'veteran'`, [old]);
    expect((await at.browser().signIn('veteran', PASSWORD)).status).toBe(204);
    const [row] = await raw.query<{ password_hash: string }>(
      `select password_hash from app_user where login = 'veteran'`,
    );
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await at.browser().signIn('veteran', PASSWORD)).status).toBe(204);
    await raw.close();
  });

  it('writes every try down, and never what was typed as an unknown login', async () => {
    await at.browser('10.9.9.9').signIn('my-secret-typed-too-early', 'x');
    await at.browser('10.9.9.9').signIn('wangyan', 'x');
    await at.browser('10.9.9.9').signIn('wangyan', PASSWORD);
    const rows = await at.database.reads.all(
      `select action, subject, actor from audit_event where address = '10.9.9.9' order by at, action`,
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        { action: 'sign_in_failed', subject: '?', actor: 'anonymous' },
        { action: 'sign_in_failed', subject: 'wangyan', actor: 'anonymous' },
        { action: 'signed_in', subject: 'wangyan', actor: 'wangyan' },
      ]),
    );
    expect(rows).toHaveLength(3);
  });

  it('leaves sessions for a month after their end, and not for ever', async () => {
    const raw = await openRaw(at.url);
    const kept = async (): Promise<number> => (await raw.query('select hash from session')).length;
    await at.signedIn('wangyan');
    const before = await kept();
    at.later(29 * 86_400_000);
    await at.signedIn('wangyan');
    expect(await kept()).toBe(before + 1);
    at.later(31 * 86_400_000);
    await at.signedIn('wangyan');
    expect(await kept()).toBe(1);
    await raw.close();
  });
});

describe('the cookies', () => {
  it('are bound to this host and to TLS where there is a public address, and to this machine without', async () => {
    const cookiesOf = async (options: Parameters<typeof openInstallation>[0]): Promise<string[]> => {
      const at = await openInstallation(options);
      await at.add('wangyan');
      const own = at.browser();
      await own.post('sign-in', { login: 'wangyan', password: PASSWORD });
      await at.close();
      return own.setCookies.map((c) => c.replace(/=[\w-]{43};/, '=…;')).sort();
    };
    expect(await cookiesOf({ address: publicAddress('https://sureg.example', '127.0.0.1') })).toEqual([
      expect.stringMatching(/^__Host-sureg-device=…; Max-Age=15552000; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
      '__Host-sureg=…; Path=/; HttpOnly; Secure; SameSite=Lax',
    ]);
    expect(await cookiesOf({})).toEqual([
      'sureg-device=…; Max-Age=15552000; Path=/; HttpOnly; SameSite=Lax',
      'sureg=…; Path=/; HttpOnly; SameSite=Lax',
    ]);
  });
});
