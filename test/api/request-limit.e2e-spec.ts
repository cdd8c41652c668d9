/**
 * How often somebody may ask: whoever is signed in is counted by themselves, all others by their line.
 *
 * @runs sqlite
 */
import { buildHttpApp } from '../../src/server/server';
import { openInstallation, PASSWORD, type Installation } from '../support/identity';

describe('the limit of requests', () => {
  let at: Installation;
  beforeEach(async () => {
    at = await openInstallation({ requestsPerMinute: 12 });
    for (const login of ['wangyan', 'lina']) await at.add(login, [['A', 'clerk']]);
  });
  afterEach(() => at.close());

  const flood = async (headers: Record<string, string> = {}, remoteAddress = '10.0.0.1'): Promise<number> => {
    for (let i = 0; i < 40; i++) {
      const { statusCode } = await at.app.inject({ url: '/sign-in', headers, remoteAddress });
      if (statusCode === 429) return i;
    }
    return Infinity;
  };

  it('of those who are signed in is not used up by a neighbour behind the same address', async () => {
    const wangyan = await at.signedIn('wangyan');
    const lina = await at.signedIn('lina');
    await flood();
    expect((await wangyan.get('me')).status).toBe(200);
    expect((await at.browser().get('me')).status).toBe(429);
    const token = await wangyan.post('me/tokens', { name: 'x', scopes: ['read'], days: 1, password: PASSWORD });
    const headers = { authorization: `Bearer ${(token.body as { token: string }).token}` };
    expect((await at.app.inject({ url: '/api/v1/me', headers, remoteAddress: '10.0.0.1' })).statusCode).toBe(200);
    // Each has a share of their own.
    const cookie = `sureg=${wangyan.session ?? ''}`;
    expect(await flood({ cookie })).toBeLessThan(12);
    expect(await flood(headers)).toBe(11);
    expect([(await wangyan.get('me')).status, (await lina.get('me')).status]).toEqual([429, 200]);
  });

  it('is not escaped with a made-up session or token, from another address of the line, or by changing lines with a session', async () => {
    expect(await flood({}, '2001:db8::1')).toBe(12);
    expect(await flood({ cookie: `sureg=${'x'.repeat(43)}` }, '2001:db8::2')).toBe(0);
    expect(await flood({ authorization: 'Bearer sureg_x' }, '2001:db8:0:0:ffff::2')).toBe(0);
    expect(await flood({}, '2001:db8:0:1::1')).toBe(12);
    const wangyan = await at.signedIn('wangyan');
    const cookie = `sureg=${wangyan.session ?? ''}`;
    await flood({ cookie });
    expect(await flood({ cookie }, '10.0.0.77')).toBe(0);
  });

  it('is found out by one look at who is asking', async () => {
    const app = await buildHttpApp(at.database, { clock: at.clock });
    const wangyan = await at.signedIn('wangyan');
    const { reads } = at.database;
    const get = reads.get.bind(reads);
    let looks = 0;
    jest.spyOn(reads, 'get').mockImplementation((sql, params) => {
      if (sql.includes('from session')) looks += 1;
      return get(sql, params);
    });
    await app.inject({ url: '/api/v1/me', headers: { cookie: `sureg=${wangyan.session ?? ''}` } });
    jest.restoreAllMocks();
    expect(looks).toBe(1);
    await app.close();
  });
});
