/** @slow */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { createTestDatabase, type Dialect } from '../support/database';
import { bookOf, exported, importLines, refusals, verify } from '../support/services';

const example = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const generated = (seed: number): string[] => makeBook(seed, { contracts: 4, seasons: 5, closed: 3, events: 9 });
const linesOf = (book: string): string[] => book.trimEnd().split('\n');

describe('a book that is exported', () => {
  // The SQLite project alone has no PostgreSQL server; with both projects, or the other one, it has.
  const hasServer = process.env['TEST_POSTGRES_URL'] !== undefined;
  (hasServer ? it : it.skip)(
    'is read into an empty database of the other kind to the same head, and back',
    async () => {
      const [sqlite, postgres, back] = await Promise.all([openOn('sqlite'), openOn('postgres'), openOn('sqlite')]);
      try {
        await importLines(sqlite.app, example);
        for (const seed of [11, 12, 13]) await importLines(sqlite.app, generated(seed));
        const book = await bookOf(sqlite.app);
        await importLines(postgres.app, linesOf(book));
        await importLines(back.app, linesOf(await bookOf(postgres.app)));
        const { heads, fault } = await verify(sqlite.app);
        expect(heads).toHaveLength(4);
        expect(fault).toBeUndefined();
        expect(await verify(postgres.app)).toMatchObject({ heads });
        expect(await verify(back.app)).toMatchObject({ heads });
        expect(await bookOf(back.app)).toBe(book);
        const csv = await exported(sqlite.app, { what: 'lines', format: 'csv' });
        expect(await exported(postgres.app, { what: 'lines', format: 'csv' })).toBe(csv);
      } finally {
        await Promise.all([sqlite, postgres, back].map((o) => o.close()));
      }
    },
  );

  describe('is read back', () => {
    let app: TestApp;
    let book: string[];
    beforeAll(async () => {
      const first = await openTestApp();
      await importLines(first, generated(21));
      book = linesOf(await bookOf(first));
      await first.close();
    });
    beforeEach(async () => {
      app = await openTestApp();
      app.clock.set('2026-06-02T00:00:00.000Z');
    });
    afterEach(() => app.close());

    const changed = (index: number, change: object): string[] =>
      book.map((line, i) => (i === index ? JSON.stringify({ ...JSON.parse(line), ...change }) : line));
    const cash = (): number => book.findIndex((line) => line.includes('"cash_in"'));

    it.each([
      ['another sequence', { seq: 7_000 }, 'seq'],
      ['another hash', { hash: 'a'.repeat(64) }, 'hash'],
      ['another amount', { amount: '9999.99' }, 'hash'],
      ['another note', { note: '改' }, 'hash'],
      ['another author', { by: '某人' }, 'hash'],
      ['another booking', { bookedOn: '2020-06-01' }, 'bookedOn'],
      ['an earlier time of recording', { recordedAt: '2020-01-01T00:00:00.000Z' }, 'recordedAt'],
      ['a later time of recording', { recordedAt: '2026-06-01T00:00:00.001Z' }, 'hash'],
    ])('not with %s: chain_mismatch, the lines after it are not listed', async (_what, change, field) => {
      expect(await refusals(app, changed(cash(), change))).toEqual({
        errors: [`${cash() + 1}: ${field}: chain_mismatch`],
        more: 0,
      });
      expect((await verify(app)).heads).toEqual([]);
    });

    it('not with a line left out or two swapped', async () => {
      const without = book.filter((_, i) => i !== cash());
      expect((await refusals(app, without)).errors).toEqual([`${cash() + 1}: seq: chain_mismatch`]);
      const swapped = [...book];
      [swapped[20], swapped[21]] = [book[21] as string, book[20] as string];
      expect((await refusals(app, swapped)).errors).toEqual(['21: seq: chain_mismatch']);
    });

    it('over itself without effect, and continues a part of itself', async () => {
      const part = book.slice(0, 60);
      await importLines(app, part);
      const partHead = (await verify(app)).heads[0];
      expect(partHead?.seq).toBe(59);
      expect(await importLines(app, part)).toMatchObject({ events: 0, closed: 0 });
      expect((await verify(app)).heads[0]).toEqual(partHead);
      await importLines(app, book);
      expect(linesOf(await bookOf(app))).toEqual(book);
      expect((await verify(app)).fault).toBeUndefined();
    });

    it('not over a book that went another way', async () => {
      await importLines(app, book.slice(0, 60));
      const other = JSON.stringify({
        ...JSON.parse(book[cash()] as string),
        id: 'own',
        seq: undefined,
        hash: undefined,
      });
      await importLines(app, [book[0] as string, other]);
      const { errors } = await refusals(app, book);
      expect(errors).toEqual(['61: seq: chain_mismatch']);
      const forked = book.slice(0, 60).map((line, i) => (i === 10 ? line.replace(/"hash":"./, '"hash":"z') : line));
      expect((await refusals(app, forked)).errors).toEqual(['11: hash: hash_invalid']);
      const parted = changed(10, { hash: 'b'.repeat(64) }).slice(0, 60);
      expect((await refusals(app, parted)).errors).toEqual(['11: hash: chain_mismatch']);
      const restamped = changed(10, { recordedAt: '2020-01-01T00:00:00.000Z' }).slice(0, 60);
      expect((await refusals(app, restamped)).errors).toEqual(['11: recordedAt: chain_mismatch']);
    });
  });
});

async function openOn(dialect: Dialect): Promise<{ app: TestApp; close(): Promise<void> }> {
  const test = await createTestDatabase(dialect);
  const app = await openTestApp(test);
  return {
    app,
    close: async () => {
      await app.close();
      await test.drop();
    },
  };
}
