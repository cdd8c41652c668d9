/** The whole site over the example book, listening on a port of its own, with people who are signed in; asked as a browser asks. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FixedClock } from '../../src/common/clock';
import type { OpenDatabase } from '../../src/database/data-source';
import { buildHttpApp, type HttpOptions } from '../../src/server/server';
import type { UserRole } from '../../src/identity/viewer';
import { MIGRATED, openTestDatabase } from './database';
import { EXAMPLE_BOOK, exampleClock } from './example-book';
import { person, type Person } from './people';
import { formOf, type Upload } from './upload';

/** A page as it came. */
export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly html: string;
}

/** Someone at a browser, with its cookies. */
export interface Reader {
  readonly person: Person;
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Got>;
  /** Sends a form with the token of the reader's session. */
  post(path: string, fields: Readonly<Record<string, string>>, headers?: Record<string, string>): Promise<Got>;
  /** Sends a form with files, the token first; `_csrf` among the fields takes its place. */
  upload(path: string, fields: Readonly<Record<string, string>>, files: readonly Upload[]): Promise<Got>;
}

export interface Site {
  readonly app: NestFastifyApplication;
  readonly database: OpenDatabase;
  readonly clock: FixedClock;
  readonly url: string;
  /** Signs somebody in, in the cooperative WRYT. */
  reader(login: string, ...roles: UserRole[]): Promise<Reader>;
  /** Somebody at a browser who is not signed in. */
  visitor(): Reader;
  close(): Promise<void>;
}

/** How a test's site begins. */
export interface SiteOptions extends Pick<HttpOptions, 'needsSecondFactor'> {
  /** Without the example book, and without anybody. */
  readonly isEmpty?: boolean;
}

/** On 1 March 2026, as `openApi`. */
export async function openSite({ isEmpty = false, ...options }: SiteOptions = {}): Promise<Site> {
  const { test, database } = await openTestDatabase(isEmpty ? MIGRATED : EXAMPLE_BOOK);
  const clock = exampleClock();
  const app = await buildHttpApp(database, { clock, requestsPerMinute: 1_000_000, ...options });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return {
    app,
    database,
    clock,
    url: `http://127.0.0.1:${port}`,
    reader: async (login, ...roles) => readerOf(app, await person({ database, clock }, login, 'WRYT', ...roles)),
    visitor: () => readerOf(app, { id: 0, login: '', headers: {} }),
    close: async () => {
      await app.close();
      await database.close();
      await test.drop();
    },
  };
}

const BROWSER = { accept: 'text/html,application/xhtml+xml' };

function readerOf(app: NestFastifyApplication, who: Person): Reader {
  const { cookie: own } = who.headers;
  const cookies = new Map(own === undefined ? [] : [own.split('=') as [string, string]]);
  const csrf = who.headers['x-csrf-token'] ?? '';
  const ask = async (method: 'GET' | 'POST', url: string, headers: object, payload?: string | Buffer): Promise<Got> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await app.inject({
      method,
      url,
      headers: { ...BROWSER, cookie, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    for (const { name, value, maxAge } of response.cookies as { name: string; value: string; maxAge?: number }[]) {
      if (value === '' || maxAge === 0) cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.statusCode, headers: response.headers as Got['headers'], html: response.body };
  };
  return {
    person: who,
    cookies,
    get: (path, headers = {}) => ask('GET', path, headers),
    post: (path, fields, headers = {}) =>
      ask(
        'POST',
        path,
        { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        new URLSearchParams({ _csrf: csrf, ...fields }).toString(),
      ),
    upload: (path, fields, files) => {
      const { type, body } = formOf({ _csrf: csrf, ...fields }, files);
      return ask('POST', path, { 'content-type': type }, body);
    },
  };
}

/** The text of a page, without its markup. */
export function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}
