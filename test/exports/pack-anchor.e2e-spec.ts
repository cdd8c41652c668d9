import { parseAnchors } from '../../src/cli/verify.command';
import type { Verification } from '../../src/verify/verify.service';
import { openTestApp, type TestApp } from '../support/app';
import { packOf, unzipped } from '../support/packs';
import { verify } from '../support/services';
import { openRaw } from '../support/sql';
import { putTrail, rechained, trailOf } from '../support/trail';
import { workedBook } from '../support/worked-book';

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- raw JSON on purpose: a manifest may say anything

describe('sureg verify with the manifest of a pack', () => {
  let app: TestApp;
  let manifest: string;
  const held = (text: string): Promise<Verification> => verify(app, parseAnchors(text));
  const changed = (change: (m: Json) => void): string => {
    const m = JSON.parse(manifest) as Json;
    change(m);
    return JSON.stringify(m, null, 2);
  };
  const fileOf = (m: Json, path: string): Json => m['files'].find((f: Json) => f['path'] === path);

  beforeAll(async () => {
    app = await openTestApp();
    await workedBook(app, 93);
    manifest = String((await unzipped(await packOf(app, { season: 'S1' }))).get('manifest.json'));
  });
  afterAll(() => app.close());

  it('makes every file once more, and says what it compared', async () => {
    const { fault, compared } = await held(manifest);
    expect(fault).toBeUndefined();
    const listed = (JSON.parse(manifest) as Json)['files'].map((f: Json) => f['path']);
    expect(listed).toContain('trail.jsonl');
    expect(compared).toEqual([
      { cooperative: '#people', what: 'trail', seq: expect.any(Number) },
      { cooperative: 'COOP93', what: 'trail', seq: expect.any(Number) },
      { cooperative: 'COOP93', what: 'chain', seq: expect.any(Number) },
      { cooperative: 'COOP93', what: 'mapping', version: 0 },
      { cooperative: 'COOP93', what: 'pack', season: 'S1', asKnown: '2026-06-01T00:00:00.000Z', same: listed, skipped: [] },
    ]); // prettier-ignore
  });

  it.each<[string, (m: Json) => void, string, string]>([
    ['of statements', (m) => (fileOf(m, 'statements.jsonl')['sha256'] = '0'.repeat(64)), 'statement_wrong', 'statements.jsonl is another now'],
    ['of lines', (m) => (fileOf(m, 'lines.csv')['bytes'] += 1), 'statement_wrong', 'lines.csv is another now'],
    ['of signatures', (m) => (fileOf(m, 'signatures.jsonl')['sha256'] = 'a'.repeat(64)), 'chain_broken', 'signatures.jsonl is another now'],
    ['of makers', (m) => (fileOf(m, 'makers.jsonl')['sha256'] = 'a'.repeat(64)), 'chain_broken', 'makers.jsonl is another now'],
    ['of cards', (m) => (fileOf(m, 'cards.jsonl')['sha256'] = 'a'.repeat(64)), 'chain_broken', 'cards.jsonl is another now'],
    ['of a photo that is gone', (m) => m['files'].push({ path: 'attachments/x.jpg', bytes: 1, sha256: 'a'.repeat(64) }), 'record_missing', 'attachments/x.jpg is not there'],
    ['of a close at another place', (m) => (m['closed'].seq -= 1), 'chain_broken', 'another closed'],
    ['of a season that is not there', (m) => (m['season'].code = 'S9'), 'record_missing', 'season_unknown'],
    ['of a trail that has another row', (m) => (m['trailHeads'][0].hash = 'b'.repeat(64)), 'chain_broken', 'audit trail'],
    ['of a trail that is longer', (m) => (m['trailHeads'][1].seq += 1000), 'record_missing', 'audit trail'],
    ['of another mapping', (m) => (m['mappingHead'].hash = 'b'.repeat(64)), 'chain_broken', 'posting mapping'],
    ['of another chain', (m) => (m['head'].hash = 'b'.repeat(64)), 'chain_broken', 'anchor'],
  ])('finds one %s', async (_what, change, code, says) => {
    const { fault } = await held(changed(change));
    expect(fault).toMatchObject({ code, what: expect.stringContaining(says) });
  }); // prettier-ignore

  it('does not take the checker of another version for a fault, nor a manifest from before packs held the trail', async () => {
    const other = await held(changed((m) => (fileOf(m, 'verify-pack.mjs')['sha256'] = '0'.repeat(64))));
    expect(other.fault).toBeUndefined();
    expect(other.compared.at(-1)).toMatchObject({ what: 'pack', skipped: ['verify-pack.mjs'] });
    const older = await held(
      changed((m) => {
        delete m['trailHeads'];
        m['files'] = m['files'].filter(
          (f: Json) => !['trail.jsonl', 'makers.jsonl', 'cards.jsonl'].includes(f['path']),
        );
        fileOf(m, 'entries.jsonl')['sha256'] = '0'.repeat(64);
      }),
    );
    expect(older.fault).toBeUndefined();
    expect(older.compared.at(-1)).toMatchObject({ what: 'pack', skipped: ['entries.jsonl'] });
  });

  it.each(['{"format":"sureg-audit-pack"}', '{"head":{}}'])('refuses %s as an anchor', (text) => {
    expect(() => parseAnchors(text)).toThrow();
  });

  it('finds a statement and its lines that were changed in the book together with their SHA-256', async () => {
    const raw = await openRaw(app.url);
    await raw.disarm();
    const [was] = await raw.query<{ state: string }>(
      `select state from statement where season_id = 1 and contract_id = 1`,
    );
    await raw.query(`update statement set state = 'closed_unconfirmed' where season_id = 1 and contract_id = 1`);
    expect((await held(manifest)).fault).toBeDefined();
    await raw.query(`update statement set state = ? where season_id = 1 and contract_id = 1`, [was?.state as string]);
    expect((await held(manifest)).fault).toBeUndefined();
    await raw.close();
  });

  it('finds another maker, though the trail was chained anew with its head: the manifest knows the old one', async () => {
    const raw = await openRaw(app.url);
    await raw.disarm();
    const rows = await trailOf(raw, 1);
    const forged = rows.map((r) =>
      r.action === 'event_recorded' && r.subject === 'e1' ? { ...r, actor: 'somebody' } : r,
    );
    await putTrail(raw, 1, rechained(forged));
    expect((await verify(app)).fault).toBeUndefined();
    const makers = String((await unzipped(await packOf(app, { season: 'S1' }))).get('makers.jsonl'));
    expect(makers).toContain('"event":"e1","contract":"C-1","by":"somebody"');
    expect((await held(manifest)).fault).toMatchObject({
      code: 'chain_broken',
      what: expect.stringContaining('anchor'),
    });
    // Without a new chain it is found by itself.
    await putTrail(raw, 1, forged);
    expect((await verify(app)).fault).toMatchObject({
      code: 'chain_broken',
      what: expect.stringContaining('audit trail, row'),
    });
    // Nor does a trail that fits name records that the chain does not have, or has as others.
    for (const [seq, code] of [
      [3, 'chain_broken'],
      [9999, 'record_missing'],
    ] as const) {
      const astray = rows.map((r) =>
        r.action === 'event_recorded' && r.subject === 'e1' ? { ...r, after: `{"seq":${seq}}` } : r,
      );
      await putTrail(raw, 1, rechained(astray));
      expect((await verify(app)).fault).toMatchObject({
        seq,
        code,
        what: expect.stringContaining('the audit trail tells of'),
      });
    }
    await putTrail(raw, 1, rows);
    await raw.query(`update herder_card set holder = '别人' where id = 1`);
    expect((await verify(app)).fault).toMatchObject({ what: expect.stringContaining('card 1') });
    await raw.close();
  });
});
