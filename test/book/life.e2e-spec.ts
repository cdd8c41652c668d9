import { recordJson, sha256 } from '../../src/domain/ledger/chain';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { createTestDatabase, type Dialect } from '../support/database';
import {
  chained,
  HEADER,
  importLife,
  signatureLine,
  statementAt,
  stepLine,
  wholeLife,
  type Address,
} from '../support/life';
import { cashIn, recordEvent } from '../support/recording';
import { bookOf, exported, importLines, refusals, verify } from '../support/services';
import { openRaw } from '../support/sql';

const to: Address = { cooperative: 'COOP71', season: 'S3', contract: 'C-1' };
const closing = JSON.stringify({ type: 'close', cooperative: to.cooperative, season: to.season });

async function lived(app: TestApp): Promise<void> {
  await importLines(app, makeBook(71, { contracts: 3, seasons: 4, closed: 2, events: 5 }));
  await importLife(app, await wholeLife(app, to));
  await importLife(app, [HEADER, stepLine({ ...to, contract: 'C-2' }, 'presented', 'clerk')]);
}

const asked = async (app: TestApp, lines: string[]): ReturnType<typeof refusals> =>
  refusals(app, await chained(app, lines));
const linesOf = (book: string): string[] => book.trimEnd().split('\n');

describe('a book with the life of its statements', () => {
  const hasServer = process.env['TEST_POSTGRES_URL'] !== undefined;
  const kinds: Dialect[] = hasServer ? ['sqlite', 'postgres', 'sqlite'] : ['sqlite', 'sqlite', 'sqlite'];

  it('is read into an empty database, of the other kind too, to the same head, and back', async () => {
    const tests = await Promise.all(kinds.map((kind) => createTestDatabase(kind)));
    const apps = await Promise.all(tests.map((test) => openTestApp(test)));
    const [first, second, third] = apps as [TestApp, TestApp, TestApp];
    await lived(first);
    await importLines(first, [HEADER, closing]);
    const book = await bookOf(first);
    expect(linesOf(book).filter((l) => /"type":"(statement|signature)"/.test(l))).toHaveLength(8);
    await importLines(second, linesOf(book));
    await importLines(third, linesOf(await bookOf(second)));
    const { heads, fault } = await verify(first);
    expect(fault).toBeUndefined();
    for (const app of [second, third]) {
      expect(await verify(app)).toMatchObject({ heads });
      expect(await bookOf(app)).toBe(book);
      expect((await statementAt(app, to)).status).toBe('closed_confirmed');
      expect((await statementAt(app, { ...to, contract: 'C-2' })).status).toBe('closed_unconfirmed');
    }
    const csv = (app: TestApp): Promise<string> => exported(app, { what: 'lines', format: 'csv', season: 'S3' });
    expect(await csv(third)).toBe(await csv(first));
    for (const app of apps) await app.close();
    for (const test of tests) await test.drop();
  });
});

describe('the lines of a statement’s life', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openTestApp();
    await lived(app);
  });
  afterEach(() => app.close());

  it('are read again without effect', async () => {
    const book = linesOf(await bookOf(app));
    await importLines(app, book);
    expect(linesOf(await bookOf(app))).toEqual(book);
  });

  it('say where the statement stands, also as it was known', async () => {
    const status = async (asKnown?: string): Promise<string> => {
      const csv = await exported(app, { what: 'lines', format: 'csv', season: 'S3', ...(asKnown ? { asKnown } : {}) });
      return /C-1,.*,(\w+)\r/.exec(csv)?.[1] ?? '';
    };
    expect(await status()).toBe('confirmed');
    const before = app.clock.now();
    app.clock.set('2026-06-02T00:00:00.000Z');
    await importLife(app, [HEADER, stepLine(to, 'disputed', 'card:1', { reason: '还是不对' })]);
    expect(await status()).toBe('disputed');
    expect(await status(before)).toBe('confirmed');
  });

  it('are refused where the life does not lead there, or another content was signed', async () => {
    const { sha256: content } = await statementAt(app, to);
    expect(
      await asked(app, [
        HEADER,
        stepLine({ ...to, contract: 'C-3' }, 'confirmed', 'card:3'),
        stepLine({ ...to, season: 'S2' }, 'presented', 'clerk'),
        stepLine({ ...to, season: 'S9' }, 'presented', 'clerk'),
        stepLine({ ...to, contract: 'C-9' }, 'presented', 'clerk'),
        stepLine(to, 'disputed', 'card:1', { line: { section: 'owed', subject: 'camels', line: 'due' } }),
        stepLine(to, 'draft', 'clerk'),
        signatureLine({ ...to, contract: 'C-2' }, content),
        signatureLine(to, 'A'.repeat(64)),
        signatureLine({ ...to, season: 'S2' }, content),
      ]),
    ).toEqual({
      errors: [
        '2: state: step_not_allowed',
        '3: state: step_not_allowed',
        '4: season: season_unknown',
        '5: contract: contract_unknown',
        '6: line: choice_invalid',
        '7: state: choice_invalid',
        '8: sha256: version_stale',
        '9: sha256: hash_invalid',
      ],
      more: 0,
    });
  });

  it('that only follow from an event that was refused are not listed', async () => {
    const { sha256: content } = await statementAt(app, to);
    const bad = JSON.stringify({ ...cashIn('COOP71', 'C-1', 'bad', '2021-07-01'), amount: 'x' });
    const follow = [signatureLine(to, 'c'.repeat(64)), stepLine(to, 'presented', 'clerk'), stepLine(to, 'confirmed', 'card:1')]; // prettier-ignore
    expect((await asked(app, [HEADER, bad, ...follow])).errors).toEqual(['2: amount: money_invalid']);
    expect((await asked(app, [HEADER, signatureLine({ ...to, contract: 'C-2' }, content), stepLine({ ...to, contract: 'C-2' }, 'presented', 'x')])).errors).toHaveLength(1); // prettier-ignore
  });

  it('stop counting with the next event, and count again if that is taken back', async () => {
    await recordEvent(app.database.writer, cashIn('COOP71', 'C-1', 'n1', '2021-07-01'), app.clock.now());
    expect(await statementAt(app, to)).toMatchObject({ status: 'draft', isChanged: true });
    const back = {
      type: 'event',
      cooperative: 'COOP71',
      contract: 'C-1',
      id: 'n2',
      kind: 'reversal',
      of: 'n1',
      reason: '误',
    };
    await recordEvent(app.database.writer, back as never, app.clock.now());
    expect((await statementAt(app, to)).status).toBe('confirmed');
    expect((await verify(app)).fault).toBeUndefined();
  });

  it('are filed in their season, so that the database refuses them once it is closed', async () => {
    await importLines(app, [HEADER, closing]);
    const raw = await openRaw(app.url);
    const copy = `insert into book_record (cooperative_id, seq, type, recorded_at, line, hash, contract_id, season_id)
      select cooperative_id, seq + 1000, type, recorded_at, line, hash, contract_id, season_id from book_record where type = 'signature'`;
    await expect(raw.query(copy)).rejects.toThrow('the season is closed');
    await raw.close();
  });
});

describe('verify finds', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await openTestApp();
    await lived(app);
  });
  afterEach(() => app.close());

  it('a signature under another content, even in a chain that was written anew', async () => {
    const raw = await openRaw(app.url);
    await raw.disarm();
    await importLife(app, [HEADER, signatureLine(to, (await statementAt(app, to)).sha256, { by: 'late' })]);
    type Row = { cooperative_id: number; seq: number; line: string; recorded_at: string };
    const [row] = await raw.query<Row>('select * from book_record order by seq desc limit 1');
    const [before] = await raw.query<{ hash: string }>('select hash from book_record where seq = ?', [
      Number(row?.seq) - 1,
    ]);
    const line = String(row?.line).replace(/"sha256":"[0-9a-f]{64}"/, `"sha256":"${'d'.repeat(64)}"`);
    const hash = sha256(
      recordJson(
        { prev: before?.hash ?? '', seq: Number(row?.seq), recordedAt: row?.recorded_at ?? '', entries: [] },
        line,
      ),
    );
    await raw.query('update book_record set line = ?, hash = ? where seq = ?', [line, hash, Number(row?.seq)]);
    await raw.query('update cooperative set head_hash = ?', [hash]);
    await raw.query('update signature set sha256 = ? where seq = ?', ['d'.repeat(64), Number(row?.seq)]);
    await raw.close();
    expect((await verify(app)).fault).toMatchObject({
      seq: Number(row?.seq),
      code: 'statement_wrong',
      what: 'S3/C-1: another content was signed',
    });
  });

  it('a closed statement that says it was confirmed', async () => {
    await importLines(app, [HEADER, closing]);
    const raw = await openRaw(app.url);
    await raw.disarm();
    await raw.query(`update statement set state = 'closed_confirmed' where state = 'closed_unconfirmed'`);
    await raw.close();
    expect((await verify(app)).fault).toMatchObject({ code: 'statement_wrong' });
  });
});
