/**
 * Texts made to cost time: putting combining marks in order costs the square of their number, so none is put in order before it was measured.
 *
 * @runs sqlite
 */
import { openApi, WRYT, type Api } from '../support/api';
import { routesOf, type Route } from '../support/routes';

const FIELDS: Readonly<Record<string, string>> = {
  cooperative: 'WRYT',
  household: 'H003',
  contract: 'WRYT-2022-002',
  season: '2025-winter',
};
const MARKS = '\u0301\u0316';
/** The most that the server reads of a body. */
const MOST = 1_048_576;
/** What the pages' forms and queries call their fields. */
const NAMES = 'login password code token pin newPin name newPassword q note on reason amount item heads[0].count rows[0].amount rows[0].on'.split(' '); // prettier-ignore

const ENDS_SESSION = /sign-out|sessions/;

/** A body of one megabyte, nearly all of it marks. */
function jsonOf(names: readonly string[]): string {
  const marks = MARKS.repeat(Math.floor((MOST - 100 * names.length) / names.length / 4));
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, marks])));
}

function formOf(names: readonly string[]): string {
  const marks = MARKS.repeat(Math.floor((MOST - 100 * names.length) / names.length / 4));
  return names.map((name) => `${encodeURIComponent(name)}=${marks}`).join('&');
}

describe('a text that is too long is refused before anything is done with it', () => {
  let api: Api;
  let routes: Route[];
  let normalised: string[];
  const asked = jest.spyOn(String.prototype, 'normalize');
  beforeAll(async () => {
    api = await openApi();
    routes = routesOf(api.app);
    asked.mockImplementation(function (this: string) {
      normalised.push(String(this));
      return String(this);
    });
  });
  beforeEach(() => (normalised = []));
  afterEach(() => {
    expect(Math.max(0, ...normalised.map((text) => text.length))).toBeLessThanOrEqual(800);
    expect(normalised.filter((text) => /\p{M}{201}/u.test(text))).toEqual([]);
  });
  afterAll(async () => {
    asked.mockRestore();
    await api.close();
  });
  const addressOf = ({ path }: Route): string => path.replaceAll(/:(\w+)/g, (_, name: string) => FIELDS[name] ?? '1');
  const isUnsafe = ({ method }: Route): boolean => method !== 'GET';

  it.each([
    ['by strangers, at every door', { cookie: '', 'x-csrf-token': '' }],
    ['by somebody who is signed in, on every route', {}],
  ])('sent %s', async (_name, headers) => {
    const { paths } = (await api.get('/api/docs.json')).body as { paths: Record<string, Record<string, Operation>> };
    const doors = routes.filter((route) => isUnsafe(route) && !ENDS_SESSION.test(route.path));
    expect(doors.length).toBeGreaterThan(40);
    for (const route of doors) {
      const isApi = route.path.startsWith('/api/');
      const said = paths[route.path.replaceAll(/:(\w+)/g, '{$1}')]?.[route.method.toLowerCase()];
      const names = Object.keys(said?.requestBody?.content['application/json']?.schema?.properties ?? {});
      const body = isApi ? jsonOf(names.length > 0 ? names : NAMES) : formOf(NAMES);
      const form: Record<string, string> = isApi ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await api.send(route.method as 'POST', addressOf(route), body, { ...form, ...headers });
      expect([route.path, answer.status < 500]).toEqual([route.path, true]);
    }
    expect((await api.get('/api/v1/me')).status).toBe(200);
  });

  it('nor in a query, on any route', async () => {
    const query = NAMES.map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(MARKS.repeat(100))}`).join('&');
    for (const route of routes.filter((r) => !isUnsafe(r)))
      for (const url of [
        `${addressOf(route)}?${query}`,
        `${addressOf(route)}?q=${encodeURIComponent(MARKS.repeat(2_000))}`,
      ]) {
        const answer = await api.get(url);
        expect([url.slice(0, 80), answer.status < 500]).toEqual([url.slice(0, 80), true]);
      }
  });

  it('nor within a list, or where a text may be long', async () => {
    const marks = MARKS.repeat(15_000);
    const event = { id: 'm-1', kind: 'count', on: '2026-02-01', heads: [{ book: 'own', class: 'ewe', count: 1 }] };
    for (const [field, value] of Object.entries({ note: marks, evidence: [marks, marks], by: marks, id: marks }))
      expect((await api.record({ ...event, [field]: value })).status).toBe(400);
    expect((await api.send('POST', `${WRYT}/households`, { code: marks, name: marks, phone: marks })).status).toBe(400);
  });
});

interface Operation {
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema?: { readonly properties?: Record<string, unknown> } }>;
  };
}
