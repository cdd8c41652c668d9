import { openDatabase, type OpenDatabase } from '../../src/database/data-source';
import type { Tx } from '../../src/database/tx';
import { canonicalJson } from '../../src/domain/ledger/canonical';
import { GENESIS, recordHash } from '../../src/domain/ledger/chain';
import { openBatch, type BookedEntry, type JournalBatch, type NewRecord } from '../../src/journal/journal-batch';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { openRaw, type Raw, type Value } from '../support/sql';

const COOPERATIVE = { id: 1 };
const A = { cooperative: 'A' };
const LARGEST = Number.MAX_SAFE_INTEGER;

/** The journal knows no contract rules: what it is given here is nothing but balanced. */
describe('the journal', () => {
  let test: TestDatabase;
  let db: OpenDatabase;
  let raw: Raw;
  beforeEach(async () => {
    test = await createTestDatabase();
    db = await openDatabase(test.url);
    raw = await openRaw(test.url);
    for (const [table, row] of PARENTS) {
      const marks = Object.keys(row).map(() => '?').join(', '); // prettier-ignore
      const sql = `insert into ${table} (${Object.keys(row).join(', ')}) values (${marks})`;
      await raw.query(sql, Object.values(row));
    }
  });
  afterEach(async () => {
    await db.close();
    await raw.close();
    await test.drop();
  });

  const write = <T>(work: (batch: JournalBatch, tx: Tx) => T | Promise<T>): Promise<T> =>
    db.writer.write(A, async (tx) => {
      const batch = await openBatch(tx, COOPERATIVE);
      const result = await work(batch, tx);
      await batch.flush();
      return result;
    });
  const count = async (table: string): Promise<number> =>
    Number((await raw.query<{ n: number | string }>(`select count(*) as n from ${table}`))[0]?.n);
  const head = (): Promise<{ seq: number; hash: string } | undefined> =>
    db.reads.get('select head_seq as seq, head_hash as hash from cooperative where id = 1');

  it('chains records one after the other, in one batch and over several', async () => {
    const first = await write((b) => [b.add(event('e1', 100)), b.add(event('e2', 200))]);
    const second = await write((b) => [b.add(event('e3', 300))]);
    const rows = await db.reads.all<{ seq: number; hash: string }>(
      'select seq, hash from book_record where cooperative_id = 1 order by seq',
    );
    expect(rows).toEqual([...first, ...second].map(({ seq, hash }) => ({ seq, hash })));
    expect(rows.map((r) => r.seq)).toEqual([1, 2, 3]);
    let prev = GENESIS;
    for (const [i, row] of rows.entries()) {
      const { line, recordedAt, bookedOn, entries } = event(`e${i + 1}`, (i + 1) * 100);
      expect(row.hash).toBe(recordHash({ prev, seq: row.seq, recordedAt, bookedOn, line, entries: entries.map(bare) }));
      prev = row.hash;
    }
    expect(await head()).toEqual({ seq: 3, hash: prev });
  });

  it('keeps the totals of a season and account as the sums of its postings, and opens an account once', async () => {
    await write((b) => void [b.add(event('e1', 100)), b.add(event('e2', -30))]);
    await write((b) => void b.add(event('e3', 5)));
    await write((b) => void b.add(event('e4', 1, 2)));
    const totals = await db.reads.all(
      `select t.season_id, a.name, t.debit, t.credit, t.postings from account_total t
       join account a on a.cooperative_id = t.cooperative_id and a.id = t.account_id order by t.season_id, a.name`,
    );
    const total = (season: number, name: string, debit: number, credit: number, postings: number): object => ({ season_id: season, name, debit, credit, postings }); // prettier-ignore
    expect(totals).toEqual([
      total(1, 'coop:cash', 30, 105, 3),
      total(1, 'members:C-1:current', 105, 30, 3),
      total(2, 'coop:cash', 0, 1, 1),
      total(2, 'members:C-1:current', 1, 0, 1),
    ]);
    expect(await count('account')).toBe(2);
    expect(await count('posting')).toBe(8);
  });

  it('never goes back in time: a record has the time of the one before it when the clock says less', async () => {
    const later = '2026-01-01T00:00:05.000Z';
    const given = await write((b) => [
      b.add({ ...event('e1', 1), recordedAt: later }),
      b.add({ ...event('e2', 1), recordedAt: '2025-01-01T00:00:00.000Z' }),
    ]);
    const next = await write((b) => b.add({ ...event('e3', 1), recordedAt: '2024-01-01T00:00:00.000Z' }));
    expect([...given, next].map((h) => h.at)).toEqual([later, later, later]);
  });

  it('keeps nothing of a unit that fails after it was flushed, and goes on from the head before', async () => {
    const before = await write((b) => b.add(event('e1', 1)));
    const failing = write(async (b) => {
      b.add(event('e2', 1));
      b.add({ ...event('e3', 1), entries: [entry(7, 1, 'members:C-1:deposit')] });
      await b.flush();
      throw new Error('not after all');
    });
    await expect(failing).rejects.toThrow('not after all');
    expect(await head()).toEqual({ seq: 1, hash: before.hash });
    expect([await count('book_record'), await count('posting'), await count('account')]).toEqual([1, 2, 2]);
    expect((await write((b) => b.add(event('e2', 1)))).seq).toBe(2);
  });

  it('refuses an entry that does not balance, also where only exact sums can tell', async () => {
    const parts = [LARGEST, 2, -LARGEST, -1];
    const entries = [{ ...entry(1), postings: parts.map((q, i) => ({ account: `coop:${i}`, commodity: 'CNY', quantity: q })) }]; // prettier-ignore
    const code = 'postings_unbalanced';
    await expect(write((b) => b.add({ ...event('e1', 1), entries }))).rejects.toMatchObject({ code });
    expect(await count('book_record')).toBe(0);
  });

  it('refuses what would take a total beyond what a number holds exactly, and keeps nothing of it', async () => {
    await write((b) => b.add(event('e1', LARGEST)));
    const code = 'amount_too_large';
    await expect(write((b) => b.add(event('e2', 1)))).rejects.toMatchObject({ code });
    await expect(write((b) => [b.add(event('e3', -LARGEST)), b.add(event('e4', -1))])).rejects.toMatchObject({ code });
    expect(await count('book_record')).toBe(1);
    await write((b) => b.add(event('e5', -LARGEST)));
    const [total] = await db.reads.all('select debit, credit from account_total order by account_id limit 1');
    expect(total).toEqual({ debit: LARGEST, credit: LARGEST });
    // What was taken back leaves room: beyond that, a total keeps what its sides have not in common.
    await write((b) => b.add(event('e6', 5)));
    const netted = await db.reads.all('select debit, credit, postings from account_total order by account_id');
    expect(netted).toEqual([{ debit: 5, credit: 0, postings: 3 }, { debit: 0, credit: 5, postings: 3 }]); // prettier-ignore
    await expect(write((b) => b.add(event('e7', LARGEST)))).rejects.toMatchObject({ code });
    await write((b) => b.add(event('e8', -LARGEST)));
  });

  it('writes thousands of records in one batch like one at a time', async () => {
    const records = Array.from({ length: 2_500 }, (_, i) => event(`e${i}`, i - 1_000));
    const last = await write(async (b) => {
      for (const record of records) {
        b.add(record);
        if (b.isFull) await b.flush();
      }
      return b.head;
    });
    expect(await head()).toEqual({ seq: 2_500, hash: last.hash });
    let prev = GENESIS;
    for (const [i, { line, recordedAt, bookedOn, entries }] of records.entries())
      prev = recordHash({ prev, seq: i + 1, recordedAt, bookedOn, line, entries: entries.map(bare) });
    expect(last.hash).toBe(prev);
  });

  it('is not opened for a cooperative that is not there', async () => {
    const opening = db.writer.write(A, (tx) => openBatch(tx, { id: 777 }));
    await expect(opening).rejects.toThrow('no cooperative 777');
  });

  it('stores each line in its canonical form', async () => {
    await write((b) => b.add(event('e1', 1)));
    const row = await db.reads.get<{ line: string }>('select line from book_record');
    expect(row?.line).toBe(canonicalJson(event('e1', 1).line));
  });
});

type Parent = readonly [table: string, row: Readonly<Record<string, Value>>];

const season = (id: number, year: number): Parent => [
  'season',
  { cooperative_id: 1, id, code: `S${id}`, starts_on: `${year}-01-01`, ends_on: `${year}-12-31` },
];

const PARENTS: readonly Parent[] = [
  ['cooperative', { id: 1, code: 'A', name: 'A', accounting: 'x', head_seq: 0, head_hash: GENESIS, version: 1 }],
  season(1, 2024),
  season(2, 2025),
  ['household', { cooperative_id: 1, id: 1, code: 'H', name: 'H', version: 1 }],
  [
    'contract',
    { cooperative_id: 1, id: 1, number: 'C-1', household_id: 1, starts_on: '2024-01-01', state: 'active', terms: '{}', last_seq: 0, version: 1 },
  ],
]; // prettier-ignore

function entry(quantity: number, seasonId = 1, account = 'members:C-1:current'): BookedEntry {
  const postings = [
    { account, commodity: 'CNY', quantity },
    { account: 'coop:cash', commodity: 'CNY', quantity: -quantity },
  ];
  return { contract: 'C-1', bookedOn: `${2023 + seasonId}-06-01`, seasonId, contractId: 1, postings };
}

function event(id: string, quantity: number, seasonId = 1): NewRecord & { bookedOn: string } {
  const entries = [entry(quantity, seasonId)];
  const bookedOn = `${2023 + seasonId}-06-01`;
  const filed = { contractId: 1, seasonId, eventId: id, kind: 'cash_out', happenedOn: bookedOn, bookedOn };
  return { type: 'event', line: { type: 'event', note: '记', id }, recordedAt: '2026-01-01T00:00:00.000Z', ...filed, entries }; // prettier-ignore
}

/** Only what is hashed of an entry. */
function bare({ contract, bookedOn, postings }: BookedEntry): { contract: string; bookedOn: string; postings: BookedEntry['postings'] } {
  return { contract, bookedOn, postings };
} // prettier-ignore
