/**
 * A disk that is full in the middle of any export: no file under the final name, and none beside it.
 *
 * @slow
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OFFERS } from '../../src/exports/list';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook, seeded } from '../support/books';
import { createTestDatabase, testDialect, type TestDatabase } from '../support/database';
import { importLines } from '../support/services';

const CLI = join(__dirname, '../../dist/src/cli.js');
/** No file may grow beyond this (RLIMIT_FSIZE): more than SQLite needs beside a book to read it, less than any export of this book. */
const KILOBYTES = 33;
const ALL = OFFERS.flatMap(({ what, formats, needsSeason }) =>
  formats.map((format) => [what, format, needsSeason ? ['--season', 'S1'] : []] as const),
);
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

  it.each(ALL)('%s as %s', async (what, format, season) => {
    const out = join(folder, `file.${format}`);
    const contract = what === 'statements' && format === 'pdf' ? ['--contract', 'C-1'] : [];
    const args = [what, '--format', format, '--out', out, '--force', ...season, ...contract];
    const first = await run(String(KILOBYTES), args);
    // Of a few rows whatever the size of the book: for that there is no room at all.
    const ran = first.code === 0 ? await run('0', args) : first;
    expect(ran).toEqual({ code: 75, stdout: expect.stringContaining('storage_full') as string });
    expect(readdirSync(folder).filter((name) => first.code !== 0 || !name.startsWith(`file.${format}`))).toEqual([]);
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
