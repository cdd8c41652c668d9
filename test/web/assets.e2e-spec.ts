/** Styles, scripts and the font of pages: kept for a year, sent compressed, and nothing else of their folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSite, type Site } from '../support/site';

const names = Object.values(
  JSON.parse(readFileSync(join(__dirname, '../../dist/src/web/public/manifest.json'), 'utf8')) as object,
) as string[];

describe('what a page needs beside itself', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite({ isEmpty: true });
  });
  afterAll(() => site.close());
  const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${site.url}/assets/${path}`, { headers });

  it('comes with its type, once and for all, compressed for whoever takes that', async () => {
    const seen = new Set<string | null>();
    for (const name of names) {
      const [plain, packed] = [await ask(name, { 'accept-encoding': 'identity' }), await ask(name, { 'accept-encoding': 'gzip, br' })]; // prettier-ignore
      expect([plain.status, packed.status, plain.headers.get('content-encoding')]).toEqual([200, 200, null]);
      expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(plain.headers.get('x-content-type-options')).toBe('nosniff');
      expect(packed.headers.get('vary')).toMatch(/accept-encoding/i);
      expect(packed.headers.get('content-encoding')).toBe(name.endsWith('.woff2') ? null : 'gzip');
      expect(packed.headers.get('content-type')).toBe(plain.headers.get('content-type'));
      expect(Buffer.from(await packed.arrayBuffer()).equals(Buffer.from(await plain.arrayBuffer()))).toBe(true);
      seen.add(plain.headers.get('content-type'));
    }
    expect([...seen].sort()).toEqual(['application/javascript; charset=utf-8', 'font/woff2', 'image/svg+xml', 'text/css; charset=utf-8']); // prettier-ignore
  });

  it.each(['manifest.json', `${names[0]}.gz`, 'app.css', '', '.', '%2e%2e/server.js', '..%2fserver.js', '%00', `${names[0]}%20`])(
    '%j is not there',
    async (path) => {
      const answer = await ask(path);
      expect([400, 403, 404]).toContain(answer.status);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-type')).toMatch(/problem\+json/);
    },
  ); // prettier-ignore
});
