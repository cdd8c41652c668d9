import type { Browser } from '../support/cookie-jar';
import { openInstallation, PASSWORD, type Installation } from '../support/identity';

const HOUSEHOLDS = 'cooperatives/A/households';

describe('users and their roles', () => {
  let at: Installation;
  let root: Browser;
  let adminA: Browser;
  let adminB: Browser;
  beforeAll(async () => {
    at = await openInstallation();
    await at.add('root', [], true);
    await at.add('admin-a', [['A', 'administrator']]);
    await at.add('admin-b', [['B', 'administrator']]);
    [root, adminA, adminB] = await Promise.all([at.signedIn('root'), at.signedIn('admin-a'), at.signedIn('admin-b')]);
  });
  afterAll(() => at.close());

  const codeOf = ({ body }: { body: unknown }): unknown => (body as { code?: string }).code;
  const tokenOf = ({ body }: { body: unknown }): string => {
    const [, token = ''] = /\/invitation\/([\w-]{43})$/.exec((body as { invitation: string }).invitation) ?? [];
    return token;
  };
  const accept = (token: string, password = PASSWORD) => at.browser().post('invitation', { token, password });

  it('are invited: the administrator never sees the password, and the link works once', async () => {
    const added = await adminA.post('cooperatives/A/users', { login: 'new', name: '新人', roles: ['clerk'] });
    expect(added.status).toBe(201);
    const token = tokenOf(added);
    expect((await at.browser().signIn('new', '')).status).toBe(400);
    expect(codeOf(await at.browser().signIn('new', token))).toBe('sign_in_failed');
    expect(codeOf(await accept(token, 'password123'))).toBe('password_weak');
    expect((await accept(token)).status).toBe(204);
    expect(codeOf(await accept(token))).toBe('token_unknown');
    const own = await at.signedIn('new');
    expect((await own.get('me')).body).toMatchObject({ name: '新人', roles: { A: ['clerk'] } });
    expect(codeOf(await adminB.post('cooperatives/B/users', { login: 'NEW', name: 'x', roles: ['clerk'] }))).toBe(
      'login_taken',
    );
    expect(codeOf(await root.post('users', { login: 'operator', name: 'x' }))).toBe('login_taken');
  });

  it('do not keep an old or a second invitation', async () => {
    const first = tokenOf(await adminA.post('cooperatives/A/users', { login: 'slow', name: 'x', roles: ['clerk'] }));
    const second = tokenOf(await adminA.post('users/slow/invitation'));
    expect(codeOf(await accept(first))).toBe('token_unknown');
    at.later(72 * 60 * 60_000);
    expect(codeOf(await accept(second))).toBe('token_unknown');
    [root, adminA, adminB] = await Promise.all([at.signedIn('root'), at.signedIn('admin-a'), at.signedIn('admin-b')]);
    const third = tokenOf(await adminA.post('users/slow/invitation'));
    expect((await accept(third)).status).toBe(204);
  });

  it('lose sessions and tokens at once when they are disabled', async () => {
    await at.add('leaver', [['A', 'clerk']]);
    const own = await at.signedIn('leaver');
    const { token } = (await own.post('me/tokens', { name: 'x', scopes: ['read'], days: 9, password: PASSWORD }))
      .body as { token: string };
    const machine = () => at.browser().ask('GET', HOUSEHOLDS, undefined, { authorization: `Bearer ${token}` });
    expect([(await own.get(HOUSEHOLDS)).status, (await machine()).status]).toEqual([200, 200]);
    expect((await adminA.post('users/leaver/disable')).status).toBe(204);
    expect([(await own.get(HOUSEHOLDS)).status, (await machine()).status]).toEqual([401, 401]);
    expect((await at.browser().signIn('leaver', PASSWORD)).status).toBe(401);
    expect((await adminA.post('users/leaver/enable')).status).toBe(204);
    expect([(await own.get(HOUSEHOLDS)).status, (await machine()).status]).toEqual([401, 401]);
    expect((await at.browser().signIn('leaver', PASSWORD)).status).toBe(204);
  });

  it('are not found out by an administrator who tries logins', async () => {
    await at.add('curious', [['B', 'administrator']]);
    const curious = await at.signedIn('curious');
    const add = (login: string) => curious.post('cooperatives/B/users', { login, name: 'x', roles: ['clerk'] });
    expect((await add('of-my-own')).status).toBe(201);
    const tried: unknown[] = [];
    for (let i = 0; i < 6; i += 1) tried.push(codeOf(await add('admin-a')));
    expect(tried).toEqual([...Array<string>(5).fill('login_taken'), 'sign_in_blocked']);
    expect(codeOf(await add('of-my-own-2'))).toBe('sign_in_blocked');
    at.later(60_000);
    expect((await add('of-my-own-2')).status).toBe(201);
    expect(codeOf(await add('admin-a'))).toBe('login_taken');
    expect(codeOf(await add('admin-a'))).toBe('sign_in_blocked');
  });

  it('get and lose a role in mid-session', async () => {
    await at.add('mover');
    const own = await at.signedIn('mover');
    expect(codeOf(await own.get(HOUSEHOLDS))).toBe('cooperative_unknown');
    expect((await root.ask('PUT', 'users/mover/roles/A/auditor')).status).toBe(204);
    expect((await own.get(HOUSEHOLDS)).status).toBe(200);
    expect((await adminA.ask('DELETE', 'users/mover/roles/A/auditor')).status).toBe(204);
    expect(codeOf(await own.get(HOUSEHOLDS))).toBe('cooperative_unknown');
  });

  it('cannot take or give what they do not have', async () => {
    await at.add('clerk-a', [['A', 'clerk']]);
    const clerk = await at.signedIn('clerk-a');
    const attempts: [Browser, 'PUT' | 'DELETE' | 'POST', string, object | undefined, string][] = [
      [clerk, 'PUT', 'users/clerk-a/roles/A/administrator', undefined, 'not_permitted'],
      [clerk, 'PUT', 'users/clerk-a/roles/B/clerk', undefined, 'cooperative_unknown'],
      [clerk, 'POST', 'users/admin-a/disable', undefined, 'user_unknown'],
      [clerk, 'POST', 'cooperatives/A/users', { login: 'x1', name: 'x', roles: ['clerk'] }, 'not_permitted'],
      [adminA, 'PUT', 'users/admin-a/roles/B/clerk', undefined, 'cooperative_unknown'],
      [adminA, 'DELETE', 'users/admin-b/roles/B/administrator', undefined, 'cooperative_unknown'],
      [adminA, 'POST', 'users', { login: 'x2', name: 'x', operator: true }, 'not_permitted'],
      [
        adminA,
        'POST',
        'cooperatives/A/users',
        { login: 'x3', name: 'x', roles: ['clerk'], operator: true },
        'key_unknown',
      ],
      [adminA, 'POST', 'cooperatives/A/users', { login: 'x3', name: 'x', roles: ['herder'] }, 'choice_invalid'],
      [adminA, 'POST', 'users/root/disable', undefined, 'user_unknown'],
      [adminA, 'POST', 'users/root/invitation', undefined, 'user_unknown'],
      [adminA, 'POST', 'users/nobody/invitation', undefined, 'user_unknown'],
    ];
    for (const [who, method, path, body, code] of attempts) {
      const answer = (await who.ask(method, path, body)).body as { code?: string; errors?: { code: string }[] };
      expect([method, path, answer.errors?.[0]?.code ?? answer.code]).toEqual([method, path, code]);
    }
    expect((await root.get(HOUSEHOLDS)).status).toBe(404);
    const logins = await at.database.reads.all<{ login: string }>(`select login from app_user where login like 'x%'`);
    expect(logins).toEqual([]);
  });

  it('are not taken over by the administrator of another cooperative', async () => {
    await at.add('both', [['A', 'clerk'], ['B', 'administrator']]); // prettier-ignore
    for (const what of ['disable', 'invitation', 'second-factor/reset'])
      expect(codeOf(await adminA.post(`users/both/${what}`))).toBe('account_shared');
    // An invitation made while it was right is void when the user has got rights elsewhere meanwhile.
    await at.add('riser', [['A', 'clerk']]);
    const token = tokenOf(await adminA.post('users/riser/invitation'));
    expect((await root.ask('PUT', 'users/riser/roles/B/administrator')).status).toBe(204);
    expect(codeOf(await accept(token, 'a password of the thief'))).toBe('token_unknown');
    expect((await at.browser().signIn('riser', PASSWORD)).status).toBe(204);
  });

  it('always leave a cooperative an administrator, and the installation an operator', async () => {
    expect(codeOf(await adminA.ask('DELETE', 'users/admin-a/roles/A/administrator'))).toBe('last_administrator');
    expect(codeOf(await root.post('users/admin-a/disable'))).toBe('last_administrator');
    expect(codeOf(await root.post('users/root/disable'))).toBe('last_administrator');
    // Somebody who was only invited is no administrator yet.
    await adminA.post('cooperatives/A/users', { login: 'guest', name: 'x', roles: ['administrator'] });
    expect(codeOf(await adminA.ask('DELETE', 'users/admin-a/roles/A/administrator'))).toBe('last_administrator');
    await at.add('admin-a2', [['A', 'administrator']]);
    const both = await Promise.all(
      ['admin-a', 'admin-a2'].map((login) => root.ask('DELETE', `users/${login}/roles/A/administrator`)),
    );
    expect(both.map((a) => a.status).sort()).toEqual([204, 422]);
  });

  it('are listed with their roles here, and not with those elsewhere', async () => {
    await at.add('seen', [['A', 'clerk'], ['B', 'auditor']]); // prettier-ignore
    await root.ask('PUT', 'users/admin-a/roles/A/administrator');
    const page = (await adminA.get('cooperatives/A/users?limit=100')).body as {
      items: { login: string; roles: object }[];
    };
    expect(page.items.find((u) => u.login === 'seen')?.roles).toEqual({ A: ['clerk'] });
    expect(page.items.some((u) => u.login === 'admin-b')).toBe(false);
    const all = (await root.get('users?limit=100')).body as { items: { login: string; roles: object }[] };
    expect(all.items.find((u) => u.login === 'seen')?.roles).toEqual({ A: ['clerk'], B: ['auditor'] });
    expect(JSON.stringify(all)).not.toMatch(/argon2|totp|password/);
    expect(codeOf(await adminA.get('users'))).toBe('not_permitted');
  });
});
