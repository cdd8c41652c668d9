/**
 * The whole site, walked through by everybody: what each reader, browser and program gets is what it got before.
 *
 * @runs sqlite only
 * @slow
 */
import type { INestApplication } from '@nestjs/common';
import type { Role } from '../../../src/identity/viewer';
import type { TestApp } from '../../support/app';
import { drawTheSameNumbers, headersOf, plain, Walk } from '../../support/crawl';
import { importExample } from '../../support/example-book';
import { formsOf, type FormField, type PageForm } from '../../support/forms';
import { furnishedBook } from '../../support/furnished';
import { unzipped } from '../../support/packs';
import { addUser, grant, herder, person, signIn, type Person } from '../../support/people';
import { routesOf, type Route } from '../../support/routes';
import { timeout } from '../../support/scale';
import { openSite, type Site } from '../../support/site';

/** Of addresses that differ only in what they are about so many are read by each reader. */
const OF_A_KIND = 2;
const LANGUAGES = ['zh-CN', 'en'] as const;
const FURNISHED = 'COOP7';
/** What stands in addresses that no page links to. */
const PLACES: Readonly<Record<string, string>> = {
  cooperative: 'WRYT', household: 'H003', contract: 'WRYT-2022-002', season: '2023-winter', kind: 'lamb_return', file: 'balances.csv', role: 'clerk', book: 'WRYT', login: 'clerk',
}; // prettier-ignore

interface Reader {
  readonly name: string;
  readonly role?: Role;
  /** Signs in; forms are sent in the session in which they were read. */
  enter(): Promise<Person | undefined>;
  session?: Promise<Person | undefined>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

jest.setTimeout(timeout(300_000));

describe('everything that can be asked', () => {
  let site: Site;
  let routes: Route[];
  let readers: Reader[];
  const pages = new Walk('pages');
  const forms = new Walk('forms');
  const api = new Walk('api');
  /** The forms that were met, each with who met it and where. */
  const met = new Map<string, { form: PageForm; reader: Reader; address: string }>();

  beforeAll(async () => {
    drawTheSameNumbers();
    // The import draws from the same numbers: it is not one that was made before.
    site = await openSite({ isEmpty: true });
    await importExample(site.app);
    site.clock.set('2026-06-01T00:00:00.000Z');
    await furnishedBook({ module: site.app, database: site.database, clock: site.clock } as unknown as TestApp, 7);
    routes = routesOf(site.app as INestApplication);
    readers = await readersOf(site);
  });
  afterAll(async () => {
    await site.close();
    jest.restoreAllMocks();
  });

  it('reads every page with every role in every language', async () => {
    for (const reader of readers) for (const language of LANGUAGES) await walkPages(reader, language);
    expect(pages.size).toBeGreaterThan(1_000);
    expect(pages.differences()).toEqual([]);
  });

  it('asks the API with every role', async () => {
    const asked = routes.filter((route) => isApi(route.path) && !route.path.startsWith('/api/docs'));
    for (const reader of readers)
      for (const language of LANGUAGES)
        for (const { method, path } of asked.filter((route) => route.method === 'GET'))
          for (const cooperative of ['WRYT', FURNISHED, 'NOWHERE'])
            api.keep(`${method} ${path} | ${cooperative} | ${reader.name} | ${language}`, textOf(await ask(reader, language, method, addressOf(path, cooperative)))); // prettier-ignore
    expect(api.size).toBeGreaterThan(500);
  });

  it('sends every form wrongly', async () => {
    expect(met.size).toBeGreaterThan(35);
    for (const [where, { form, reader, address }] of [...met].sort(([a], [b]) => (a < b ? -1 : 1))) {
      for (const language of LANGUAGES)
        for (const [how, fields] of Object.entries({ wrong: wrongly(form.fields), empty: emptied(form.fields) }))
          forms.keep(`${where} | ${reader.name} | ${how} | ${language}`, textOf(await submit(reader, language, address, fields))); // prettier-ignore
      forms.keep(`${where} | from another site`, textOf(await submit(reader, 'en', address, {})));
    }
    expect(forms.differences()).toEqual([]);
  });

  it('sends wrong things to the API', async () => {
    const sending = routes.filter((route) => isApi(route.path) && route.method !== 'GET' && !/sign-out$/.test(route.path)); // prettier-ignore
    for (const reader of readers)
      for (const { method, path } of sending)
        for (const [how, body] of Object.entries({ wrong: '{"wrong":["×"],"kind":"×","id":"××"}', broken: '{"a":1,' }))
          for (const language of reader.name === 'visitor' ? (['en'] as const) : LANGUAGES)
            api.keep(`${method} ${path} | ${reader.name} | ${how} | ${language}`, textOf(await ask(reader, language, method, addressOf(path, 'WRYT'), { 'content-type': 'application/json' }, body))); // prettier-ignore
    expect(api.differences()).toEqual([]);
  });

  it('presses every button with nothing filled in', async () => {
    const buttons = new Walk('buttons');
    const sending = routes.filter((route) => route.method === 'POST' && !isApi(route.path));
    for (const reader of readers)
      for (const { path } of sending) {
        const token = (await (reader.session ??= reader.enter()))?.headers['x-csrf-token'] ?? '';
        buttons.keep(`${path} | ${reader.name}`, textOf(await submit(reader, 'zh-CN', addressOf(path, 'WRYT'), { _csrf: token }))); // prettier-ignore
      }
    expect(buttons.differences()).toEqual([]);
  });

  /** Follows the links of pages, then asks for what no page links to. */
  async function walkPages(reader: Reader, language: string): Promise<void> {
    const gets = routes.filter((route) => route.method === 'GET' && !isApi(route.path) && !route.path.startsWith('/assets')); // prettier-ignore
    const counts = new Map<string, number>();
    const waiting = [
      ...new Set(['/', '/c/WRYT', `/c/${FURNISHED}`, ...gets.map(({ path }) => addressOf(path, 'WRYT'))]),
    ];
    const known = new Set(waiting);
    for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
      const kind = kindOf(gets, address);
      if (kind === undefined || (counts.get(kind) ?? 0) >= OF_A_KIND) continue;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      const answer = await ask(reader, language, 'GET', address);
      pages.keep(`${address} | ${reader.name} | ${language}`, textOf(answer));
      if (!answer.text.includes('text/html')) continue;
      for (const [, link = ''] of answer.text.matchAll(/ href="(\/[^"#]*)/g)) {
        const next = link.replaceAll('&amp;', '&');
        if (known.has(next) || next.includes('lang=')) continue;
        known.add(next);
        waiting.push(next);
      }
      for (const form of formsOf(answer.text)) {
        if (form.method !== 'post') continue;
        const { pathname, search } = new URL(form.action ?? '', new URL(address, site.url));
        const route = routes.find((r) => r.method === 'POST' && patternOf(r.path).test(pathname));
        const where = `${route?.path} ${[...new Set(form.fields.map(({ name }) => name.replace(/\d+/, 'n')))].join(' ')}`;
        if (!met.has(where)) met.set(where, { form, reader, address: pathname + search });
      }
    }
  }

  async function ask(
    reader: Reader,
    language: string,
    method: string,
    url: string,
    more: object = {},
    payload?: string,
  ): Promise<Answer> {
    const who = await (reader.session ??= reader.enter());
    if (/sign-out|sessions/.test(url) && method !== 'GET') delete reader.session;
    const lang = `sureg-lang=${language}`;
    const cookie = [who?.headers['cookie'], lang].filter((part) => part !== undefined).join('; ');
    const accept = isApi(url) ? 'application/json' : 'text/html,application/xhtml+xml';
    const response = await site.app.inject({
      method: method as 'GET',
      url,
      headers: { accept, 'accept-language': language, ...(isApi(url) ? who?.headers : {}), cookie, 'x-request-id': 'crawl-crawl-crawl', ...more }, // prettier-ignore
      ...(payload === undefined ? {} : { payload }),
    });
    return { status: response.statusCode, text: `${headersOf(response.headers)}\n${await bodyOf(response)}` };
  }

  function submit(
    reader: Reader,
    language: string,
    url: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return ask(reader, language, 'POST', url, type, new URLSearchParams(fields).toString());
  }
});

/** Of a workbook what its parts say, however they are packed. */
async function bodyOf({ body, rawPayload }: { readonly body: string; readonly rawPayload: Buffer }): Promise<string> {
  if (!body.startsWith('PK')) return body;
  return [...(await unzipped(rawPayload))].map(([name, content]) => `${name}\n${content.toString()}\n`).join('');
}

function textOf({ status, text }: Answer): string {
  return plain(`${status}\n${text}`);
}

const isApi = (path: string): boolean => path.startsWith('/api/') || path.startsWith('/health');

function addressOf(path: string, cooperative: string): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) =>
    name === 'cooperative' ? cooperative : (PLACES[name] ?? '1'),
  );
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
}

/** The route and the names of the questions: addresses of one kind are answered by the same code. */
function kindOf(gets: readonly Route[], address: string): string | undefined {
  const [path = '', query = ''] = address.split('?');
  const route = gets.find((r) => r.path === path) ?? gets.find((r) => patternOf(r.path).test(path));
  const asked = new URLSearchParams(query);
  const names = [...asked.keys()].sort().join('&');
  // Each kind of event has a form of its own.
  const kind = route?.path.endsWith('/:kind') ? path.split('/').at(-1) : asked.get('kind');
  return route && `${route.path}?${names}&${kind}`;
}

/** What is typed wrongly into a form; its hidden fields stay as they are, so that it is answered by what it is about. */
function wrongly(fields: readonly FormField[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, value, isFree, options, kind }) => [name, name === '_csrf' ? value : isFree || options || kind !== undefined ? '×?' : value])); // prettier-ignore
}

function emptied(fields: readonly FormField[]): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, value }) => [name, name === '_csrf' ? value : '']));
}

async function readersOf(site: Site): Promise<Reader[]> {
  const users: Reader[] = [];
  const furnished = await site.database.reads.get<{ id: number }>('select id from cooperative where code = ?', [FURNISHED]); // prettier-ignore
  for (const role of ['administrator', 'clerk', 'branch', 'auditor'] as const) {
    const { id, login } = await person(site, role, 'WRYT', role);
    await grant(site.database, id, furnished?.id ?? 0, [role]);
    users.push({ name: role, role, enter: () => signIn(site.database, id, login, site.clock) });
  }
  const operator = await addUser(site.database, 'operator', true);
  const nobody = await addUser(site.database, 'nobody');
  return [
    ...users,
    { name: 'herder', role: 'herder', enter: () => herder(site, 'WRYT', 'H003') },
    { name: 'operator', enter: () => signIn(site.database, operator, 'operator', site.clock) },
    { name: 'nobody', enter: () => signIn(site.database, nobody, 'nobody', site.clock) },
    { name: 'visitor', enter: () => Promise.resolve(undefined) },
  ];
}
