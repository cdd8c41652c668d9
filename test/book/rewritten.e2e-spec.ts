import type { Anchor } from '../../src/verify/verify.service';
import { GENESIS, recordJson, sha256 } from '../../src/domain/ledger/chain';
import { storedRecords } from '../../src/journal/chain.verify';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook, seeded } from '../support/books';
import { importLife, wholeLife } from '../support/life';
import { runs, timeout } from '../support/scale';
import { bookOf, importLines, verify } from '../support/services';
import { openRaw, type Raw } from '../support/sql';

type Pick = <T>(from: readonly T[]) => T;
/** What the other tests do to one row or two, somebody does here to all that follow: every hash fits again. */
describe('a chain that was written anew from an old fact on, every hash and the head with it', () => {
  let app: TestApp;
  let raw: Raw;
  let whole: Anchor;
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, makeBook(51, { contracts: 3, seasons: 4, closed: 2, events: 6 }));
    await importLife(app, await wholeLife(app, { cooperative: 'COOP51', season: 'S3', contract: 'C-1' }));
    raw = await openRaw(app.url);
    await raw.disarm();
    const { fault, heads } = await verify(app);
    expect(fault).toBeUndefined();
    whole = heads[0] as Anchor;
  });
  afterAll(async () => {
    await raw.close();
    await app.close();
  });

  const setHead = (seq: number, hash: string): Promise<unknown> =>
    raw.query('update cooperative set head_seq = ?, head_hash = ? where id = 1', [seq, hash]);

  /** Computes every hash from a record on as the program would, over what is stored now. */
  async function rehash(): Promise<void> {
    const hashes: string[] = [];
    await app.database.reads.snapshot(async (reader) => {
      for await (const { seq, recordedAt, approvedBy, approvedAt, bookedOn, entries, line } of storedRecords(
        reader,
        1,
      )) {
        const approval = approvedBy === null || approvedAt === null ? {} : { approvedBy, approvedAt };
        const record = { prev: hashes.at(-1) ?? GENESIS, seq, recordedAt, ...approval, ...(bookedOn === null ? {} : { bookedOn }), entries }; // prettier-ignore
        hashes.push(sha256(recordJson(record, line)));
      }
    });
    for (const [i, hash] of hashes.entries())
      await raw.query('update book_record set hash = ? where cooperative_id = 1 and seq = ?', [hash, i + 1]);
    await setHead(hashes.length, hashes.at(-1) as string);
  }

  const SEEDS = runs(12);
  it(
    `is found by a head from before, in ${SEEDS} seeded ways`,
    async () => {
      const random = seeded(12);
      const pick: Pick = (from) => from[Math.floor(random() * from.length)] as never;
      const records = await raw.query<{ seq: number | string; line: string; hash: string }>(
        'select seq, line, hash from book_record where cooperative_id = 1 order by seq',
      );
      const missed: string[] = [];
      let alone = 0;
      for (let tried = 0; tried < SEEDS;) {
        const { seq, line } = pick(records);
        const changed = withOtherDigit(line, pick);
        if (changed === undefined) continue;
        tried += 1;
        await raw.query('update book_record set line = ? where cooperative_id = 1 and seq = ?', [changed, seq]);
        await rehash();
        // Of such a change only the figures that no longer fit tell, if any do; the head from before always does.
        if ((await verify(app)).fault) alone += 1;
        const older = pick(records.filter((r) => Number(r.seq) >= Number(seq)));
        const anchor = { ...whole, seq: Number(older.seq), hash: older.hash };
        if (!(await verify(app, [anchor])).fault) missed.push(`${seq}: ${changed}, with an anchor of ${older.seq}`);
        await raw.query('update book_record set line = ? where cooperative_id = 1 and seq = ?', [line, seq]);
        await rehash();
      }
      expect(missed).toEqual([]);
      expect(alone).toBeGreaterThan(0);
      expect((await verify(app, [whole])).fault).toBeUndefined();
    },
    timeout(60_000),
  );
});

/** The same, but done by the program itself: every posting, total and statement fits, and only a head from before can tell. */
describe('a book that was entered anew', () => {
  let app: TestApp;
  let anchors: Anchor[];
  let book: string[];
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, makeBook(52, { contracts: 2, seasons: 3, closed: 2, events: 6 }));
    book = (await bookOf(app)).trimEnd().split('\n');
    const rows = await app.database.reads.all<{ seq: number; hash: string }>(
      'select seq, hash from book_record order by seq',
    );
    anchors = rows.map(({ seq, hash }) => ({ cooperative: 'COOP52', seq, hash }));
  });
  afterAll(() => app.close());

  /** Whether verify finds what was made of the book, without and with the head of some day before. */
  async function found(lines: readonly string[], anchor: Anchor): Promise<{ alone: boolean; anchored: boolean }> {
    const other = await openTestApp();
    try {
      await importLines(other, lines);
      const isFault = async (known: Anchor[]): Promise<boolean> => (await verify(other, known)).fault !== undefined;
      return { alone: await isFault([]), anchored: await isFault([anchor]) };
    } finally {
      await other.close();
    }
  }

  const SEEDS = runs(4);
  it(
    `without its tail is found by any head of the tail, in ${SEEDS} seeded ways`,
    async () => {
      const random = seeded(13);
      const pick: Pick = (from) => from[Math.floor(random() * from.length)] as never;
      for (let i = 0; i < SEEDS; i++) {
        const kept = pick(anchors.slice(5, -1)).seq;
        // The first line of the file is no record.
        expect(await found(book.slice(0, kept + 1), pick(anchors.slice(kept)))).toEqual({
          alone: false,
          anchored: true,
        });
      }
    },
    timeout(60_000),
  );

  it(
    `with another fact in it is found by any head since, in ${SEEDS} seeded ways`,
    async () => {
      const random = seeded(14);
      const pick: Pick = (from) => from[Math.floor(random() * from.length)] as never;
      for (let i = 0; i < SEEDS; i++) {
        const at = pick(
          [...book.keys()].filter((line) => /"kind":"(cash_in|service|deposit_in)"/.test(book[line] as string)),
        );
        const lines = book.map((line, j) => bare(j === at ? line.replace(/"amount":"(\d+)/, (_, yuan: string) => `"amount":"${Number(yuan) + 1 + Math.floor(random() * 9)}`) : line)); // prettier-ignore
        expect(await found(lines, pick(anchors.slice(at - 1)))).toEqual({ alone: false, anchored: true });
      }
    },
    timeout(60_000),
  );
});

/** One digit of what a line says becomes another, where that leaves a line that can be read. */
function withOtherDigit(line: string, pick: Pick): string | undefined {
  const places = [...line.matchAll(/[1-8]/g)].map((match) => match.index);
  if (places.length === 0) return undefined;
  const at = pick(places);
  return `${line.slice(0, at)}${Number(line[at]) + 1}${line.slice(at + 1)}`;
}

/** A line as it was entered: without what recording added. */
function bare(line: string): string {
  const { seq: _seq, recordedAt: _at, bookedOn: _on, hash: _hash, ...rest } = JSON.parse(line);
  return JSON.stringify(rest);
}
