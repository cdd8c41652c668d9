/**
 * The edge: what another site, a proxy's liar or a clever body tries has no effect.
 *
 * @runs sqlite
 */
import { buildHttpApp } from '../../src/server/server';
import { publicAddress } from '../../src/edge/public-address';
import { openApi, WRYT, type Api } from '../support/api';
import { routesOf, type Route } from '../support/routes';

const FIELDS: Readonly<Record<string, string>> = {
  cooperative: 'WRYT',
  household: 'H003',
  contract: 'WRYT-2022-002',
  season: '2025-winter',
};

function addressOf({ path }: Route): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => FIELDS[name] ?? '1');
}

describe('a request that another site made', () => {
  let api: Api;
  let unsafe: Route[];
  beforeAll(async () => {
    api = await openApi();
    unsafe = routesOf(api.app).filter((r) => r.method !== 'GET');
  });
  afterAll(() => api.close());

  it.each([
    ['has no token', { 'x-csrf-token': '' }],
    ['has a wrong token', { 'x-csrf-token': 'x'.repeat(43) }],
    ['says that it comes from another site', { 'sec-fetch-site': 'cross-site' }],
    ['comes from another host of the same site', { 'sec-fetch-site': 'same-site' }],
    ['comes from a foreign page', { origin: 'https://evil.example' }],
    ['comes from a page without an origin', { origin: 'null' }],
  ])('is refused on every route when it %s', async (_name, headers) => {
    expect(unsafe.length).toBeGreaterThan(40);
    const isAboutTheToken = 'x-csrf-token' in headers;
    for (const route of unsafe) {
      // Before there is a session there is no token to show; where the request comes from is looked at everywhere.
      if (route.rule?.to === 'everyone' && isAboutTheToken) continue;
      const answer = await api.send(route.method as 'POST', addressOf(route), {}, headers);
      expect([route.method, route.path, answer.status]).toEqual([route.method, route.path, 403]);
    }
    const { n } = (await api.database.reads.get<{ n: number }>(
      `select count(*) as n from audit_event where action not in ('cooperative_added', 'book_imported')`,
    )) ?? { n: -1 };
    expect(Number(n)).toBe(0);
  });

  it('is refused as a form too, and the API takes no forms', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const planted = await api.send('POST', `${WRYT}/households`, 'code=H9&name=x', form);
    expect([403, 415]).toContain(planted.status);
    expect((await api.send('POST', '/account', 'name=x', { ...form, 'x-csrf-token': '' })).status).toBe(403);
    expect((await api.send('POST', `${WRYT}/households`, '{"code":"H9","name":"x"}', { 'content-type': 'text/plain' })).status).toBe(415); // prettier-ignore
  });

  it('opens nothing with a token in its address', async () => {
    const token = /sureg=(.*)/.exec(String(api.me.headers['cookie']))?.[1] ?? '';
    expect(token).toHaveLength(43);
    for (const query of [
      `token=${token}`,
      `access_token=${token}`,
      `sureg=${token}`,
      `authorization=Bearer%20${token}`,
    ]) {
      const answer = await api.get(`${WRYT}/households?${query}`, { cookie: '' });
      expect([query, answer.status]).toEqual([query, 401]);
    }
  });
});

describe('a body that says more than it is asked', () => {
  it('is refused: status, approver, cooperative and keys of its own are not for the sender to choose', async () => {
    const api = await openApi();
    const { paths } = (await api.get('/api/docs.json')).body as { paths: Record<string, Record<string, object>> };
    const more = { status: 'closed', state: 'approved', approvedBy: 'me', approvedAt: '2026-01-01T00:00:00.000Z', cooperative: 'OTHER', cooperativeId: 2, id: 'mine', seq: 1, role: 'administrator', isOperator: true }; // prettier-ignore
    let bodies = 0;
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (!('requestBody' in operation)) continue;
        const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => FIELDS[name] ?? '1');
        bodies += 1;
        for (const [key, value] of Object.entries(more)) {
          const answer = await api.send(method.toUpperCase() as 'POST', url, { [key]: value }, { 'if-match': '"1"' });
          expect([path, key, answer.status >= 400 && answer.status < 500]).toEqual([path, key, true]);
        }
      }
    }
    expect(bodies).toBeGreaterThan(20);
    const event = { id: 'mine-1', kind: 'cash_in', on: '2026-02-01', amount: '1.00' };
    for (const [key, value] of Object.entries({ ...more, bookedOn: '2020-01-01', contract: 'X', __proto__x: 1 }).filter(
      ([k]) => k !== 'id',
    ))
      // prettier-ignore
      expect([key, (await api.record({ ...event, [key]: value })).body.code]).toEqual([key, 'key_unknown']);
    const polluted = await api.send('POST', `${WRYT}/contracts/WRYT-2022-002/events`, `{"id":"mine-2","kind":"cash_in","on":"2026-02-01","amount":"1.00","__proto__":{"isOperator":true}}`); // prettier-ignore
    expect(polluted.status).toBe(400);
    expect(({} as { isOperator?: boolean }).isOperator).toBeUndefined();
    await api.close();
  });
});

describe('where a request comes from', () => {
  it('is the caller’s own address, whatever a header says; behind a proxy it is what the proxy saw', async () => {
    const api = await openApi();
    const add = async (app: Api['app'], code: string, headers: object): Promise<string> => {
      const payload = { code, name: code };
      const sent = { ...api.me.headers, ...headers };
      const answer = await app.inject({ method: 'POST', url: `${WRYT}/households`, headers: sent, payload, remoteAddress: '127.0.0.1' }); // prettier-ignore
      expect(answer.statusCode).toBe(201);
      const row = await api.database.reads.get<{ address: string }>('select address from audit_event where subject = ?', [code]); // prettier-ignore
      return row?.address ?? '';
    };
    const forged = { 'x-forwarded-for': '8.8.8.8', 'x-real-ip': '8.8.8.8', forwarded: 'for=8.8.8.8' };
    expect(await add(api.app, 'H-1', forged)).toBe('127.0.0.1');
    const address = publicAddress('https://sureg.example', '127.0.0.1');
    const proxied = await buildHttpApp(api.database, { clock: api.clock, address });
    const cookie = String(api.me.headers['cookie']).replace('sureg=', '__Host-sureg=');
    const through = { cookie, host: 'sureg.example', 'x-forwarded-for': '8.8.8.8, 10.0.0.9' };
    expect(await add(proxied, 'H-2', through)).toBe('10.0.0.9');
    await proxied.close();
    await api.close();
  });

  it('cannot be varied to ask more often than others', async () => {
    const api = await openApi();
    const app = await buildHttpApp(api.database, { clock: api.clock, requestsPerMinute: 5 });
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++)
      statuses.push(
        (await app.inject({ url: '/health/live', headers: { 'x-forwarded-for': `8.8.8.${i}` } })).statusCode,
      );
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    await app.close();
    await api.close();
  });

  it('is answered with headers that let a browser do little', async () => {
    const api = await openApi();
    const secure = await buildHttpApp(api.database, { clock: api.clock, address: publicAddress('https://sureg.example', '127.0.0.1') }); // prettier-ignore
    for (const url of ['/sign-in', '/api/v1/cooperatives', '/nowhere', '/api/docs', '/health/live']) {
      const { headers } = await secure.inject({ url, headers: { host: 'sureg.example' } });
      const csp = String(headers['content-security-policy']);
      expect([url, csp]).toEqual([url, expect.stringContaining("default-src 'none'")]);
      expect(csp).not.toMatch(/unsafe|\*|https:|data: 'self'/);
      expect(csp).toMatch(/frame-ancestors 'none'/);
      expect(headers).toMatchObject({
        'strict-transport-security': expect.stringContaining('max-age=31536000'),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
      });
      expect(headers).not.toHaveProperty('server');
    }
    const plain = await api.app.inject({ url: '/sign-in', headers: { host: 'localhost' } });
    expect(plain.headers).not.toHaveProperty('strict-transport-security');
    await secure.close();
    await api.close();
  });
});
