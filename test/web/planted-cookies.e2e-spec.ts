/**
 * Cookies that somebody else planted, and addresses that are written in another way: neither says anything on a page or opens another door.
 *
 * @runs sqlite
 */
import { buildHttpApp } from '../../src/server/server';
import { publicAddress } from '../../src/edge/public-address';
import { openSite, textOf, type Reader, type Site } from '../support/site';

const PLANTED = 'call 13800138000 and pay the rent again';

function flashOf(...parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

describe('a cookie with a message', () => {
  let site: Site;
  let clerk: Reader;
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('clerk', 'clerk', 'administrator');
  });
  afterAll(() => site.close());

  it.each([
    ['a text of its own', flashOf('good', 'flash.householdAdded', { name: PLANTED })],
    ['a text that lies', flashOf('good', 'flash.withdrawn', { what: 'x' })],
    ['a key without what it needs', flashOf('good', 'flash.cooperative', {})],
    ['an unknown key', flashOf('good', 'flash.nope', {})],
    ['a key of the prototype', flashOf('good', 'flash.constructor', { toString: 1 })],
    ['something else', 'x'.repeat(3_000)],
    ['a signature of nobody', `${flashOf('good', 'flash.saved', {})}.${'A'.repeat(43)}`],
  ])('that is planted with %s says nothing, and breaks no page', async (_what, value) => {
    for (const reader of [clerk, site.visitor()]) {
      reader.cookies.set('sureg-flash', value);
      const page = await reader.get(reader === clerk ? '/c/WRYT' : '/sign-in');
      expect(page.status).toBe(200);
      expect(page.html).not.toContain('class="told');
      expect(page.html).not.toContain(PLANTED);
    }
  });

  it('of one reader says nothing to another', async () => {
    const other = await site.reader('other', 'clerk');
    await other.post('/account', { name: PLANTED, locale: 'en' });
    const flash = other.cookies.get('sureg-flash') ?? '';
    expect(flash).not.toBe('');
    clerk.cookies.set('sureg-flash', flash);
    expect((await clerk.get('/c/WRYT')).html).not.toContain('class="told');
    expect((await other.get('/account')).html).toContain('class="told good"');
  });

  it('is told once to whoever has just signed out', async () => {
    const leaving = await site.reader('leaving', 'clerk');
    await leaving.post('/sign-out', {});
    const first = await leaving.get('/sign-in', { 'accept-language': 'en' });
    expect(textOf(first.html)).toContain('You are signed out.');
    expect(textOf((await leaving.get('/sign-in', { 'accept-language': 'en' })).html)).not.toContain('signed out');
  });

  it('and every other cookie is bound to the host wherever there is TLS', async () => {
    const address = publicAddress('https://sureg.example', '127.0.0.1');
    const secure = await buildHttpApp(site.database, { clock: site.clock, address });
    const { cookie, 'x-csrf-token': csrf } = clerk.person.headers;
    const headers = {
      cookie: String(cookie).replace('sureg=', '__Host-sureg='),
      host: 'sureg.example',
      accept: 'text/html',
    };
    const chosen = await secure.inject({ url: '/account?lang=mn', headers });
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    const saved = await secure.inject({ method: 'POST', url: '/account', headers: form, payload: `_csrf=${csrf}&name=clerk` }); // prettier-ignore
    const set = [chosen, saved].flatMap((answer) => [answer.headers['set-cookie'] ?? []].flat());
    expect(set).toHaveLength(2);
    for (const line of set)
      expect(line).toMatch(/^__Host-sureg-(lang|flash)=.+; Path=\/; HttpOnly; Secure; SameSite=Lax/);
    const plain = await secure.inject({ url: '/sign-in', headers: { host: 'sureg.example', cookie: 'sureg-lang=mn', accept: 'text/html', 'accept-language': 'en' } }); // prettier-ignore
    expect(plain.body).toContain('<html lang="en">');
    await secure.close();
  });
});

describe('an address that is written in another way', () => {
  let site: Site;
  let clerk: Reader;
  beforeAll(async () => {
    site = await openSite();
    clerk = await site.reader('clerk', 'clerk', 'administrator');
  });
  afterAll(() => site.close());

  const WAYS = ['/api/v1', '/%61pi/v1', '/a%70i/%761', '/ap%69/v1'];

  it.each(WAYS)('lets no form into the API: %s', async (api) => {
    const sent = await clerk.post(`${api}/cooperatives/WRYT/households`, { code: 'H-FORM', name: 'x' });
    expect(sent.status).toBe(415);
  });

  it.each(WAYS)('gets a problem from the API and no page: %s', async (api) => {
    const { status, headers } = await clerk.get(`${api}/cooperatives/NOPE/households`);
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json']);
  });

  it('takes no file where none are taken', async () => {
    const headers = { ...clerk.person.headers, 'content-type': 'image/png' };
    const payload = Buffer.from('89504e470d0a1a0a', 'hex');
    for (const query of ['', '?x=/attachments', '?/attachments']) {
      const url = `/api/v1/cooperatives/WRYT/households${query}`;
      expect((await site.app.inject({ method: 'POST', url, headers, payload })).statusCode).toBe(415);
    }
  });

  it('leads to no other site when the language is changed', async () => {
    for (const path of ['//evil.example/x', '///evil.example', '/%2F/evil.example']) {
      const { html } = await site.visitor().get(path);
      expect(html).not.toMatch(/href="\/[/\\]/);
    }
  });
});
