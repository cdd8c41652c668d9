/**
 * @runs sqlite
 * @slow
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, testDialect, type TestDatabase } from '../support/database';
import { sureg } from './sureg';

const BOOK = join(__dirname, '../../examples/wuriyintuya.jsonl');
const LINES = join(__dirname, '../../examples/wuriyintuya.lines.csv');
const withoutStatus = (csv: string): string[] => csv.split('\r\n').map((row) => row.slice(0, row.lastIndexOf(',')));

describe('a cooperative keeps its book with the command line', () => {
  let database: TestDatabase;
  let other: TestDatabase;
  let dir: string;
  beforeAll(async () => {
    database = await createTestDatabase();
    other = await createTestDatabase();
    dir = mkdtempSync(join(tmpdir(), 'sureg-cli-'));
  });
  afterAll(async () => {
    await database.drop();
    await other.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  const nothingClaimed = { steps: 0, signatures: 0, approvals: 0, approvers: [] };

  it('imports a file, and the same file again without effect', async () => {
    const first = await sureg(database.url, ['import', BOOK]);
    expect(first).toMatchObject({ code: 0 });
    expect(JSON.parse(first.stdout)).toEqual({
      cooperatives: 1,
      households: 3,
      contracts: 3,
      seasons: 8,
      events: 105,
      closed: 7,
      replayed: 0,
      ...nothingClaimed,
    });
    const second = await sureg(database.url, ['import', '-'], readFileSync(BOOK));
    expect(JSON.parse(second.stdout)).toEqual({
      cooperatives: 0,
      households: 0,
      contracts: 0,
      seasons: 0,
      events: 0,
      closed: 0,
      replayed: 105,
      ...nothingClaimed,
    });
  });

  it('exports the expected lines, to standard output and to a file that it does not overwrite', async () => {
    const file = join(dir, 'lines.csv');
    const { stdout } = await sureg(database.url, ['export', 'lines', '--format', 'csv']);
    expect(withoutStatus(stdout)).toEqual(withoutStatus(readFileSync(LINES, 'utf8')));
    expect((await sureg(database.url, ['export', 'lines', '--out', file])).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(stdout);
    expect(await sureg(database.url, ['export', 'lines', '--out', file])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('file_exists'),
    });
    expect((await sureg(database.url, ['export', 'lines', '--out', file, '--force', '--bom'])).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(`\uFEFF${stdout}`);
  });

  it('settles the open season twice to the same lines', async () => {
    const lines = async (): Promise<string> =>
      (await sureg(database.url, ['export', 'lines', '--season', '2025-winter'])).stdout;
    const before = await lines();
    expect((await sureg(database.url, ['settle', '--season', '2025-winter'])).code).toBe(0);
    expect((await sureg(database.url, ['settle', '--season', '2025-winter', '--json'])).code).toBe(0);
    expect(await lines()).toBe(before);
    expect(before.split('\r\n')[1]).toMatch(/,draft$/);
  });

  it('says what a household owes, on any day and as known at an instant', async () => {
    const table = await sureg(database.url, ['owes', '--contract', 'WRYT-2022-001', '--on', '2022-11-30']);
    expect(table.stdout).toMatch(/160/);
    const json = await sureg(database.url, ['owes', '--contract', 'WRYT-2022-001', '--on', '2022-11-30', '--json']);
    const lines = JSON.parse(json.stdout) as { section: string; line: string; quantity: string }[];
    expect(lines.find((l) => l.section === 'owed' && l.line === 'closing')?.quantity).toBe('160');
    const early = [
      'owes',
      '--contract',
      'WRYT-2022-001',
      '--on',
      '2022-11-30',
      '--as-known',
      '2020-01-01T00:00:00.000Z',
    ];
    expect(await sureg(database.url, early)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('contract_unknown'),
    });
  });

  it('verifies, knows its anchor, and finds an anchor of another chain', async () => {
    const { code, stdout } = await sureg(database.url, ['verify']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^WRYT 127 [0-9a-f]{64}\n$/) as string });
    const anchor = join(dir, 'anchor.txt');
    writeFileSync(anchor, stdout);
    expect((await sureg(database.url, ['verify', '--anchor', anchor])).code).toBe(0);
    writeFileSync(anchor, `WRYT 5 ${'0'.repeat(64)}\n`);
    const forged = await sureg(database.url, ['verify', '--anchor', anchor]);
    expect(forged.code).toBe(3);
    expect(forged.stdout + forged.stderr).toMatch(/WRYT seq 5: chain_broken: /);
  });

  it('moves the book to another database with its chain', async () => {
    const book = join(dir, 'book.jsonl');
    expect((await sureg(database.url, ['export', 'book', '--out', book])).code).toBe(0);
    expect(readFileSync(book, 'utf8')).not.toContain('13900000001');
    expect((await sureg(other.url, ['import', book])).code).toBe(0);
    expect((await sureg(other.url, ['verify'])).stdout).toBe((await sureg(database.url, ['verify'])).stdout);
    const forged = readFileSync(book, 'utf8').replace('"amount":"3000.00"', '"amount":"300.00"');
    const third = await createTestDatabase();
    const refused = await sureg(third.url, ['import', '-'], forged);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/:\d+: hash: chain_mismatch: /) });
    expect((await sureg(third.url, ['export', 'book'])).stdout).toBe('{"type":"book","format":1}\n');
    await third.drop();
  });

  it('backs a running SQLite book up and restores it; on PostgreSQL it names pg_dump', async () => {
    const copy = join(dir, 'copy.db');
    const backup = await sureg(database.url, ['backup', copy]);
    const restore = await sureg(`sqlite:${join(dir, 'restored.db')}`, ['restore', copy]);
    if (testDialect() === 'postgres') {
      expect(backup).toMatchObject({ code: 2, stderr: expect.stringContaining('pg_dump') });
      return;
    }
    expect([backup.code, restore.code]).toEqual([0, 0]);
    expect((await sureg(`sqlite:${join(dir, 'restored.db')}`, ['verify'])).stdout).toBe(
      (await sureg(database.url, ['verify'])).stdout,
    );
    expect(await sureg(database.url, ['restore', copy])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('book_not_empty'),
    });
    writeFileSync(copy, 'not a book');
    expect((await sureg(`sqlite:${join(dir, 'new.db')}`, ['restore', copy])).code).not.toBe(0);
    expect(existsSync(join(dir, 'new.db'))).toBe(false);
  });

  it.each([
    [['--help'], 0],
    [['import', '--help'], 0],
    [[], 2],
    [['nonsense'], 2],
    [['owes'], 2],
    [['export', 'lines', '--format', 'nonsense'], 2],
    [['export', 'lines', '--season', 'nonsense'], 1],
    [['owes', '--contract', 'nonsense'], 1],
    [['settle', '--season', 'nonsense'], 1],
    [['import', 'nonsense.jsonl'], 1],
  ])('ends %j with %d', async (args, code) => {
    expect((await sureg(database.url, args)).code).toBe(code);
  });

  it('lists the bad lines of a file and changes nothing', async () => {
    const before = await sureg(database.url, ['verify']);
    const bad =
      '{"type":"book","format":1}\n{"type":"season","cooperative":"WRYT","code":"x","from":"2030-01-01","to":"2030-06-30"}\nnot json\n';
    const refused = await sureg(database.url, ['import', '-', '--json'], bad);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      errors: [
        { line: 2, field: 'from', code: 'season_gap' },
        { line: 3, code: 'json_invalid' },
      ],
      more: 0,
    });
    expect((await sureg(database.url, ['verify'])).stdout).toBe(before.stdout);
  });

  it('closes the season for good; what comes after is late', async () => {
    expect((await sureg(database.url, ['settle', '--season', '2025-winter', '--close'])).code).toBe(0);
    expect((await sureg(database.url, ['settle', '--season', '2025-winter', '--close'])).code).toBe(0);
    const late =
      '{"type":"book","format":1}\n{"type":"event","cooperative":"WRYT","contract":"WRYT-2022-002","id":"late","kind":"cash_in","on":"2026-01-01","amount":"1"}\n';
    expect(await sureg(database.url, ['import', '-'], late)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no_season'),
    });
    expect((await sureg(database.url, ['verify'])).code).toBe(0);
  });
});
