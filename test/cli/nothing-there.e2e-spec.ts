/** @runs sqlite */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { sureg } from './sureg';

const BOOK = join(__dirname, '../../examples/wuriyintuya.jsonl');

describe('whoever asks for what is not there is told what is', () => {
  let database: TestDatabase;
  let dir: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    dir = mkdtempSync(join(tmpdir(), 'sureg-cli-'));
  });
  afterAll(async () => {
    await database.drop();
    rmSync(dir, { recursive: true, force: true });
  });
  const told = async (...args: string[]): Promise<[code: number | null, stderr: string]> => {
    const { code, stderr } = await sureg(database.url, args);
    return [code, stderr.trim()];
  };

  it('an empty book says that it is empty, and names no cooperative', async () => {
    const empty = 'book_empty: The book is empty: there is no cooperative yet. Read one with "sureg import"';
    expect(await told('export', 'hledger', '--format', 'journal')).toEqual([1, empty]);
    expect(await told('export', 'beancount', '--format', 'beancount')).toEqual([1, empty]);
    expect(await told('export', 'pack', '--format', 'zip', '--season', 'S1', '--out', join(dir, 'p.zip'))).toEqual([1, empty]); // prettier-ignore
    expect(await told('mapping')).toEqual([1, empty]);
    expect((await told('export', 'lines', '--format', 'csv'))[0]).toBe(0);
  });

  it('before anything was recorded it was empty, too', async () => {
    expect((await sureg(database.url, ['import', BOOK])).code).toBe(0);
    const then = ['--as-known', '2020-01-01T00:00:00.000Z'];
    const [code, stderr] = await told('export', 'hledger', '--format', 'journal', ...then);
    expect([code, stderr]).toEqual([1, 'book_empty: The book was empty at 2020-01-01T00:00:00.000Z: there was no cooperative yet']); // prettier-ignore
  });

  it('of an unknown season the known ones are named', async () => {
    const seasons = '2022-summer, 2022-winter, 2023-summer, 2023-winter, 2024-summer, 2024-winter, 2025-summer, 2025-winter'; // prettier-ignore
    const unknown = `season: season_unknown: There is no such season: 1999; there are: ${seasons}`;
    for (const args of [
      ['export', 'lines', '--format', 'csv', '--season', '1999'],
      ['export', 'hledger', '--format', 'journal', '--season', '1999'],
      ['export', 'statements', '--format', 'pdf', '--season', '1999', '--out', join(dir, 's.pdf')],
      ['settle', '--season', '1999'],
      ['settle', '--season', '1999', '--cooperative', 'WRYT'],
    ])
      expect([args, await told(...args)]).toEqual([args, [1, unknown]]);
  });
});
