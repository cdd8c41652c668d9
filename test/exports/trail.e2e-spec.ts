import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sureg, type Outcome } from '../cli/sureg';
import { openTestApp, type TestApp } from '../support/app';
import { Auditor, packOf, unzipped } from '../support/packs';
import { exported } from '../support/services';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { workedBook } from '../support/worked-book';

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

describe('sureg export trail', () => {
  let test: TestDatabase;
  let app: TestApp;
  let auditor: Auditor;
  const run = (...args: string[]): Promise<Outcome> => sureg(test.url, args);
  beforeAll(async () => {
    test = await createTestDatabase();
    app = await openTestApp(test);
    auditor = new Auditor();
    await workedBook(app, 94);
  });
  afterAll(async () => {
    auditor.close();
    await app.close();
    await test.drop();
  });

  it('as JSON Lines is the trail of the pack', async () => {
    const files = await unzipped(await packOf(app, { season: 'S1' }));
    const { code, stdout } = await run('export', 'trail', '--format', 'jsonl');
    expect([code, stdout]).toEqual([0, String(files.get('trail.jsonl'))]);
  });

  it('as CSV has chain, place and hash of every row, up to the instant that was asked for', async () => {
    const lines = (await exported(app, { what: 'trail', format: 'csv', locale: 'en' })).trimEnd().split('\r\n');
    expect(lines[0]).toBe('Chain of the trail,Row,At (UTC),Who,What,To whom or what,Before,After,Address,Request,Number,SHA-256'); // prettier-ignore
    const pack = await unzipped(await packOf(app, { season: 'S1' }));
    const shown = String(pack.get('trail.jsonl')).split('\n').filter((line) => line.startsWith('{"hash"')).map((line) => JSON.parse(line)); // prettier-ignore
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2).join(' '))).toEqual(shown.map(({ row }) => `${row.chain} ${row.seq}`)); // prettier-ignore
    expect(lines.slice(1).map((line) => line.slice(-64))).toEqual(shown.map(({ hash }) => hash));
    expect(await exported(app, { what: 'trail', format: 'csv', asKnown: '2026-06-01T00:00:00.000Z' })).toBe(
      await exported(app, { what: 'trail', format: 'csv' }),
    );
  });

  it('is of no season', async () => {
    expect(await run('export', 'trail', '--season', 'S1')).toMatchObject({ code: 2 });
  });

  it('keeps the heads of its chains beside it, which are anchors for later', async () => {
    const out = join(auditor.folder, 'trail.csv');
    expect(await run('export', 'trail', '--out', out)).toMatchObject({ code: 0 });
    const kept = JSON.parse(readFileSync(`${out}.head.json`, 'utf8'));
    const content = readFileSync(out);
    expect(Object.keys(kept)).toEqual(['file', 'bytes', 'sha256', 'heads', 'trailHeads']);
    expect(kept).toMatchObject({ file: 'trail.csv', bytes: content.length, sha256: sha256(content) });
    const found = await run('verify', '--anchor', `${out}.head.json`);
    expect([found.code, found.stderr.trimEnd().split('\n')]).toEqual([
      0,
      [
        expect.stringMatching(/^Anchor: row \d+ of the trail of #people/),
        expect.stringMatching(/^Anchor: row \d+ of the trail of COOP94/),
        expect.stringMatching(/^Anchor: record \d+ of COOP94/),
      ],
    ]);
    kept.trailHeads[0].hash = '0'.repeat(64);
    writeFileSync(`${out}.head.json`, JSON.stringify(kept));
    expect(await run('verify', '--anchor', `${out}.head.json`)).toMatchObject({ code: 3 });
  });

  it('as other tables do; what is kept beside a file is not written over', async () => {
    const out = join(auditor.folder, 'lines.csv');
    writeFileSync(`${out}.head.json`, 'kept');
    expect(await run('export', 'lines', '--out', out)).toMatchObject({ code: 1 });
    expect(() => readFileSync(out)).toThrow('ENOENT');
    const instant = '2026-06-01T00:00:00.000Z';
    expect(await run('export', 'lines', '--out', out, '--force', '--as-known', instant)).toMatchObject({ code: 0 });
    const { asKnown, heads } = JSON.parse(readFileSync(`${out}.head.json`, 'utf8'));
    expect([asKnown, heads]).toEqual([
      instant,
      [{ cooperative: 'COOP94', seq: expect.any(Number), hash: expect.any(String), recordedAt: instant }],
    ]);
  });
});
