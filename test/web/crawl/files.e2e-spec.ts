/**
 * Every file that can be had, and the words of the command line: the same bytes as before.
 *
 * @runs sqlite only
 * @slow
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Output } from '../../../src/cli/output';
import { runCli } from '../../../src/cli/program';
import { quietRun } from '../../../src/common/progress';
import { FileExports } from '../../../src/exports/file-exports.service';
import { OFFERS } from '../../../src/exports/list';
import { requireCooperative } from '../../../src/parties/cooperatives';
import { openTestApp, type TestApp } from '../../support/app';
import { makeBook } from '../../support/books';
import { drawTheSameNumbers, Walk } from '../../support/crawl';
import { unzipped } from '../../support/packs';
import { pagesOf, pdfReadersAvailable } from '../../support/pdf';
import { timeout } from '../../support/scale';
import { bookOf, exportedBytes, importLines } from '../../support/services';
import { variedBook } from '../../support/varied-book';

const LATER = '2026-07-01T00:00:00.000Z';
const LOCALES = ['zh-CN', 'en'] as const;
const example = readFileSync(join(__dirname, '../../../examples/wuriyintuya.jsonl'), 'utf8').trimEnd().split('\n');
const read = pdfReadersAvailable() ? it : it.skip;

jest.setTimeout(timeout(120_000));

describe('what leaves the program', () => {
  let app: TestApp;
  const books: readonly (readonly [cooperative: string, seasons: readonly string[], lines: readonly string[]])[] = [
    ['WRYT', ['2023-summer', '2023-winter', '2025-winter'], example],
    ['COOP11', ['S1', 'S3'], makeBook(11, { contracts: 4, seasons: 3, closed: 2, events: 6 })],
    ['V12', ['S2', 'S5'], variedBook(12, { contracts: 5, events: 4 })],
    ['V13', ['S1'], variedBook(13, { contracts: 5, events: 4 })],
  ];

  beforeAll(async () => {
    drawTheSameNumbers();
    app = await openTestApp();
    for (const [, , lines] of books) await importLines(app, lines);
  });
  afterAll(async () => {
    await app.close();
    jest.restoreAllMocks();
  });

  read('writes every export of every book', async () => {
    const files = new Walk('files');
    for (const [code, seasons] of books)
      for (const { what, formats, needsSeason, isWhole } of OFFERS)
        for (const format of formats)
          for (const season of [...(needsSeason ? [] : [undefined]), ...(isWhole ? [] : seasons)])
            for (const language of LOCALES)
              for (const [path, content] of await contentOf(code, {
                what,
                format,
                language,
                ...(season === undefined ? {} : { season }),
              }))
                files.keep(`${code} ${what}.${format} ${season ?? 'all'} ${language} ${path}`, content);
    expect(files.size).toBeGreaterThan(500);
    expect(files.differences()).toEqual([]);
  });

  it('gives the same chains and statements of twenty books', async () => {
    const chains = new Walk('chains');
    for (let seed = 21; seed <= 40; seed++) {
      const lines = seed % 2 ? makeBook(seed, { contracts: 3, seasons: 3, closed: 2, events: 5 }) : variedBook(seed, { contracts: 3, events: 3 }); // prettier-ignore
      const other = await openTestApp();
      await importLines(other, lines);
      chains.keep(`${seed} book`, await bookOf(other));
      chains.keep(`${seed} lines`, await exportedBytes(other, { what: 'lines', format: 'csv' }));
      await other.close();
    }
    expect(chains.differences()).toEqual([]);
  });

  it('explains every command in both languages', async () => {
    const words = new Walk('words');
    const commands = ['import', 'settle', 'export', 'verify', 'owes', 'mapping', 'clock', 'backup', 'restore', 'serve', 'user']; // prettier-ignore
    const acts = ['add', 'list', 'disable', 'enable', 'invite', 'unlock', 'role'].map((act) => ['user', act]);
    for (const locale of LOCALES) {
      for (const command of [[], ...commands.map((name) => [name]), ...acts])
        for (const more of [['--help'], ['--no-such'], ['a', 'b', 'c', 'd'], []])
          if (command[0] !== 'serve' || more[0]?.startsWith('--')) words.keep([...command, ...more, locale].join(' '), await sureg([...command, ...more], locale)); // prettier-ignore
    }
    expect(words.differences()).toEqual([]);
  });

  /** Of a ZIP its entries, of a printed document the text of its pages, of everything else its bytes. */
  async function contentOf(
    code: string,
    choice: { what: string; format: string; language: (typeof LOCALES)[number] },
  ): Promise<[string, string | Buffer][]> {
    const chunks: Buffer[] = [];
    const write = (chunk: string | Uint8Array): Promise<void> => Promise.resolve(void chunks.push(Buffer.from(chunk)));
    const cooperative = await requireCooperative(app.database.reads, code);
    const moments = { knownAt: LATER, askedAt: LATER };
    try {
      await app.module.get(FileExports).write(cooperative, choice, moments, write, quietRun());
    } catch (error) {
      return [['', String(error)]];
    }
    const file = Buffer.concat(chunks);
    if (choice.format === 'pdf') return pagesOf(file).map((page, i) => [`page ${i + 1}`, page]);
    return ['zip', 'xlsx'].includes(choice.format) ? [...(await unzipped(file))] : [['', file]];
  }
});

/** What a command line prints when there is no database. */
async function sureg(args: readonly string[], locale: (typeof LOCALES)[number]): Promise<string> {
  const printed = { out: '', err: '' };
  const sink = (name: 'out' | 'err'): Writable =>
    new Writable({ write: (chunk: Buffer, _, done) => ((printed[name] += chunk.toString()), done()) });
  const nothing = (): Promise<never> => Promise.reject(new Error('no database here'));
  const exit = await runCli(args, {
    output: new Output(sink('out'), sink('err')),
    stdin: Readable.from([]),
    locale,
    version: '0.0.0',
    connection: () => ({ dialect: 'sqlite', open: nothing, restore: nothing }),
    onStop: () => () => undefined,
  });
  // Where in the program the surprise was is no word for anybody.
  return `${exit}\n${printed.out}\n---\n${printed.err.replace(/^ +at .*\n/gm, '')}`;
}
