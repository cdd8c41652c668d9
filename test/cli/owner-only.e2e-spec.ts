/**
 * Who can read what the program writes: its owner, and no other user of the machine.
 *
 * @runs sqlite
 */
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sureg } from './sureg';

const CLI = join(__dirname, '../../dist/src/cli.js');
const BOOK = resolve(__dirname, '../../examples/wuriyintuya.jsonl');

/** Every file and folder below one that others than the owner can do something with. */
function openIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => (statSync(join(folder, path)).mode & 0o077) !== 0)
    .sort();
}

describe('what the program writes', () => {
  let folder: string;
  let before: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sureg-owner-'));
    // As a shell has it.
    before = process.umask(0o022);
  });
  afterEach(() => {
    process.umask(before);
    rmSync(folder, { recursive: true });
  });

  it('is its owner’s alone: a book, its log, copies, and files that were asked for', async () => {
    const at = (name: string): string => join(folder, name);
    const url = `sqlite:${at('new/book.db')}`;
    expect((await sureg(url, ['import', BOOK])).code).toBe(0);
    expect((await sureg(url, ['backup', at('copy.db')])).code).toBe(0);
    expect((await sureg(`sqlite:${at('back/book.db')}`, ['restore', at('copy.db')])).code).toBe(0);
    expect((await sureg(url, ['export', 'book', '--out', at('out.jsonl')])).code).toBe(0);
    const env = { ...process.env, DATABASE_URL: url, PORT: '0', SUREG_LOG: 'silent' };
    const server = spawn(process.execPath, [CLI, 'serve'], { env });
    await new Promise((ready) => server.stdout.once('data', ready));
    const beside = ['new/book.db', 'new/book.db-wal', 'new/book.db-shm'];
    expect(beside.map((name) => [name, existsSync(at(name))])).toEqual(beside.map((name) => [name, true]));
    expect(openIn(folder)).toEqual([]);
    const ended = new Promise((end) => server.once('close', end));
    server.kill('SIGTERM');
    await ended;
  }, 60_000);

  it('of an older release is closed to strangers when it is opened, and left to the group that its owner chose', async () => {
    const file = join(folder, 'book.db');
    expect((await sureg(`sqlite:${file}`, ['import', BOOK])).code).toBe(0);
    for (const [was, is] of [
      [0o644, 0o640],
      [0o660, 0o660],
      [0o600, 0o600],
    ] as const) {
      chmodSync(file, was);
      expect((await sureg(`sqlite:${file}`, ['verify'])).code).toBe(0);
      expect((statSync(file).mode & 0o777).toString(8)).toBe(is.toString(8));
    }
  }, 60_000);
});
