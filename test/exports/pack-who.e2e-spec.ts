import { createHash } from 'node:crypto';
import { audit } from '../../src/audit/audit';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { Auditor, packOf, unzipped, type Files } from '../support/packs';
import { importLines, verify } from '../support/services';
import { openRaw } from '../support/sql';
import { someone, workedBook, type Worked } from '../support/worked-book';
import { putTrail, rechained, trailOf } from '../support/trail';

type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- raw JSON on purpose: no type of the program helps
const sha256 = (data: string): string => createHash('sha256').update(data).digest('hex');
const textsOf = (files: Files, path: string): string[] => String(files.get(path)).split('\n').filter(Boolean);
const rowsOf = (files: Files, path: string): Json[] => textsOf(files, path).map((line) => JSON.parse(line));

/** What stands in `trail.jsonl`, read as the document says: every chain with its head, and the rows that are shown. */
function readTrail(files: Files): { heads: Json[]; rows: Map<string, Json> } {
  const heads: Json[] = [];
  const rows = new Map<string, Json>();
  let head: Json = { chain: -1, seq: 0, hash: '0'.repeat(64) };
  let isWithheld = false;
  for (const text of textsOf(files, 'trail.jsonl')) {
    const { hash, row, withheld } = JSON.parse(text);
    if (withheld === undefined) {
      expect(sha256(text.slice(81, -1))).toBe(hash);
      if (row.chain !== head['chain'] && !(isWithheld && head['chain'] === -1))
        head = { chain: row.chain, seq: 0, hash: '0'.repeat(64) };
      expect(row).toMatchObject({ prev: head['hash'], seq: head['seq'] + 1 });
      head = { chain: row.chain, seq: row.seq, hash };
      rows.set(`${row.chain} ${row.seq}`, row);
      if (heads.at(-1)?.['chain'] === row.chain) heads.pop();
      heads.push(head);
      isWithheld = false;
    } else {
      if (head['chain'] !== 0) head = { chain: 0, seq: 0, hash: '' };
      head = { chain: 0, seq: head['seq'] + withheld, hash };
      isWithheld = true;
    }
  }
  return { heads, rows };
}

describe('who made, who approved and who signed, in an audit pack', () => {
  let app: TestApp;
  let worked: Worked;
  let files: Files;
  beforeAll(async () => {
    app = await openTestApp();
    await someone(app, 1, 'elsewhere', 'clerk').catch(() => undefined);
    worked = await workedBook(app, 91);
    files = await unzipped(await packOf(app, { season: 'S1' }));
  });
  afterAll(() => app.close());

  it('the trail stands in it as its chains, those of people with what others did withheld', async () => {
    const raw = await openRaw(app.url);
    const { heads, rows } = readTrail(files);
    const manifest = JSON.parse(String(files.get('manifest.json')));
    expect(manifest.trailHeads).toEqual(heads);
    expect(Object.keys(manifest).slice(-2)).toEqual(['trailHeads', 'files']);
    expect(heads.map((h) => h['chain'])).toEqual([1, 0]);
    const own = await trailOf(raw, 1);
    expect([...rows.values()].filter((r) => r['chain'] === 1).map((r) => r['id'])).toEqual(own.map((r) => r.id));
    const people = (await trailOf(raw, 0)).filter((r) => r.cooperative_id === 1);
    expect([...rows.values()].filter((r) => r['chain'] === 0).map((r) => r['id'])).toEqual(people.map((r) => r.id));
    expect(rowsOf(files, 'trail.jsonl').some((r) => r['withheld'] > 0)).toBe(true);
    const { trails } = await verify(app);
    expect(trails.find((t) => !t.cooperative.startsWith('#'))).toMatchObject({
      seq: own.length,
      hash: own.at(-1)?.hash,
    });
    await raw.close();
  });

  it('every record has its maker, by a row of the trail that names it, and never the one who approved it', () => {
    const { rows } = readTrail(files);
    const chain = rowsOf(files, 'chain.jsonl').map((r) => r['record'] as Json);
    const makers = rowsOf(files, 'makers.jsonl');
    expect(makers.map((m) => [m['seq'], m['type']])).toEqual(chain.map((r) => [r['seq'], r['line'].type]));
    const types = new Set<string>();
    for (const [i, maker] of makers.entries()) {
      const { seq, by, trail, approvedBy } = maker;
      types.add(maker['type']);
      const row = rows.get(`${trail.chain} ${trail.seq}`) as Json;
      expect(row['actor']).toBe(by);
      const told = row['action'] === 'proposal_made' ? approvalOf(rows, JSON.parse(row['after']).proposal) : row;
      const { seq: one, first = one, last = one } = JSON.parse(told['after']);
      expect([first <= seq, seq <= last]).toEqual([true, true]);
      if (approvedBy !== undefined && by !== 'operator') {
        expect(told['action']).toBe('proposal_approved');
        expect(told['actor']).toBe(approvedBy);
        expect(by).not.toBe(approvedBy);
      }
      expect([approvedBy, maker['approvedAt']]).toEqual([chain[i]?.['approvedBy'], chain[i]?.['approvedAt']]);
    }
    expect([...types].sort()).toEqual(['close', 'contract', 'cooperative', 'event', 'household', 'season', 'signature', 'statement']); // prettier-ignore
    expect(makers.find((m) => m['event'] === 'p1')).toMatchObject({ by: worked.clerk.login, approvedBy: worked.branch.login }); // prettier-ignore
    expect(makers.filter((m) => ['r2', 'e3'].includes(m['event'])).map((m) => m['by'])).toEqual([worked.clerk.login, worked.clerk.login]); // prettier-ignore
    expect(makers.filter((m) => m['type'] === 'close').map((m) => m['by'])).toEqual([worked.clerk.login, 'operator']);
    expect(Object.keys(makers.find((m) => m['event'] === 'p1') as Json)).toEqual(['seq', 'type', 'event', 'contract', 'by', 'trail', 'approvedBy', 'approvedAt']); // prettier-ignore
  });

  it('the checker finds all of it in order, in both seasons, and takes no other row of the trail for a maker', async () => {
    const { id, head_seq: seq } = (await app.database.reads.get<{ id: number; head_seq: number }>('select id, head_seq from cooperative')) as { id: number; head_seq: number }; // prettier-ignore
    const after = { seq, headAt: '2026-06-01T00:00:00.000Z' };
    await app.database.writer.write({ cooperative: worked.code }, (tx) =>
      audit(tx, worked.clerk.origin, '2026-06-01T00:00:00.000Z', {
        cooperativeId: id,
        action: 'clock_accepted',
        subject: worked.code,
        after,
      }),
    );
    expect((await verify(app)).fault).toBeUndefined();
    const auditor = new Auditor();
    for (const season of ['S1', 'S2']) {
      const { code, stdout } = await auditor.check(await packOf(app, { season }));
      expect([code, stdout]).toEqual([0, expect.stringContaining('✓')]);
    }
    auditor.close();
  });

  it('the register says whose a card is, and nothing that opens it', () => {
    const at = '2026-06-01T00:00:00.000Z';
    expect(textsOf(files, 'cards.jsonl')).toEqual([
      `{"card":1,"household":"H1","holder":"王燕","madeAt":"${at}","madeBy":"clerk-91"}`,
      `{"card":2,"household":"H1","holder":"丈夫","madeAt":"${at}","madeBy":"clerk-91","revokedAt":"${at}"}`,
    ]);
    expect(rowsOf(files, 'signatures.jsonl').map((s) => s['by'])).toContain('card:1');
  });

  it('the same bytes come for the same instant, whatever was done and by whom since', async () => {
    const before = await packOf(app, { season: 'S1' });
    app.clock.set('2026-06-09T00:00:00.000Z');
    await someone(app, 1, 'newcomer', 'auditor');
    const { asKnown } = JSON.parse(String((await unzipped(before)).get('manifest.json')));
    expect(asKnown).toBe('2026-06-01T00:00:00.000Z');
    for (const instant of [asKnown, '2026-06-08T00:00:00.000Z'])
      expect((await packOf(app, { season: 'S1', asKnown: instant })).equals(before)).toBe(true);
    const after = await unzipped(await packOf(app, { season: 'S1' }));
    expect(JSON.parse(String(after.get('manifest.json'))).asKnown).toBe('2026-06-09T00:00:00.000Z');
    const [own, people] = readTrail(await unzipped(before)).heads;
    expect(readTrail(after).heads[0]).toEqual(own);
    expect(readTrail(after).heads[1]?.['seq']).toBeGreaterThan(people?.['seq']);
  });
});

describe('a pack of one cooperative of several', () => {
  it('tells nothing of the others: their people’s doings are counted, and their own chain is not there', async () => {
    const app = await openTestApp();
    await workedBook(app, 96);
    await workedBook(app, 97);
    const auditor = new Auditor();
    for (const [own, other, chain] of [
      ['96', '97', 1],
      ['97', '96', 2],
    ] as const) {
      const zip = await packOf(app, { cooperative: `COOP${own}`, season: 'S1' });
      const files = await unzipped(zip);
      for (const [path, content] of files)
        for (const name of [`COOP${other}`, `clerk-${other}`, `branch-${other}`])
          expect([path, content.includes(name)]).toEqual([path, false]);
      const { heads, rows } = readTrail(files);
      expect(heads.map((h) => h['chain'])).toEqual([chain, 0]);
      expect([...rows.values()].every((r) => r['cooperative_id'] === chain)).toBe(true);
      expect(await auditor.check(zip)).toMatchObject({ code: 0 });
    }
    auditor.close();
    await app.close();
  });
});

describe('where the trail did not yet name records by their place', () => {
  it('they are known by what its rows tell of; what cannot be told has no maker, and the checker says so', async () => {
    const app = await openTestApp();
    await workedBook(app, 95);
    const makersOf = async (): Promise<Json[]> =>
      rowsOf(await unzipped(await packOf(app, { season: 'S1' })), 'makers.jsonl');
    const before = await makersOf();
    const raw = await openRaw(app.url);
    await raw.disarm();
    const older = (await trailOf(raw, 1)).map((row) => {
      const { seq: _seq, first: _first, last: _last, ...after } = JSON.parse(row.after ?? '{}');
      return { ...row, after: row.after === null ? null : JSON.stringify(after) };
    });
    await putTrail(raw, 1, rechained(older.filter((row) => row.action !== 'season_closed')));
    await raw.close();
    const now = await makersOf();
    expect(now.map((m) => m['seq'])).toEqual(before.map((m) => m['seq']));
    const lost = before.filter((m, i) => JSON.stringify(m) !== JSON.stringify(now[i]));
    // The reversal of a correction, the steps of a whole season, and the close at the command line.
    expect(lost.map((m) => m['event'] ?? `${m['type']} ${m['by']}`)).toEqual(['r2', 'statement clerk-95', 'statement clerk-95', 'close operator']); // prettier-ignore
    for (const { seq } of lost) expect([now[seq - 1]?.['by'], now[seq - 1]?.['trail']]).toEqual([undefined, undefined]);
    const auditor = new Auditor();
    const { code, stdout } = await auditor.check(await packOf(app, { season: 'S1' }));
    expect([code, stdout]).toEqual([0, expect.stringContaining('who made what the trail does not tell of')]);
    auditor.close();
    await app.close();
  });
});

/** The row that says how a proposal ended. */
function approvalOf(rows: ReadonlyMap<string, Json>, proposal: number): Json {
  const found = [...rows.values()].find((r) => r['action'] === 'proposal_approved' && JSON.parse(r['after']).proposal === proposal); // prettier-ignore
  return found as Json;
}

describe('a pack of a book that was read in', () => {
  it('names the operator where the trail tells of the import', async () => {
    const app = await openTestApp();
    await importLines(app, makeBook(92, { contracts: 1, seasons: 2, closed: 1, events: 2 }));
    const makers = rowsOf(await unzipped(await packOf(app, { season: 'S1' })), 'makers.jsonl');
    for (const { by, trail } of makers) expect([by, trail]).toEqual(['operator', { chain: 1, seq: 1 }]);
    await app.close();
  });
});
