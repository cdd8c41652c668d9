/** @slow */
import { WATCHED } from '../support/coverage';
import type { Anchor } from '../../src/verify/verify.service';
import { openTestApp, type TestApp } from '../support/app';
import { seeded } from '../support/books';
import { testDialect } from '../support/database';
import { importLife } from '../support/life';
import { furnishedBook } from '../support/furnished';
import { isFull, runs, timeout } from '../support/scale';
import { bookOf, importLines, verify } from '../support/services';
import { openRaw, type Raw } from '../support/sql';
import { Tamperer, type Change } from '../support/tampering';

/** Somebody with the password changes rows behind the program's back; each change is undone again before the next. */
describe('verify finds what was changed behind the program’s back', () => {
  let app: TestApp;
  let raw: Raw;
  let tamperer: Tamperer;
  beforeAll(async () => {
    app = await openTestApp();
    for (const seed of [41, 42]) await furnishedBook(app, seed);
    raw = await openRaw(app.url);
    await raw.disarm();
    tamperer = new Tamperer(raw, app.database.dataSource);
    expect((await verify(app)).fault).toBeUndefined();
  }, 120_000);
  afterAll(async () => {
    await raw.close();
    await app.close();
  });

  /** Whether the change was missed; it is undone in any case. */
  async function isMissed({ undo }: Change): Promise<boolean> {
    const { fault } = await verify(app);
    await undo();
    return fault === undefined;
  }

  // On PostgreSQL the ordinary run looks less hard: what is recomputed is the same, and each look takes four times as long.
  const isHard = isFull || testDialect() === 'sqlite';
  const SEEDS = runs(isHard ? 120 : 40);
  it(
    `in ${SEEDS} seeded ways: rows updated, deleted, inserted, swapped and moved in every table`,
    async () => {
      const random = seeded(99);
      const missed: string[] = [];
      const seen = new Set<string>();
      for (let tried = 0; tried < SEEDS;) {
        const change = await tamperer.tamper(random);
        if (!change) continue;
        tried += 1;
        seen.add(change.what.split(' ').slice(0, 2).join(' '));
        if (await isMissed(change)) missed.push(change.what);
      }
      expect(missed).toEqual([]);
      expect(seen.size).toBeGreaterThan(isHard ? 20 : 10);
      expect((await verify(app)).fault).toBeUndefined();
    },
    timeout(60_000),
  );

  (isHard ? it : it.skip)(
    'in every single column: another value, one where there was none, none where there was one, and in every key',
    async () => {
      const missed: string[] = [];
      let tried = 0;
      const tell = async (change: Change | undefined): Promise<void> => {
        if (!change) return;
        tried += 1;
        if (await isMissed(change)) missed.push(change.what);
      };
      for (const table of Object.keys(WATCHED)) {
        const rows = await tamperer.rows(table);
        expect([table, rows.length]).not.toEqual([table, 0]);
        for (const column of tamperer.watched(table)) {
          // The last ones: those most likely to be the edge of something.
          const full = rows.filter((r) => r[column.name] !== null).at(-1);
          const empty = rows.filter((r) => r[column.name] === null).at(-1);
          if (full) await tell(await tamperer.update(table, full, column, () => 0.9));
          if (full) await tell(await tamperer.update(table, full, column, () => 0.1));
          if (empty) await tell(await tamperer.update(table, empty, column, () => 0.9));
        }
        for (const column of tamperer.columnsOf(table).filter((c) => c.isKey))
          for (const row of rows.slice(-1)) await tell(await tamperer.rekey(table, row, column, rows));
        for (const row of [rows[0], rows.at(-1)]) if (row) await tell(await tamperer.remove(table, row));
      }
      expect(missed).toEqual([]);
      expect(tried).toBeGreaterThan(150);
    },
  );

  it('names the record', async () => {
    const [row] = await raw.query<{ seq: number; line: string }>(
      `select seq, line from book_record where kind = 'cash_in' and cooperative_id = 1 order by seq limit 1`,
    );
    const { seq, line } = row as { seq: number; line: string };
    const set = (to: string): Promise<unknown> =>
      raw.query('update book_record set line = ? where cooperative_id = 1 and seq = ?', [to, seq]);
    await set(line.replace('cash_in', 'cash_out'));
    expect((await verify(app)).fault).toMatchObject({ cooperative: 'COOP41', seq: Number(seq), code: 'chain_broken' });
    await set(line);
  });

  it('a tail cut off cleanly, and a whole chain written anew, only against an older head', async () => {
    const anchors = [...(await verify(app)).heads];
    expect((await verify(app, anchors)).fault).toBeUndefined();
    const book = (await bookOf(app))
      .trimEnd()
      .split('\n')
      .filter((line) => !line.includes('"COOP42"'));
    const cut = await openTestApp();
    await importLines(cut, book.slice(0, -3));
    expect((await verify(cut)).fault).toBeUndefined();
    const anchor = anchors.filter((a) => a.cooperative === 'COOP41');
    expect((await verify(cut, anchor)).fault).toMatchObject({ code: 'record_missing', seq: anchor[0]?.seq });
    await cut.close();
    const anew = await openTestApp();
    await importLife(
      anew,
      book.map((line) => bare(line)).map((line) => line.replace('牧户1"', '牧户9"')),
    );
    const heads = await verify(anew);
    expect(heads.fault).toBeUndefined();
    expect(heads.heads[0]?.seq).toBe(anchor[0]?.seq);
    expect((await verify(anew, anchor)).fault).toMatchObject({ code: 'chain_broken', seq: anchor[0]?.seq });
    const elsewhere: Anchor = { cooperative: 'GONE', seq: 1, hash: '0'.repeat(64) };
    expect((await verify(anew, [elsewhere])).fault).toMatchObject({ cooperative: 'GONE', code: 'record_missing' });
    await anew.close();
  });

  it('rows that are left of a cooperative whose own row is gone', async () => {
    const row = (await tamperer.rows('cooperative')).find((r) => r['code'] === 'COOP42');
    const change = await tamperer.remove('cooperative', row ?? {});
    expect((await verify(app)).fault).toMatchObject({ cooperative: '#2', code: 'record_missing' });
    await change?.undo();
    expect((await verify(app)).fault).toBeUndefined();
  });
});

function bare(line: string): string {
  const {
    seq: _seq,
    recordedAt: _at,
    bookedOn: _on,
    approvedBy: _by,
    approvedAt: _when,
    hash: _hash,
    ...rest
  } = JSON.parse(line);
  return JSON.stringify(rest);
}
