import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '../../src/domain/errors';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { Auditor, CHECKER, packOf, relisted, unzipped, zipOf, type Files } from '../support/packs';
import { exported, importLines, verify } from '../support/services';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const linesOf = (content: string): string[] => content.trimEnd().split('\n');
type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- raw JSON on purpose: no type of the program helps
const PHONE = '13900000001';

describe('an audit pack', () => {
  let app: TestApp;
  let auditor: Auditor;
  let zip: Buffer;
  let files: Files;
  const manifest = (): Json => JSON.parse(text('manifest.json'));
  const text = (path: string): string => String(files.get(path));
  const rows = (path: string): Json[] => linesOf(text(path)).map((line) => JSON.parse(line));
  beforeAll(async () => {
    app = await openTestApp();
    auditor = new Auditor();
    await importLines(app, example);
    zip = await packOf(app, { season: '2022-winter' });
    files = await unzipped(zip);
  });
  afterAll(async () => {
    auditor.close();
    await app.close();
  });

  it('holds what the exports show, the chain, and a manifest of it all', async () => {
    const which = { cooperative: 'WRYT', season: '2022-winter' };
    expect(text('lines.csv')).toBe(await exported(app, { what: 'lines', format: 'csv', ...which }));
    expect(text('entries.jsonl')).toBe(await exported(app, { what: 'entries', format: 'jsonl', ...which }));
    for (const { seq, entry, line } of rows('entries.jsonl'))
      expect([seq, entry, line].map((n) => typeof n)).toEqual(['number', 'number', 'number']);
    expect(text('book.jsonl')).toBe(await exported(app, { what: 'book', format: 'jsonl' }));
    expect(text('verify-pack.mjs')).toBe(readFileSync(CHECKER, 'utf8'));
    const { heads } = await verify(app);
    expect(manifest()).toMatchObject({
      format: 'sureg-audit-pack',
      cooperative: { code: 'WRYT', name: '乌日音图雅嘎查养殖合作社' },
      season: { code: '2022-winter', from: '2022-12-01', to: '2023-05-31' },
      closed: { seq: expect.any(Number) },
      head: heads[0],
      mapping: { version: 0, proposal: true },
    });
    const others = [...files].filter(([path]) => path !== 'manifest.json');
    expect(manifest().files).toEqual(
      others.map(([path, content]) => ({ path, bytes: content.length, sha256: sha256(content) })),
    );
  });

  it('holds records whose hash is that of their text, statements likewise, terms and approvals', () => {
    const chain = text('chain.jsonl').trimEnd().split('\n');
    expect(chain.length).toBe(manifest().head.seq);
    for (const line of chain) expect(sha256(line.slice(84, -1))).toBe(JSON.parse(line).hash);
    for (const s of rows('statements.jsonl')) expect(sha256(JSON.stringify(s.lines))).toBe(s.sha256);
    expect(rows('terms.jsonl').map((t) => t['contract'])).toEqual(
      expect.arrayContaining(['WRYT-2022-001', 'WRYT-2023-003']),
    );
    const starred = rows('approvals.jsonl');
    expect(starred.filter((a) => a['type'] === 'close').map((a) => a['season'])).toContain('2022-winter');
    expect(starred.every((a) => a['approvedBy'] === 'operator')).toBe(true);
  });

  it('holds nobody’s phone or identity number', () => {
    expect(example.join('\n')).toContain(PHONE);
    for (const content of files.values()) expect(content.includes(PHONE)).toBe(false);
    expect([...files.values()].some((content) => content.includes('idNumber'))).toBe(false);
  });

  it('is found whole by the script, as a ZIP of either kind and as a folder', async () => {
    expect(await auditor.check(zip)).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('✓ 全部相符'),
    });
    expect(await auditor.check(await zipOf(files, false))).toMatchObject({ code: 0 });
    const folder = join(auditor.folder, 'unpacked');
    mkdirSync(folder);
    for (const [path, content] of files) writeFileSync(join(folder, path), content);
    expect(await auditor.check(folder)).toMatchObject({ code: 0 });
    writeFileSync(join(folder, 'one-more.txt'), 'x');
    expect(await auditor.check(folder)).toMatchObject({ code: 1, stdout: expect.stringContaining('one-more.txt') });
  });

  it.each(['2022-summer', '2023-summer', '2025-summer', '2025-winter'])(
    'of %s is found whole, closed or open',
    async (season) => {
      const { code, stdout } = await auditor.check(await packOf(app, { season }));
      expect(stdout).toContain('全部相符');
      expect(code).toBe(0);
    },
  );

  it('can be read back: its book gives the same chain and the same statements', async () => {
    const other = await openTestApp();
    await importLines(other, text('book.jsonl').trimEnd().split('\n'));
    expect((await verify(other)).heads).toEqual((await verify(app)).heads);
    const again = await unzipped(await packOf(other, { season: '2022-winter' }));
    expect([...again.keys()]).toEqual([...files.keys()]);
    // Its trail tells of another import, into another database.
    const differing = [...again].filter(([path, content]) => !content.equals(files.get(path) as Buffer));
    expect(differing.map(([path]) => path)).toEqual(['trail.jsonl', 'manifest.json']);
    await other.close();
  });

  it('is refused without a season, of one that is not there, and of a time before the book', async () => {
    const refused = (options: object): Promise<unknown> => packOf(app, options).catch((e: DomainError) => e.code);
    expect(await refused({})).toBe('field_required');
    expect(await refused({ season: '1999' })).toBe('season_unknown');
    expect(await refused({ season: '2022-winter', asKnown: '2020-01-01T00:00:00.000Z' })).toBe('cooperative_unknown');
    expect(await refused({ season: '2022-winter', cooperative: 'GONE' })).toBe('cooperative_unknown');
  });

  it('that is no pack cannot be checked', async () => {
    expect(await auditor.check(join(auditor.folder, 'gone.zip'))).toMatchObject({ code: 2 });
    expect(await auditor.check(Buffer.from('not a ZIP'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ZIP'),
    });
    expect(await auditor.check(zip, 'nonsense')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nonsense'),
    });
    expect(await auditor.check(zip.subarray(0, -40))).toMatchObject({ code: 2 });
  });
});

describe('a pack made again for an earlier instant, after more was recorded', () => {
  const LATER = ['2026-06-02T00:00:00.000Z', '2026-06-03T00:00:00.000Z', '2026-06-04T00:00:00.000Z'];

  it('has the same bytes, whether its season was open or closed then', async () => {
    const app = await openTestApp();
    const book = makeBook(61, { contracts: 3, seasons: 5, closed: 3, events: 8 });
    // Three days of recording: the closings lie between.
    const cuts = [0, 0.4, 0.7, 1].map((part) => Math.round(part * book.length));
    const made: { season: string; asKnown: string; zip: Buffer }[] = [];
    for (const [day, asKnown] of LATER.entries()) {
      app.clock.set(asKnown);
      await importLines(app, [book[0] as string, ...book.slice(day === 0 ? 1 : cuts[day], cuts[day + 1])]);
      for (const season of ['S1', 'S2', 'S3', 'S4']) made.push({ season, asKnown, zip: await packOf(app, { season }) });
    }
    const states = new Set<string>();
    for (const { season, asKnown, zip } of made) {
      const again = await packOf(app, { season, asKnown });
      expect(again.equals(zip)).toBe(true);
      const { closed, head } = JSON.parse(String((await unzipped(again)).get('manifest.json')));
      states.add(`${season} ${closed === null ? 'open' : 'closed'} ${head.recordedAt}`);
    }
    // Some season was packed both while it was open and after it was closed.
    expect(
      [...states].some(
        (s) => s.includes('open') && states.has(s.replace('open', 'closed').replace(/\S+$/, LATER[2] as string)),
      ),
    ).toBe(true);
    // Any instant until the next change gives the same pack.
    const between = await packOf(app, { season: 'S1', asKnown: '2026-06-03T17:00:00.000Z' });
    expect(between.equals(made.find((m) => m.season === 'S1' && m.asKnown === LATER[1])?.zip as Buffer)).toBe(true);
    await app.close();
  });
});

describe('against what was kept from earlier', () => {
  let app: TestApp;
  let auditor: Auditor;
  let old: { manifest: string; head: string };
  let book: string[];
  beforeAll(async () => {
    app = await openTestApp();
    auditor = new Auditor();
    book = makeBook(62, { contracts: 3, seasons: 4, closed: 2, events: 8 });
    await importLines(app, book.slice(0, -8));
    const files = await unzipped(await packOf(app, { season: 'S1' }));
    const { head } = JSON.parse(String(files.get('manifest.json')));
    old = {
      manifest: auditor.put('old-manifest.json', String(files.get('manifest.json'))),
      head: `${head.seq}:${head.hash}`,
    };
    await importLines(app, book);
  });
  afterAll(async () => {
    auditor.close();
    await app.close();
  });

  it('a pack of the same book that has grown is found whole', async () => {
    const now = await packOf(app, { season: 'S1' });
    const heads = auditor.put(
      'heads.txt',
      (await verify(app)).heads.map((h) => `${h.cooperative} ${h.seq} ${h.hash}\n`).join(''),
    );
    expect(await auditor.check(now, old.manifest, old.head, heads)).toMatchObject({ code: 0 });
  });

  it('a book whose tail was cut off and one written anew from the beginning are found, by the head and by the manifest', async () => {
    const cut = await openTestApp();
    await importLines(cut, book.slice(0, -12));
    const anew = await openTestApp();
    await importLines(
      anew,
      book.map((line) => line.replace('牧户1"', '牧户9"')),
    );
    for (const other of [cut, anew]) {
      const pack = await packOf(other, { season: 'S1' });
      expect(await auditor.check(pack)).toMatchObject({ code: 0 });
      for (const anchor of [old.head, old.manifest]) {
        expect(await auditor.check(pack, anchor)).toMatchObject({
          code: 1,
          stdout: expect.stringContaining('older head not found'),
        });
      }
      await other.close();
    }
  });

  it('statements of a closed season that were changed with everything that proves them', async () => {
    const files = await unzipped(await packOf(app, { season: 'S1' }));
    const forged = new Map(files);
    const statements = String(files.get('statements.jsonl'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { lines } = statements[0];
    const [feed, services] = ['feed', 'services'].map((name) => lines.find((l: { line: string }) => l.line === name));
    [feed.quantity, services.quantity] = ['12345.00', '0.00'];
    statements[0].sha256 = sha256(JSON.stringify(lines));
    forged.set('statements.jsonl', Buffer.from(statements.map((s) => `${JSON.stringify(s)}\n`).join('')));
    const columns = String(files.get('lines.csv')).split('\r\n')[0] as string;
    const csv = statements.flatMap((s) =>
      s.lines.map((l: object) =>
        columns
          .split(',')
          .map((c) => (({ ...l, status: s.status }) as Record<string, string>)[c])
          .join(','),
      ),
    );
    forged.set('lines.csv', Buffer.from([columns, ...csv, ''].join('\r\n')));
    const pack = await zipOf(relisted(forged));
    expect(await auditor.check(pack, old.head)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('should be cash CNY feed'),
    });
    expect(await auditor.check(pack, old.manifest)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('lines.csv: 与旧包不同'),
    });
  });
});
