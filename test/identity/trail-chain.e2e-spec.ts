/** The trail of who did what is a chain for each turn of the writer: whatever is changed of it later is found. */
import { TrailChain1764000000012 } from '../../migrations/1764000000012-trail-chain';
import { audit, type AuditEntry, type Origin } from '../../src/audit/audit';
import { openTestApp, type TestApp } from '../support/app';
import { seeded } from '../support/books';
import { createTestDatabase, migrate, type TestDatabase } from '../support/database';
import { runs, timeout } from '../support/scale';
import { importLines, verify } from '../support/services';
import { openRaw, type Raw } from '../support/sql';
import { putTrail, rechained, trailOf, type StoredTrailRow } from '../support/trail';
import type { WriteScope } from '../../src/database/tx';

const BY: Origin = { actor: 'clerk', address: 'test', requestId: 'test' };
const NOW = '2026-06-01T00:00:00.000Z';
const CODES = ['A', 'B'] as const;

describe('the trail is chained', () => {
  let test: TestDatabase;
  let app: TestApp;
  let raw: Raw;
  beforeAll(async () => {
    test = await createTestDatabase();
    app = await openTestApp(test);
    const cooperatives = CODES.map((code) => ({ type: 'cooperative', code, name: code, accounting: 'CN-COOP-2021' }));
    await importLines(
      app,
      [{ type: 'book', format: 1 }, ...cooperatives].map((line) => JSON.stringify(line)),
    );
    raw = await openRaw(app.url);
  });
  afterAll(async () => {
    await raw.close();
    await app.close();
    await test.drop();
  });

  const write = (on: TestApp, scope: WriteScope, entry: Partial<AuditEntry> & { readonly subject: string }) =>
    on.database.writer.write(scope, (tx) => audit(tx, BY, NOW, { action: 'tried', ...entry }));
  const ofA = { cooperative: 'A' };
  const lengths = async (): Promise<number[]> => [
    (await trailOf(raw, 0)).length,
    (await trailOf(raw, 1)).length,
    (await trailOf(raw, 2)).length,
  ];

  it('by many who write at once, in one program and in two, without a gap or a rival', async () => {
    const other = await openTestApp(test);
    const before = await lengths();
    const EACH = 20;
    await Promise.all(
      [app, other].flatMap((on) =>
        Array.from({ length: EACH }, (_, i) => [
          write(on, ofA, { cooperativeId: 1, subject: `a${i}` }),
          write(on, { cooperative: 'B' }, { cooperativeId: 2, subject: `b${i}` }),
          // A role given, a card's signing in: told of a cooperative, in the turn of people.
          write(on, 'people', { cooperativeId: 1, subject: `p${i}` }),
          write(on, 'people', { subject: `q${i}` }),
          write(on, 'installation', { cooperativeId: 1, subject: `i${i}` }),
        ]).flat(),
      ),
    );
    await other.close();
    expect(await lengths()).toEqual(before.map((n, chain) => n + 2 * EACH * (chain === 2 ? 1 : 2)));
    const { fault, trails } = await verify(app);
    expect(fault).toBeUndefined();
    expect(trails.map(({ cooperative, seq, isTrail }) => [cooperative, seq, isTrail])).toEqual(
      (await lengths()).map((n, chain) => [['#people', 'A', 'B'][chain], n, true]),
    );
  });

  it('also around what was refused, undone within a unit, or only looked at', async () => {
    const before = await lengths();
    const refused = app.database.writer.write(ofA, async (tx) => {
      await audit(tx, BY, NOW, { cooperativeId: 1, action: 'tried', subject: 'refused' });
      throw new Error('refused');
    });
    const undone = app.database.writer.write(ofA, async (tx) => {
      await audit(tx, BY, NOW, { cooperativeId: 1, action: 'tried', subject: 'first' });
      const inner = tx.savepoint(async () => {
        await audit(tx, BY, NOW, { cooperativeId: 1, action: 'tried', subject: 'undone' });
        throw new Error('undone');
      });
      await expect(inner).rejects.toThrow('undone');
      await audit(tx, BY, NOW, { cooperativeId: 1, action: 'tried', subject: 'second' });
    });
    const looked = app.database.writer.preview(ofA, (tx) =>
      audit(tx, BY, NOW, { cooperativeId: 1, action: 'tried', subject: 'looked at' }),
    );
    await Promise.all([expect(refused).rejects.toThrow('refused'), undone, looked]);
    expect(await lengths()).toEqual(before.map((n, chain) => (chain === 1 ? n + 2 : n)));
    expect((await verify(app)).fault).toBeUndefined();
  });

  it('and a turn of one cooperative tells of no other thing', async () => {
    await expect(write(app, ofA, { subject: 'whose?' })).rejects.toThrow('is told of that cooperative');
  });

  it.each([
    [`update audit_event set actor = 'somebody'`, /append-only/],
    ['delete from audit_event', /append-only/],
    ['update trail_head set seq = seq - 1', /only goes forward/],
    ['update trail_head set seq = seq + 2', /only goes forward/],
    [`update trail_head set hash = 'x'`, /only goes forward/],
    ['update trail_head set chain = 7, seq = seq + 1 where chain = 1', /only goes forward/],
    ['delete from trail_head', /never deleted/],
  ])('the database refuses: %s', async (sql, says) => {
    await expect(raw.query(sql)).rejects.toThrow(says);
  });

  it('rows from before are given their hashes, and all of them are still there', async () => {
    await write(app, 'people', { subject: 'Ө Ү 𠮷 "\\"', before: { role: 'clerk' }, after: { role: 'branch' } });
    const said = async (): Promise<object[]> =>
      (await raw.query<StoredTrailRow>('select * from audit_event order by id')).map(
        ({ chain: _chain, seq: _seq, hash: _hash, ...row }) => row,
      );
    const before = await said();
    const migration = new TrailChain1764000000012();
    await migrate(app.database, 'down', migration);
    await expect(raw.query('select hash from audit_event')).rejects.toThrow(/hash/);
    await expect(raw.query('delete from audit_event')).rejects.toThrow(/append-only/);
    expect(await raw.query('select * from audit_event order by id')).toEqual(before);
    await migrate(app.database, 'up', migration);
    expect(await said()).toEqual(before);
    expect(before.length).toBeGreaterThan(200);
    await write(app, ofA, { cooperativeId: 1, subject: 'after' });
    expect((await verify(app)).fault).toBeUndefined();
    await expect(raw.query('delete from audit_event')).rejects.toThrow(/append-only/);
    await expect(raw.query('delete from trail_head')).rejects.toThrow(/never deleted/);
  });

  describe('against somebody with the password', () => {
    beforeAll(() => raw.disarm());

    const ROUNDS = runs(4);
    it(
      'whatever is changed, taken out, put in or swapped is found, row and chain named',
      async () => {
        const random = seeded(12);
        const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
        for (let i = 0; i < ROUNDS; i++) {
          for (const chain of [0, 1, 2]) {
            const rows = await trailOf(raw, chain);
            const row = pick(rows);
            for (const forged of [
              rows.map((r) => (r === row ? { ...r, actor: 'somebody' } : r)),
              rows.filter((r) => r !== row),
              rows.slice(0, -1),
              [...rows, { ...row, id: `${row.id}x`, seq: rows.length + 1 }],
              // Those who fit all hashes again, but forget that the head stands elsewhere, too.
              rechained(rows.map((r) => (r === row ? { ...r, subject: 'else' } : r))),
            ]) {
              await putTrail(raw, chain, forged);
              await restoreHead(chain, rows);
              expect((await verify(app)).fault).toMatchObject({
                cooperative: ['#people', 'A', 'B'][chain],
                what: expect.stringMatching(/^audit trail, row \d+ /),
              });
            }
            await putTrail(raw, chain, rows);
          }
        }
        expect((await verify(app)).fault).toBeUndefined();
      },
      timeout(60_000),
    );

    async function restoreHead(chain: number, rows: readonly StoredTrailRow[]): Promise<void> {
      const { seq, hash } = rows.at(-1) as StoredTrailRow;
      await raw.query('delete from trail_head where chain = ?', [chain]);
      await raw.query('insert into trail_head (chain, seq, hash) values (?, ?, ?)', [chain, seq, hash]);
    }

    it('a chain written anew with its head, or cut off with it, is found against an older head', async () => {
      const { trails } = await verify(app);
      for (const [chain, anchor] of trails.entries()) {
        const rows = await trailOf(raw, chain);
        for (const [forged, code] of [
          [rechained(rows.slice(0, -2)), 'record_missing'],
          [rechained(rows.map((r, i) => (i === 3 ? { ...r, actor: 'somebody' } : r))), 'chain_broken'],
        ] as const) {
          await putTrail(raw, chain, forged);
          expect((await verify(app)).fault).toBeUndefined();
          expect((await verify(app, trails)).fault).toMatchObject({ seq: anchor.seq, code });
        }
        await putTrail(raw, chain, rows);
      }
      expect((await verify(app, trails)).fault).toBeUndefined();
    });
  });
});
