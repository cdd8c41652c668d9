/**
 * A disk that is full in the middle of any export: no file under the final name, and none beside it.
 *
 * @slow
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXPORTS } from '../../src/cli/services';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook, seeded } from '../support/books';
import { createTestDatabase, testDialect, type TestDatabase } from '../support/database';
import { importLines } from '../support/services';

const CLI = join(__dirname, '../../dist/src/cli.js');
/** No file may grow beyond this (RLIMIT_FSIZE): more than SQLite needs beside a book to read it, less than any export of this book. */
const KILOBYTES = 33;
/** What an export needs to know beside its format. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  pack: ['--season', 'S1'],
  vouchers: ['--season', 'S1'],
  notice: ['--season', 'S1'],
  'statements pdf': ['--season', 'S1', '--contract', 'C-1'],
};
/** Tables of a few rows whatever the size of the book: for these there is no room at all. */
const SMALL: readonly string[] = ['balances', 'members', 'feed', 'losses', 'trail'];
const ALL = Object.entries(EXPORTS).flatMap(([what, formats]) => formats.map((format) => [what, format] as const));
const onSqlite = testDialect() === 'sqlite' ? describe : describe.skip;

onSqlite('a full disk leaves nothing of', () => {
  let database: TestDatabase;
  let folder: string;
  let app: TestApp;
  beforeAll(async () => {
    database = await createTestDatabase();
    // Kept open: what SQLite needs beside a book to read it is there already.
    app = await openTestApp(database);
    await importLines(app, bigBook());
  }, 120_000);
  afterAll(async () => {
    await app.close();
    await database.drop();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sureg-test-full-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(limit: string, args: readonly string[]): Promise<{ code: number | null; stdout: string }> {
    const command = ['-c', `ulimit -f ${limit}; exec "$@"`, 'bash', process.execPath, CLI, 'export', ...args, '--json'];
    return new Promise((resolve, reject) => {
      const child = spawn('bash', command, { env: { ...process.env, DATABASE_URL: database.url }, stdio: ['ignore', 'pipe', 'ignore'] }); // prettier-ignore
      let stdout = '';
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout }));
    });
  }

  it.each(ALL)('%s as %s', async (what, format) => {
    const out = join(folder, `file.${format}`);
    const args = [what, '--format', format, '--out', out, ...(OPTIONS[`${what} ${format}`] ?? OPTIONS[what] ?? [])];
    const full = { code: 75, stdout: expect.stringContaining('storage_full') as string };
    expect(await run(String(SMALL.includes(what) ? 0 : KILOBYTES), args)).toEqual(full);
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Many contracts with names that no compression makes small. */
function bigBook(): string[] {
  const random = seeded(9);
  const name = (): string => Array.from({ length: 24 }, () => String.fromCodePoint(0x4e00 + Math.floor(random() * 20_000))).join(''); // prettier-ignore
  return makeBook(9, { contracts: 1_200, seasons: 1, closed: 1, events: 1 }).map((line) =>
    line.replace(/"name":"牧户\d+"/, () => `"name":"${name()}"`),
  );
}
