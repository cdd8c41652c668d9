import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AttachmentsService } from '../../src/attachments/attachments.service';
import { FileStore } from '../../src/attachments/file-store';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook, seeded } from '../support/books';
import { runs, timeout } from '../support/scale';
import { importLines, verify } from '../support/services';
import { openRaw, type Raw, type Value } from '../support/sql';

type Row = Record<string, Value>;
type Pick = <T>(from: readonly T[]) => T;

/** Photos and papers: their bytes beside the book, and the rows that name them. */
describe('verify finds what was changed of the files beside the book', () => {
  let app: TestApp;
  let raw: Raw;
  const paths = new Map<string, Buffer>();
  beforeAll(async () => {
    app = await openTestApp();
    await importLines(app, makeBook(61, { contracts: 2, seasons: 1, closed: 0, events: 2 }));
    const origin = { actor: 'clerk', address: 'test', requestId: 'test' };
    for (const [contract, magic] of [
      ['C-1', 'ffd8ff'],
      ['C-1', '255044462d'],
      ['C-2', 'ffd8ff'],
    ] as const) {
      const bytes = Buffer.concat([Buffer.from(magic, 'hex'), randomBytes(500)]);
      const address = { cooperative: 'COOP61', contract, scope: { cooperativeId: 1 } };
      const { row } = await app.module.get(AttachmentsService).add(address, { bytes }, origin);
      paths.set(join(app.module.get(FileStore).folder, row.sha256.slice(0, 2), row.sha256), bytes);
    }
    raw = await openRaw(app.url);
    await raw.disarm();
    expect((await verify(app)).fault).toBeUndefined();
  });
  afterAll(async () => {
    await raw.close();
    await app.close();
  });

  const write = async (row: Row): Promise<unknown> =>
    raw.query(
      `insert into attachment (${Object.keys(row).join(', ')}) values (${Object.keys(row).map(() => '?').join(', ')})`,
      Object.values(row),
    ); // prettier-ignore
  const erase = async (row: Row): Promise<unknown> =>
    raw.query('delete from attachment where contract_id = ? and sha256 = ?', [row['contract_id'] as number, row['sha256'] as string]); // prettier-ignore
  /** Another row in the place of one, and back again. */
  const instead = async (row: Row, other: Row | undefined): Promise<() => Promise<unknown>> => {
    await erase(row);
    if (other) await write(other);
    return async () => {
      if (other) await erase(other);
      await write(row);
    };
  };

  const WAYS: Record<string, (row: Row, pick: Pick) => Promise<() => Promise<unknown>>> = {
    'a byte of a file': (_row, pick) => inFile(pick, (bytes) => bytes.fill((bytes.at(9) as number) ^ 1, 9, 10)),
    'the end of a file': (_row, pick) =>
      inFile(pick, (bytes) => bytes.subarray(0, pick([0, 1, 100, bytes.length - 1]))),
    'one file for another': (_row, pick) => inFile(pick, () => pick([...paths.values()])),
    'a file that is gone': (_row, pick) => inFile(pick, () => undefined),
    'a row that is gone': (row) => instead(row, undefined),
    'a row with another hash': (row) => instead(row, { ...row, sha256: 'ab'.repeat(32) }),
    'a row with another length': (row, pick) =>
      instead(row, { ...row, bytes: Number(row['bytes']) + pick([-1, 1, 7]) }),
    'a row with another type': (row) => instead(row, { ...row, type: 'image/png' }),
    'a row of another contract': (row) => instead(row, { ...row, contract_id: 3 - Number(row['contract_id']) }),
    'a row of another day': (row) => instead(row, { ...row, added_at: '2026-05-01T00:00:00.000Z' }),
    'a row by somebody else': (row) => instead(row, { ...row, added_by: 'somebody' }),
    'a row that nobody made': async (row) => {
      const made = { ...row, contract_id: 3 - Number(row['contract_id']) };
      await write(made);
      return () => erase(made);
    },
  };

  /** Other bytes in a file, unless they are its own. */
  async function inFile(pick: Pick, change: (bytes: Buffer) => Buffer | undefined): Promise<() => Promise<unknown>> {
    const [path, bytes] = pick([...paths]);
    const changed = change(Buffer.from(readFileSync(path)));
    if (changed === undefined || changed.equals(bytes)) rmSync(path);
    else writeFileSync(path, changed);
    return () => Promise.resolve(writeFileSync(path, bytes));
  }

  const ROUNDS = runs(1);
  it.each(Object.entries(WAYS))(
    '%s',
    async (_what, tamper) => {
      const random = seeded(61);
      const pick: Pick = (from) => from[Math.floor(random() * from.length)] as never;
      for (let i = 0; i < ROUNDS; i++) {
        const undo = await tamper(pick(await raw.query<Row>('select * from attachment order by sha256')), pick);
        expect((await verify(app)).fault).toMatchObject({ cooperative: 'COOP61', code: 'attachment_damaged' });
        await undo();
        expect((await verify(app)).fault).toBeUndefined();
      }
    },
    timeout(30_000),
  );
});
