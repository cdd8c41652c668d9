/**
 * The versions of the posting mapping are found to be others than those that were made, in the database and in packs.
 *
 * @runs sqlite
 */
import { MappingChain1764000000011, PROPOSAL_HASHES } from '../../migrations/1764000000011-mapping-chain';
import { TrailChain1764000000012 } from '../../migrations/1764000000012-trail-chain';
import type { Origin } from '../../src/audit/audit';
import type { MappingContent } from '../../src/mapping/mapping';
import { chainedMapping } from '../../src/mapping/mapping.chain';
import { MappingService } from '../../src/mapping/mapping.service';
import { PROPOSALS } from '../../src/mapping/proposals';
import type { Anchor } from '../../src/verify/verify.service';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook, seeded } from '../support/books';
import { Auditor, packOf, relisted, unzipped, zipOf, type Files } from '../support/packs';
import { migrate } from '../support/database';
import { runs, timeout } from '../support/scale';
import { importLines, verify } from '../support/services';
import { openRaw, type Raw, type Value } from '../support/sql';
import { putTrail, rechained as rechainedTrail, trailOf } from '../support/trail';

const CODE = 'COOP91';
const VERSIONS = 5;
const BY: Origin = { actor: 'accountant', address: 'test', requestId: 'test' };
const content = (name: string): MappingContent => ({
  ...PROPOSALS['CN-COOP-2021'],
  proposal: false,
  accounts: PROPOSALS['CN-COOP-2021'].accounts.map((a) => (a.code === '101' ? { ...a, name } : a)),
});

let app: TestApp;
let raw: Raw;
let anchor: Anchor;
let older: Files;

beforeAll(async () => {
  app = await openTestApp();
  const book = makeBook(91, { contracts: 2, seasons: 4, closed: 2, events: 6 });
  const closing = book.findIndex((line) => line.includes('"close"'));
  await importLines(app, book.slice(0, closing));
  const change = (n: number): Promise<unknown> => app.module.get(MappingService).change(CODE, content(`现金${n}`), BY);
  await change(1);
  await change(2);
  await importLines(app, book);
  for (let n = 3; n <= VERSIONS; n += 1) {
    app.clock.set(`2026-07-0${n}T00:00:00.000Z`);
    await change(n);
  }
  older = await unzipped(await packOf(app, { season: 'S1' }));
  const { head, mappingHead } = JSON.parse(String(older.get('manifest.json'))) as Record<string, object>;
  anchor = { ...(head as Anchor), mapping: mappingHead as NonNullable<Anchor['mapping']> };
  raw = await openRaw(app.url);
  await raw.disarm();
}, 120_000);
afterAll(async () => {
  await raw.close();
  await app.close();
});

type Row = Record<string, Value>;
const rowsOf = (): Promise<Row[]> => raw.query('select * from posting_mapping order by version');
async function put(rows: readonly Row[]): Promise<void> {
  await raw.query('delete from posting_mapping');
  for (const row of rows) {
    const names = Object.keys(row);
    const sql = `insert into posting_mapping (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`;
    await raw.query(sql, Object.values(row));
  }
}

/** The rows with hashes that fit again: what somebody does who knows how they are made. */
function rechained(rows: readonly Row[]): Row[] {
  let prev = PROPOSAL_HASHES['CN-COOP-2021'] as string;
  return rows.map((row, i) => {
    const made = chainedMapping(CODE, prev, {
      version: i + 1, afterSeq: Number(row['after_seq']), madeAt: String(row['made_at']), madeBy: String(row['made_by']),
      content: JSON.parse(String(row['content'])) as MappingContent,
    }); // prettier-ignore
    prev = made.hash;
    return { ...row, version: made.version, hash: made.hash };
  });
}

type Pick = <T>(from: readonly T[]) => T;
const WAYS = {
  change: (rows: Row[], pick: Pick) => {
    const row = pick(rows);
    const column = pick(['after_seq', 'made_at', 'made_by', 'content', 'hash']);
    const before = String(row[column]);
    const at = pick([...before].flatMap((c, i) => (/\d/.test(c) ? [i] : [])).concat(column === 'made_by' ? [0] : []));
    const digit = String((Number(before[at]) + 1 || 7) % 10);
    const after = before.slice(0, at) + digit + before.slice(at + 1);
    return rows.map((r) => (r === row ? { ...r, [column]: column === 'after_seq' ? Number(after) : after } : r));
  },
  delete: (rows: Row[], pick: Pick) => {
    const row = pick(rows);
    return rows.filter((r) => r !== row);
  },
  cut: (rows: Row[], pick: Pick) => rows.slice(0, pick(rows.map((_, i) => i))),
  insert: (rows: Row[], pick: Pick) => {
    const at = pick(rows.map((_, i) => i + 1));
    const row = { ...pick(rows), made_by: 'somebody' };
    return [...rows.slice(0, at), row, ...rows.slice(at)].map((r, i) => ({ ...r, version: i + 1 }));
  },
  swap: (rows: Row[], pick: Pick) => {
    const i = pick(rows.slice(1).map((_, n) => n));
    const [a, b] = [rows[i], rows[i + 1]] as [Row, Row];
    return rows.map((r) => (r === a ? { ...b, version: a['version'] } : r === b ? { ...a, version: b['version'] } : r) as Row);
  },
} satisfies Record<string, (rows: Row[], pick: Pick) => Row[]>; // prettier-ignore
type Way = keyof typeof WAYS;

describe('in the database', () => {
  it('nothing is found where nothing was changed', async () => {
    expect((await verify(app)).fault).toBeUndefined();
    expect((await verify(app, [anchor])).fault).toBeUndefined();
    expect(anchor.mapping?.version).toBe(VERSIONS);
  });

  const SEEDS = runs(20);
  it.each(Object.keys(WAYS) as Way[])(
    'verify finds: %s, also with hashes that fit again',
    async (way) => {
      const random = seeded(way.length);
      const pick: Pick = (from) => from[Math.floor(random() * from.length)] as never;
      const rows = await rowsOf();
      const missed: string[] = [];
      for (let i = 0; i < SEEDS; i += 1) {
        const changed = WAYS[way](rows, pick);
        for (const after of [changed, rechained(changed)]) {
          if (JSON.stringify(after) === JSON.stringify(rows)) continue;
          await put(after);
          const { fault } = await verify(app);
          if (fault?.code !== 'chain_broken' || !fault.what.startsWith('posting mapping'))
            missed.push(`${JSON.stringify(fault)} ${i}`);
        }
      }
      await put(rows);
      expect(missed).toEqual([]);
    },
    timeout(60_000),
  );

  it('whoever also rewrites the audit trail is found by the manifest of an older pack', async () => {
    const rows = await rowsOf();
    const trail = await trailOf(raw, 1);
    for (const after of [rows.slice(0, 3), rechained(WAYS.delete(rows, (from) => from[1] as never))]) {
      await put(after);
      const told = trail.filter((t) => t.action === 'posting_mapping_changed').slice(0, after.length);
      const forged = told.map((t, i) => ({
        ...t,
        after: JSON.stringify({ version: i + 1, hash: after[i]?.['hash'] }),
      }));
      await putTrail(raw, 1, rechainedTrail(forged));
      expect((await verify(app)).fault).toBeUndefined();
      expect((await verify(app, [anchor])).fault).toMatchObject({
        code: 'chain_broken',
        what: `posting mapping, version ${VERSIONS} is not the one that the anchor names`,
      });
    }
    await put(rows);
    await putTrail(raw, 1, trail);
    expect((await verify(app, [anchor])).fault).toBeUndefined();
  });
});

describe('in a pack', () => {
  let auditor: Auditor;
  beforeAll(() => (auditor = new Auditor()));
  afterAll(() => auditor.close());
  const lines = (): string[] => String(older.get('mappings.jsonl')).trimEnd().split('\n');
  const packed = (kept: readonly string[]): Promise<Buffer> => {
    const files = relisted(new Map([...older, ['mappings.jsonl', Buffer.from(kept.map((l) => `${l}\n`).join(''))]]));
    const manifest = JSON.parse(String(files.get('manifest.json')));
    const last = /^\{"hash":"(\w+)".*"version":(\d+)\}\}$/.exec(kept.at(-1) ?? '') ?? [];
    manifest.mappingHead = { version: Number(last[2]), hash: last[1] };
    const madeAt = /"madeAt":"([^"]+)"/.exec(kept.at(-1) ?? '')?.[1] ?? '';
    manifest.asKnown = [madeAt, manifest.head.recordedAt].sort()[1];
    return zipOf(new Map([...files, ['manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]]));
  };

  it('stand all versions, and the one the season was closed with', async () => {
    expect(lines()).toHaveLength(VERSIONS + 1);
    expect(JSON.parse(String(older.get('posting-mapping.json')))).toMatchObject({ version: 2, madeBy: 'accountant' });
    expect(await auditor.check(await packed(lines()))).toMatchObject({ code: 0 });
  });

  it.each([
    ['a version is gone', (l: string[]) => l.filter((_, i) => i !== 3)],
    [
      'two change places',
      (l: string[]) => l.map((x, i) => (i === 3 ? (l[4] as string) : i === 4 ? (l[3] as string) : x)),
    ],
    ['one stands there twice', (l: string[]) => [...l.slice(0, 4), ...l.slice(3)]],
    ['one was changed', (l: string[]) => l.map((x, i) => (i === 4 ? x.replace('现金4', '现金9') : x))],
  ] as const)('the script finds that %s', async (_what, tamper) => {
    expect(await auditor.check(await packed(tamper(lines())))).toMatchObject({ code: 1, stdout: expect.stringContaining('科目对照') }); // prettier-ignore
  });

  it('the script finds that there is none', async () => {
    const { code, stdout } = await auditor.check(await packed([]));
    expect(code).toBe(1);
    expect(stdout).toContain('posting-mapping.json: 与账链不符');
  });

  it('the script finds a tail that was cut off, by the trail and by an older manifest', async () => {
    const shorter = await packed(lines().slice(0, -2));
    expect(await auditor.check(shorter)).toMatchObject({ code: 1, stdout: expect.stringContaining('is another in the trail') }); // prettier-ignore
    const manifest = auditor.put('older.json', String(older.get('manifest.json')));
    expect(await auditor.check(shorter, manifest)).toMatchObject({ code: 1, stdout: expect.stringContaining(`旧链头 mapping ${VERSIONS}`) }); // prettier-ignore
  });
});

describe('the proposals that came along', () => {
  it.each(Object.keys(PROPOSAL_HASHES) as (keyof typeof PROPOSALS)[])(
    'of %s are what chains begin with and closed seasons were booked by: they stay as they are',
    (accounting) => {
      const proposal = { version: 0, afterSeq: 0, content: PROPOSALS[accounting] };
      expect(chainedMapping('', undefined, proposal).hash).toBe(PROPOSAL_HASHES[accounting]);
    },
  );
});

describe('versions that were made before they were chained', () => {
  it('are given their hashes and their place in the audit trail, and are whole', async () => {
    const own = await openTestApp();
    await importLines(own, makeBook(91, { contracts: 1, seasons: 1, closed: 0, events: 0 }));
    for (const name of ['现金1', '现金2']) await own.module.get(MappingService).change(CODE, content(name), BY);
    const made = (): Promise<Row[]> => own.database.reads.all<Row>('select * from posting_mapping order by version');
    const named = async (): Promise<number> =>
      (await own.database.reads.all(`select id from audit_event where action = 'posting_mapping_changed'`)).length;
    const [before, trail] = [await made(), await named()];
    const [migration, later] = [new MappingChain1764000000011(), new TrailChain1764000000012()];
    await migrate(own.database, 'down', later, migration);
    expect((await made()).map((r) => 'hash' in r)).toEqual([false, false]);
    await migrate(own.database, 'up', migration, later);
    expect(await made()).toEqual(before);
    expect(await named()).toBe(trail + 2);
    expect((await verify(own)).fault).toBeUndefined();
    await own.close();
  });
});
