import type { Answer } from '../support/api';
import type { Browser } from '../support/cookie-jar';
import { openInstallation, PASSWORD, type Installation } from '../support/identity';

const DAY = 24 * 60 * 60_000;
const HOUSEHOLDS = 'cooperatives/A/households';

describe('tokens of machines', () => {
  let at: Installation;
  let own: Browser;
  beforeEach(async () => {
    at = await openInstallation();
    await at.add('wangyan', [['A', 'clerk'], ['A', 'administrator']]); // prettier-ignore
    own = await at.signedIn('wangyan');
  });
  afterEach(() => at.close());

  const make = async (scopes: readonly string[], days = 30): Promise<{ id: number; token: string }> =>
    (await own.post('me/tokens', { name: '秤', scopes, days, password: PASSWORD })).body as {
      id: number;
      token: string;
    };
  const use = (token: string, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> =>
    at.browser().ask(method, path, body, { authorization: `Bearer ${token}` });

  it('are shown once and kept as a hash', async () => {
    const { token } = await make(['read']);
    expect(token).toMatch(/^sureg_[\w-]{43}$/);
    expect(JSON.stringify((await own.get('me/tokens')).body)).not.toContain(token);
    const rows = await at.database.reads.all('select * from api_token');
    expect(JSON.stringify(rows)).not.toContain(token.slice(6));
    expect((await own.get('me/tokens')).body).toMatchObject({ items: [{ name: '秤', scopes: ['read'] }] });
  });

  it('open what their scopes and their user’s roles both allow', async () => {
    const { token } = await make(['read']);
    expect((await use(token, 'GET', HOUSEHOLDS)).status).toBe(200);
    expect((await use(token, 'GET', 'cooperatives/B/households')).status).toBe(404);
    const household = { code: 'H9', name: '新户' };
    expect((await use(token, 'POST', HOUSEHOLDS, household)).body).toMatchObject({ code: 'not_permitted' });
    const { token: recorder } = await make(['read', 'record']);
    expect((await use(recorder, 'POST', HOUSEHOLDS, household)).status).toBe(201);
    const other = { login: 'x', name: 'x', roles: ['clerk'] };
    expect((await use(recorder, 'POST', 'cooperatives/A/users', other)).body).toMatchObject({ code: 'not_permitted' });
  });

  it('cannot make tokens, change the password or sign anybody out, even to administer', async () => {
    const { token, id } = await make(['read', 'administer']);
    expect(
      (await use(token, 'POST', 'me/tokens', { name: 'x', scopes: ['approve'], days: 1, password: PASSWORD })).status,
    ).toBe(403);
    expect((await use(token, 'POST', 'me/password', { password: 'x', newPassword: 'another long one' })).status).toBe(
      403,
    );
    expect((await use(token, 'POST', 'me/second-factor')).status).toBe(403);
    expect(
      (await at.browser().ask('DELETE', `me/tokens/${id}`, undefined, { authorization: `Bearer ${token}` })).status,
    ).toBe(403);
    const { items } = (await own.get('me/sessions')).body as { items: { id: string }[] };
    const ended = await at
      .browser()
      .ask('DELETE', `me/sessions/${items[0]?.id}`, undefined, { authorization: `Bearer ${token}` });
    expect([ended.status, (await own.get('me')).status]).toEqual([403, 200]);
  });

  it('are dead when they are revoked, on their last day, and when they are not quite right', async () => {
    const { token, id } = await make(['read'], 2);
    const { token: second } = await make(['read'], 2);
    expect((await use(`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, 'GET', HOUSEHOLDS)).status).toBe(401);
    await at.add('stranger', [['A', 'clerk']]);
    const stranger = await at.signedIn('stranger');
    expect((await stranger.ask('DELETE', `me/tokens/${id}`)).status).toBe(404);
    expect((await own.ask('DELETE', `me/tokens/${id}`)).status).toBe(204);
    expect((await use(token, 'GET', HOUSEHOLDS)).status).toBe(401);
    expect((await use(second, 'GET', HOUSEHOLDS)).status).toBe(200);
    at.later(2 * DAY - 1);
    expect((await use(second, 'GET', HOUSEHOLDS)).status).toBe(200);
    at.later(1);
    expect((await use(second, 'GET', HOUSEHOLDS)).status).toBe(401);
  });

  it('do not ride on a cookie that comes along', async () => {
    const cookie = `sureg=${own.session}`;
    const answer = await at
      .browser()
      .ask('GET', HOUSEHOLDS, undefined, { cookie, authorization: 'Bearer sureg_wrong' });
    expect(answer.status).toBe(401);
  });

  it.each([[0], [366], [1.5]])('are not made for %s days', async (days) => {
    expect((await own.post('me/tokens', { name: 'x', scopes: ['read'], days, password: PASSWORD })).status).toBe(400);
  });
});
