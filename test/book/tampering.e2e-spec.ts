import type { Anchor } from '../../src/book/verify.service';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook, seeded } from '../support/books';
import { wholeLife } from '../support/life';
import { bookOf, importLines, verify } from '../support/services';
import { openRaw, type Raw, type Value } from '../support/sql';
import { runs, timeout } from '../support/scale';

type Row = Record<string, Value | boolean>;

/** Columns that no record stands behind: personal data, versions for editing. Whoever changes them changes no book. */
const FREE: Readonly<Record<string, readonly string[]>> = {
  cooperative: ['version'],
  household: ['phone', 'id_number', 'version'],
  contract: ['version'],
};
const KEYS: Readonly<Record<string, readonly string[]>> = {
  cooperative: ['id'],
  household: ['cooperative_id', 'id'],
  season: ['cooperative_id', 'id'],
  contract: ['cooperative_id', 'id'],
  terms_version: ['cooperative_id', 'contract_id', 'seq'],
  book_record: ['cooperative_id', 'seq'],
  account: ['cooperative_id', 'id'],
  posting: ['cooperative_id', 'seq', 'entry', 'line'],
  account_total: ['cooperative_id', 'season_id', 'account_id'],
  statement: ['cooperative_id', 'season_id', 'contract_id'],
  statement_step: ['cooperative_id', 'season_id', 'contract_id', 'seq'],
  signature: ['cooperative_id', 'season_id', 'contract_id', 'seq'],
};
const TABLES = Object.keys(KEYS);

/** Somebody with the password changes rows behind the program's back; each change is undone again before the next. */
describe('verify finds what was changed behind the program’s back', () => {
  let app: TestApp;
  let raw: Raw;
  beforeAll(async () => {
    app = await openTestApp();
    for (const seed of [41, 42]) {
      await importLines(app, withAmendment(seed));
      await importLines(app, await wholeLife(app, { cooperative: `COOP${seed}`, season: 'S3', contract: 'C-1' }));
    }
    raw = await openRaw(app.url);
    await raw.disarm();
    expect((await verify(app)).fault).toBeUndefined();
  });
  afterAll(async () => {
    await raw.close();
    await app.close();
  });

  const literal = (v: Value | boolean): string =>
    v === null ? 'null' : typeof v === 'string' ? `'${v.replaceAll("'", "''")}'` : String(v);
  const where = (table: string, row: Row): string =>
    (KEYS[table] ?? []).map((k) => `${k} = ${literal(row[k] ?? null)}`).join(' and ');
  const insert = (table: string, row: Row): Promise<unknown> =>
    raw.query(
      `insert into ${table} (${Object.keys(row).join(', ')}) values (${Object.values(row).map(literal).join(', ')})`,
    );
  const remove = (table: string, row: Row): Promise<unknown> =>
    raw.query(`delete from ${table} where ${where(table, row)}`);
  const set = (table: string, row: Row, column: string, value: Value | boolean): Promise<unknown> =>
    raw.query(`update ${table} set ${column} = ${literal(value)} where ${where(table, row)}`);
  const rowsOf = (table: string): Promise<Row[]> =>
    raw.query<Row>(`select * from ${table} order by ${(KEYS[table] ?? []).join(', ')}`);
  /** What the change is; undefined when the seed asks for one that cannot be. `undo` puts back what was. */
  type Change = { what: string; undo: () => Promise<unknown> } | undefined;

  async function tamper(random: () => number): Promise<Change> {
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const table = pick(TABLES);
    const rows = await rowsOf(table);
    const row = pick(rows);
    const name = `${table} ${(KEYS[table] ?? []).map((k) => row[k]).join('/')}`;
    switch (pick(['update', 'update', 'update', 'delete', 'insert', 'swap'] as const)) {
      case 'delete':
        await remove(table, row);
        return { what: `delete ${name}`, undo: () => insert(table, row) };
      case 'insert': {
        const copy = { ...row, ...fresh(table, rows) };
        await insert(table, copy);
        return { what: `insert ${name} as ${JSON.stringify(fresh(table, rows))}`, undo: () => remove(table, copy) };
      }
      case 'swap':
        return swap(table, name, row, pick(rows), pick);
      case 'update': {
        const column = pick(Object.keys(row).filter((c) => !FREE[table]?.includes(c) && !KEYS[table]?.includes(c)));
        const value = other(row[column] ?? null, column, random);
        if (value === undefined) return undefined;
        // A unique name that is taken: the database refuses that one itself.
        if (!(await isDone(set(table, row, column, value)))) return undefined;
        return {
          what: `update ${name} ${column}: ${row[column]} -> ${value}`,
          undo: () => set(table, row, column, row[column] ?? null),
        };
      }
    }
  }

  /** Two rows trade the values of one column. */
  async function swap(
    table: string,
    name: string,
    a: Row,
    b: Row,
    pick: <T>(from: readonly T[]) => T,
  ): Promise<Change> {
    const unique = ['code', 'number', 'event_id', 'name', 'commodity', 'happened_on'];
    const columns = Object.keys(a).filter(
      (c) => ![...(FREE[table] ?? []), ...(KEYS[table] ?? []), ...unique].includes(c),
    );
    const column = pick(columns);
    if (a === b || a[column] === b[column]) return undefined;
    await set(table, a, column, b[column] ?? null);
    await set(table, b, column, a[column] ?? null);
    const undo = async (): Promise<void> => {
      await set(table, a, column, a[column] ?? null);
      await set(table, b, column, b[column] ?? null);
    };
    return { what: `swap ${column} of ${name}`, undo };
  }

  const SEEDS = runs(120);
  it(
    `in ${SEEDS} seeded ways: rows updated, deleted, inserted and swapped in every table`,
    async () => {
      const random = seeded(99);
      const missed: string[] = [];
      const seen = new Set<string>();
      let tried = 0;
      while (tried < SEEDS) {
        const change = await tamper(random);
        if (!change) continue;
        tried += 1;
        seen.add(change.what.split(' ').slice(0, 2).join(' '));
        const { fault } = await verify(app);
        if (!fault) missed.push(change.what);
        await change.undo();
      }
      expect(missed).toEqual([]);
      expect(seen.size).toBeGreaterThan(20);
      expect((await verify(app)).fault).toBeUndefined();
    },
    timeout(60_000),
  );

  it('in every single column', async () => {
    const missed: string[] = [];
    for (const table of TABLES) {
      const rows = await rowsOf(table);
      for (const column of Object.keys(rows[0] ?? {})) {
        if (FREE[table]?.includes(column) || KEYS[table]?.includes(column)) continue;
        // The last row that has a value: the one most likely to be the edge of something.
        const row = rows.filter((r) => r[column] !== null).at(-1);
        const value = row && other(row[column] ?? null, column, seeded(5));
        if (!row || value === undefined) continue;
        await set(table, row, column, value);
        if (!(await verify(app)).fault) missed.push(`${table}.${column}`);
        await set(table, row, column, row[column] ?? null);
      }
    }
    expect(missed).toEqual([]);
  });

  it('names the record', async () => {
    const [row] = await raw.query<Row>(
      `select * from book_record where kind = 'cash_in' and cooperative_id = 1 order by seq limit 1`,
    );
    await set('book_record', row as Row, 'line', String(row?.['line']).replace('cash_in', 'cash_out'));
    expect((await verify(app)).fault).toMatchObject({
      cooperative: 'COOP41',
      seq: Number(row?.['seq']),
      code: 'chain_broken',
    });
    await set('book_record', row as Row, 'line', row?.['line'] ?? null);
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
    await importLines(
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
    const [row] = await raw.query<Row>('select * from cooperative where id = 2');
    await remove('cooperative', row as Row);
    expect((await verify(app)).fault).toMatchObject({ cooperative: '#2', code: 'record_missing' });
    await insert('cooperative', row as Row);
    expect((await verify(app)).fault).toBeUndefined();
  });
});

/** A book with amendments, one of them reversed, so that every table has rows. */
function withAmendment(seed: number): string[] {
  const lines = makeBook(seed, { contracts: 3, seasons: 4, closed: 2, events: 6 });
  const { terms } = JSON.parse(lines.find((l) => l.includes('"type":"contract"')) ?? '{}');
  const event = { type: 'event', cooperative: `COOP${seed}`, contract: 'C-1' };
  lines.push(
    JSON.stringify({ ...event, id: 'a1', kind: 'amendment', on: '2021-06-05', terms }),
    JSON.stringify({ ...event, id: 'a2', kind: 'amendment', on: '2021-06-06', terms: { ...terms, feed: undefined } }),
    JSON.stringify({ ...event, id: 'a3', kind: 'reversal', of: 'a2', reason: '误' }),
  );
  return lines;
}

function isDone(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}

/** A key that is not taken. */
function fresh(table: string, rows: readonly Row[]): Row {
  const keys = KEYS[table] ?? [];
  const last = keys.at(-1) as string;
  const next = Math.max(...rows.map((r) => Number(r[last]))) + 1;
  const unique: Record<string, Row> = {
    cooperative: { code: 'NEW' },
    household: { code: 'NEW' },
    season: { code: 'NEW' },
    contract: { number: 'NEW' },
    book_record: { event_id: 'new' },
    account: { name: 'stock:own:NEW' },
    terms_version: { event_id: 'new' },
  };
  return { [last]: next, ...unique[table] };
}

/** Another value of the same sort. */
function other(value: Value | boolean, column: string, random: () => number): Value | boolean | undefined {
  if (value === null) return undefined;
  if (typeof value === 'boolean') return !value;
  if (column === 'member') return 1 - Number(value);
  if (typeof value === 'number') return value + 1 + Math.floor(random() * 3);
  if (/^\d+$/.test(value)) return String(Number(value) + 1);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value === '2021-02-03' ? '2021-02-04' : '2021-02-03';
  if (column === 'state' && value === 'active') return 'draft';
  const at = value.search(/[0-9]/);
  if (at >= 0) return `${value.slice(0, at)}${(Number(value[at]) + 1) % 10}${value.slice(at + 1)}`;
  return `${value}x`;
}

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
