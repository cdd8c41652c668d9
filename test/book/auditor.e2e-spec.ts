import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestApp, type TestApp } from '../support/app';
import { makeBook } from '../support/books';
import { example } from '../support/chain-doc';
import { bookOf, exported, importLines, verify } from '../support/services';

const wuriyintuya = readFileSync(join(__dirname, '../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');

/** The script that docs/chain.md gives to auditors, run as they would run it: on two exports, without this program. */
describe('an auditor, with the script of the docs and two exports', () => {
  let app: TestApp;
  let folder: string;
  let book: string;
  let entries: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sureg-test-auditor-'));
    writeFileSync(join(folder, 'verify-chain.mjs'), example('verify-chain.mjs'));
    app = await openTestApp();
    await importLines(app, wuriyintuya);
    await importLines(app, makeBook(51, { contracts: 4, seasons: 5, closed: 3, events: 9 }));
    book = await bookOf(app);
    entries = await exported(app, { what: 'entries', format: 'jsonl' });
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const run = (bookText: string, entriesText: string): { status: number | null; stdout: string } => {
    writeFileSync(join(folder, 'book.jsonl'), bookText);
    writeFileSync(join(folder, 'entries.jsonl'), entriesText);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['verify-chain.mjs', 'book.jsonl', 'entries.jsonl'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    return { status, stdout };
  };

  it('finds the heads that the program finds', async () => {
    const { heads } = await verify(app);
    const { status, stdout } = run(book, entries);
    expect(stdout.trim().split('\n').sort()).toEqual(heads.map((h) => `${h.cooperative} ${h.seq} ${h.hash}`).sort());
    expect(status).toBe(0);
  });

  it('finds a changed amount, a changed posting and a record that is missing', () => {
    expect(run(book.replace('"unitPrice":"128.00"', '"unitPrice":"127.00"'), entries)).toMatchObject({ status: 3 });
    expect(run(book, entries.replace('"quantity":"5120.00"', '"quantity":"5119.00"'))).toEqual({
      status: 3,
      stdout: 'WRYT seq 16: the record does not fit\n',
    });
    const lines = book.split('\n');
    expect(run([...lines.slice(0, 40), ...lines.slice(41)].join('\n'), entries)).toMatchObject({ status: 3 });
  });
});
