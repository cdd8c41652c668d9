/**
 * Who reads what the API offers: those who are signed in.
 *
 * @runs sqlite
 */
import { openApi, type Api } from '../support/api';
import { herder } from '../support/people';

describe('the documentation of the API', () => {
  let api: Api;
  let paths: string[];
  beforeAll(async () => {
    api = await openApi();
    const { html } = { html: (await api.get('/api/docs')).body as string };
    const parts = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, path]) => `/api/${path}`);
    expect(parts.length).toBeGreaterThan(2);
    paths = ['/api/docs', '/api/docs/', '/api/docs.json', '/api/docs.yaml', '/%61pi/docs', ...parts];
  });
  afterAll(() => api.close());

  it('is read by users and by machines', async () => {
    for (const path of paths) expect([path, (await api.get(path)).status]).toEqual([path, 200]);
    expect((await api.get('/api/docs.json')).body).toMatchObject({ openapi: '3.1.0' });
  });

  it('asks a stranger to sign in, program or person, and shows herders nothing', async () => {
    const card = await herder(api, 'WRYT', 'H001');
    for (const url of paths) {
      const program = await api.app.inject({ url });
      expect([url, program.statusCode, program.headers['content-type']]).toEqual([
        url,
        401,
        'application/problem+json',
      ]);
      const person = await api.app.inject({ url, headers: { accept: 'text/html' } });
      expect([url, person.statusCode, person.headers['location']]).toEqual([url, 303, `/sign-in?next=${encodeURIComponent(url)}`]); // prettier-ignore
      expect((await api.app.inject({ url, headers: card.headers })).statusCode).toBe(403);
    }
  });
});
