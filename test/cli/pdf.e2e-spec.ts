/**
 * `sureg export statements` and `sureg export notice`: a whole file or none, and a command that ends.
 *
 * @runs sqlite
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { pagesOf, pdfReadersAvailable } from '../support/pdf';
import { sureg, type Outcome } from './sureg';

const EXAMPLE = join(__dirname, '../../examples/wuriyintuya.jsonl');
const read = pdfReadersAvailable() ? it : it.skip;

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'sureg-pdf-'));
  await sureg(database.url, ['import', EXAMPLE, '--quiet']);
}, 120_000);
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const file = (name: string): string => join(folder, name);
const run = (...args: string[]): Promise<Outcome> => sureg(database.url, ['export', ...args]);

describe('sureg export', () => {
  read('statements writes a season, or the statement of one contract', async () => {
    expect(await run('statements', '--season', '2022-summer', '--out', file('all.pdf'))).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(pagesOf(readFileSync(file('all.pdf')))).toHaveLength(2);
    const one = ['statements', '--season', '2022-summer', '--contract', 'WRYT-2022-002', '--language', 'en'];
    expect((await run(...one, '--out', file('one.pdf'))).code).toBe(0);
    expect(pagesOf(readFileSync(file('one.pdf')))).toEqual([
      expect.stringContaining('Statement Number 2022-summer/WRYT-2022-002'),
    ]);
  });

  read('notice writes the sheet to post', async () => {
    expect((await run('notice', '--season', '2022-summer', '--out', file('notice.pdf'))).code).toBe(0);
    expect(pagesOf(readFileSync(file('notice.pdf')))[0]).toContain('公示');
  });

  it.each([
    [['statements', '--season', '1999'], 1, 'There is no such season'],
    [['statements', '--season', '2022-summer', '--contract', 'X'], 1, 'There is no such contract'],
    [['statements'], 1, 'season'],
    [['statements', '--season', '2022-summer', '--language', 'mn'], 1, 'mn'],
    [['notice', '--season', '2022-summer', '--format', 'csv'], 2, 'csv'],
    [['lines', '--contract', 'X'], 2, '--contract'],
    [['statements', '--season', '2022-summer', '--part', '2'], 1, '2'],
    [['statements', '--season', '2022-summer', '--part', '0'], 1, '0'],
    [['notice', '--season', '2022-summer', '--part', '1'], 2, '--part'],
  ] as const)('%j is refused with exit code %i, and leaves no file', async (args, code, words) => {
    const outcome = await run(...args, '--out', file('refused.pdf'));
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(words);
    expect(existsSync(file('refused.pdf'))).toBe(false);
  });
});
